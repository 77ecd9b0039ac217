import { formatFindings, formatFindingsJson, formatTexts } from '../genai/redaction/inspect/format.ts';
import { inspectBatch } from '../genai/redaction/inspect/inspect.ts';
import type { Policy } from '../genai/redaction/policy/policy.ts';
import type { GenaiRedactionConfig } from '../processors/genai_redaction/config.ts';
import { PolicyFiles } from '../processors/genai_redaction/policy-files.ts';
import { AssayError } from '../wire/assay-error.ts';
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
  const policy = policyOf(processor.config as GenaiRedactionConfig, io);
  if (policy === undefined) return EXIT_USAGE;
  const findings = readOtlpFile(path).flatMap((batch) => inspectBatch(batch, policy, { show: options['show'] === true }));
  io.stdout.write(textOf(options, 'output') === 'json' ? formatFindingsJson(findings) : `${formatFindings(findings).trimEnd()}\n`);
  if (options['show'] === true) io.stderr.write(formatTexts(findings));
  return options['check'] === true && findings.length > 0 ? EXIT_FAILED : EXIT_OK;
}

/** The policy with its files read; undefined, said on stderr, when one of them is bad. */
function policyOf(config: GenaiRedactionConfig, io: CommandIo): Policy | undefined {
  try {
    return new PolicyFiles(config).load().policy;
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    io.stderr.write(`assay redact: ${error.message} [${error.code}]\n`);
    return undefined;
  }
}
