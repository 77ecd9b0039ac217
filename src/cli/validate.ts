import { diagnosticsToJson } from '../config/format-diagnostics.ts';
import { plan } from '../kernel/plan.ts';
import { CONFIG_OPTIONS, type Command, EXIT_OK, EXIT_USAGE, OUTPUT_OPTION, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

export const validateCommand: Command = {
  name: 'validate',
  usage: '[--config URI]... [--set a.b=v]...',
  summary: 'checks a config and shows every problem at once',
  options: { ...CONFIG_OPTIONS, output: OUTPUT_OPTION },
  details: 'Exit 0 when the config can run (warnings included), 2 when it cannot.',
  async run(options, _words, io) {
    const loaded = await loadFromOptions(options, io);
    if (textOf(options, 'output') === 'json') io.stdout.write(diagnosticsToJson(loaded.diagnostics));
    else {
      showDiagnostics(loaded, io);
      if (loaded.config !== undefined) {
        const planned = plan(loaded.config);
        for (const pipeline of planned.pipelines) {
          const steps = pipeline.steps.flatMap((step) =>
            step.kind === 'walk' ? [...step.processors, ...step.observers] : [step.processor],
          );
          io.stdout.write(
            `${pipeline.id}: ${[pipeline.receivers.join(' + '), ...steps, pipeline.sinks.join(' + ')].filter((part) => part !== '').join(' -> ')}\n`,
          );
        }
        io.stdout.write('the config is valid\n');
      }
    }
    return loaded.config === undefined ? EXIT_USAGE : EXIT_OK;
  },
};
