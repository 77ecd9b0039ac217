import type { LoadedConfig } from '../config/load.ts';
import { runCollector } from '../service/run.ts';
import {
  CONFIG_OPTIONS,
  type Command,
  EXIT_FAILED,
  EXIT_OK,
  EXIT_USAGE,
  listOf,
  type OptionValues,
  OUTPUT_OPTION,
  textOf,
} from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

export const runCommand: Command = {
  name: 'run',
  usage: '[--config URI]... [--set a.b=v]... [--watch]',
  summary: 'runs the collector; without a config the built-in quickstart',
  options: {
    ...CONFIG_OPTIONS,
    watch: { type: 'boolean', help: 'reload when a file of the config changes' },
    output: { ...OUTPUT_OPTION, help: 'json: the log as one JSON object a line (default: as configured)' },
  },
  details: `SIGTERM and SIGINT stop it: receivers close, what was accepted is delivered, the ledger is logged. A second
signal cuts that short. SIGHUP, or with --watch a changed file, reloads the config: only what changed is restarted, and a
config that is not valid or cannot start leaves the one before in force.

Exit 0 after a clean stop, 1 when something could not be delivered or the start failed, 2 on a bad config.

  assay --config collector.yaml --set service.telemetry.logs.level=debug`,
  async run(options, words, io) {
    if (words.length > 0) {
      io.stderr.write(`assay run: unexpected '${words[0]}'; a config file is named by --config\n`);
      return EXIT_USAGE;
    }
    const load = (): Promise<LoadedConfig> => loadFromOptions(withLogEncoding(options), io);
    const loaded = await load();
    showDiagnostics(loaded, io, textOf(options, 'output') === 'json');
    if (loaded.config === undefined) return EXIT_USAGE;
    const reload = { load, files: loaded.files, watch: options['watch'] === true };
    const report = await runCollector({ config: loaded.config, env: io.env, reload });
    return report.lost > 0 ? EXIT_FAILED : EXIT_OK;
  },
};

/** `--output json` is the last word on the log's encoding. */
function withLogEncoding(options: OptionValues): OptionValues {
  if (textOf(options, 'output') !== 'json') return options;
  return { ...options, set: [...listOf(options, 'set'), 'service.telemetry.logs.encoding=json'] };
}
