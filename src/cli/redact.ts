import { formatFindings, formatFindingsJson } from '../genai/redaction/inspect/format.ts';
import { inspectBatch } from '../genai/redaction/inspect/inspect.ts';
import { compilePolicy } from '../genai/redaction/policy/compile.ts';
import { type GenaiRedactionConfig, policyConfig } from '../processors/genai_redaction/config.ts';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';
import { readOtlpFile } from './otlp-file.ts';

/** `assay redact`; returns the exit code. */
export async function run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number> {
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
}
