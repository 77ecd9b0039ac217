import { formatFindings, formatFindingsJson } from '../genai/redaction/inspect/format.ts';
import { inspectBatch } from '../genai/redaction/inspect/inspect.ts';
import { compilePolicy } from '../genai/redaction/policy/compile.ts';
import { type GenaiRedactionConfig, policyConfig } from '../processors/genai_redaction/config.ts';
import { type Command, CONFIG_OPTIONS, EXIT_FAILED, EXIT_OK, EXIT_USAGE, OUTPUT_OPTION, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';
import { readOtlpFile } from './otlp-file.ts';

export const redactCommand: Command = {
  name: 'redact',
  usage: 'FILE [--config URI]... [--check]',
  summary: 'dry run of the redaction: what would be found, by which rule, and where; never the content',
  options: {
    ...CONFIG_OPTIONS,
    check: { type: 'boolean', help: 'exit 1 when something was found, for CI' },
    show: { type: 'boolean', help: 'also print the text found; for your own screen only' },
    output: OUTPUT_OPTION,
  },
  details: `FILE is an OTLP request as JSON or protobuf. The policy is that of the first genai_redaction of the config (default: the preset balanced).

  assay redact request.json --set processors.genai_redaction.preset=strict`,
  async run(options, words, io) {
    const [path, ...rest] = words;
    if (path === undefined || rest.length > 0) {
      io.stderr.write('assay redact: name one file of OTLP, JSON or protobuf\n');
      return EXIT_USAGE;
    }
    const loaded = await loadFromOptions(options, io);
    if (loaded.config === undefined) {
      showDiagnostics(loaded, io);
      return EXIT_USAGE;
    }
    const processor = [...loaded.config.processors.values()].find((component) => component.type === 'genai_redaction');
    if (processor === undefined) {
      io.stderr.write('assay redact: this config has no genai_redaction processor\n');
      return EXIT_USAGE;
    }
    const { policy } = compilePolicy(policyConfig(processor.config as GenaiRedactionConfig));
    if (policy === undefined) {
      io.stderr.write(`assay redact: the policy of ${processor.id} does not compile; assay validate says why\n`);
      return EXIT_USAGE;
    }
    const findings = readOtlpFile(path).flatMap((batch) => inspectBatch(batch, policy, { show: options['show'] === true }));
    io.stdout.write(textOf(options, 'output') === 'json' ? formatFindingsJson(findings) : `${formatFindings(findings).trimEnd()}\n`);
    return options['check'] === true && findings.length > 0 ? EXIT_FAILED : EXIT_OK;
  },
};
