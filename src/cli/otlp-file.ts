import { readFileSync } from 'node:fs';
import type { Batch, Signal } from '../otlp/batch.ts';
import { canonicalise } from '../otlp/canonicalise.ts';
import { isJsonError, jsonToProto } from '../otlp/json/index.ts';
import { validateRequest } from '../otlp/validate.ts';
import { AssayError } from '../wire/assay-error.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];
const JSON_KEYS: Readonly<Record<Signal, string>> = { traces: 'resourceSpans', logs: 'resourceLogs', metrics: 'resourceMetrics' };

/**
 * Reads a file of OTLP: one request as protobuf or as JSON, or one JSON request a line. The signal is found by trying
 * (`logs.binpb` and the like are tried first as what their name says). Throws AssayError ASSAY_CLI_INPUT.
 */
export function readOtlpFile(path: string): Batch[] {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    throw new AssayError('ASSAY_CLI_INPUT', `cannot read ${path}: ${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}`, { cause });
  }
  const first = content.find((byte) => byte > 0x20);
  if (first === 0x7b) return documents(content).map((json) => fromJson(path, json));
  const named = SIGNALS.filter((signal) => path.includes(signal.replace(/s$/, '')));
  for (const signal of [...named, ...SIGNALS]) {
    const checked = validateRequest(signal, content);
    if (checked.ok && checked.items > 0) return [batchOf(signal, content)];
  }
  throw new AssayError('ASSAY_CLI_INPUT', `${path} holds no OTLP request, neither as JSON nor as protobuf of traces, logs or metrics`);
}

/** One JSON document, or one on each line. */
function documents(content: Buffer): Buffer[] {
  const lines = content
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{') && line.trimEnd().endsWith('}'))
    ? lines.map((line) => Buffer.from(line))
    : [content];
}

function fromJson(path: string, json: Buffer): Batch {
  const signal = SIGNALS.find((candidate) => json.includes(`"${JSON_KEYS[candidate]}"`)) ?? 'traces';
  const bytes = jsonToProto(signal, json);
  if (isJsonError(bytes)) throw new AssayError('ASSAY_CLI_INPUT', `${path}: ${bytes.message}`);
  return batchOf(signal, bytes, path);
}

function batchOf(signal: Signal, bytes: Uint8Array, path: string = ''): Batch {
  const checked = validateRequest(signal, bytes);
  if (!checked.ok) throw new AssayError('ASSAY_CLI_INPUT', `${path}: ${checked.message}`);
  const clean = checked.irregular ? canonicalise(signal, bytes) : bytes;
  return { signal, bytes: clean, items: checked.items, meta: { receivedAtMs: 0 } };
}
