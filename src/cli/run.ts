import { runCollector } from '../service/run.ts';
import { CONFIG_OPTIONS, type Command, EXIT_FAILED, EXIT_OK, EXIT_USAGE } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

export const runCommand: Command = {
  name: 'run',
  usage: '[--config URI]... [--set a.b=v]...',
  summary: 'runs the collector; without a config the built-in quickstart',
  options: CONFIG_OPTIONS,
  details: `SIGTERM and SIGINT stop it: receivers close, what was accepted is delivered, the ledger is logged. A second
signal cuts that short. Exit 0 after a clean stop, 1 when something could not be delivered or the start failed, 2 on a bad config.

  assay --config collector.yaml --set service.telemetry.logs.level=debug`,
  async run(options, words, io) {
    if (words.length > 0) {
      io.stderr.write(`assay run: unexpected '${words[0]}'; a config file is named by --config\n`);
      return EXIT_USAGE;
    }
    const loaded = await loadFromOptions(options, io);
    showDiagnostics(loaded, io);
    if (loaded.config === undefined) return EXIT_USAGE;
    const report = await runCollector({ config: loaded.config, env: io.env });
    return report.lost > 0 ? EXIT_FAILED : EXIT_OK;
  },
};
