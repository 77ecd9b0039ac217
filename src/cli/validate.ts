import { diagnosticsToJson } from '../config/format-diagnostics.ts';
import { plan } from '../kernel/plan.ts';
import { type CommandIo, type OptionValues, EXIT_OK, EXIT_USAGE, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

/** `assay validate`; returns the exit code. */
export async function run(options: OptionValues, _words: readonly string[], io: CommandIo): Promise<number> {
  const loaded = await loadFromOptions(options, io);
  if (textOf(options, 'output') === 'json') io.stdout.write(diagnosticsToJson(loaded.diagnostics));
  else {
    showDiagnostics(loaded, io);
    if (loaded.config !== undefined) {
      const planned = plan(loaded.config);
      for (const pipeline of planned.pipelines) {
        const steps = pipeline.steps.flatMap((step) => (step.kind === 'walk' ? [...step.processors, ...step.observers] : [step.processor]));
        io.stdout.write(
          `${pipeline.id}: ${[pipeline.receivers.join(' + '), ...steps, pipeline.sinks.join(' + ')].filter((part) => part !== '').join(' -> ')}\n`,
        );
      }
      io.stdout.write('the config is valid\n');
    }
  }
  return loaded.config === undefined ? EXIT_USAGE : EXIT_OK;
}
