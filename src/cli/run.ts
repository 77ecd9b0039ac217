import type { LoadedConfig } from '../config/load.ts';
import { runCollector } from '../service/run.ts';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE, listOf, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

/** `assay run`; returns the exit code. */
export async function run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number> {
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
}

/** `--output json` is the last word on the log's encoding. */
function withLogEncoding(options: OptionValues): OptionValues {
  if (textOf(options, 'output') !== 'json') return options;
  return { ...options, set: [...listOf(options, 'set'), 'service.telemetry.logs.encoding=json'] };
}
