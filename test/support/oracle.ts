import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import type { Signal } from '../../src/otlp/batch.ts';

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => fileURLToPath(new URL(`../../proto/${target.split('/').pop()}`, import.meta.url));
root.loadSync('collector.proto', { keepCase: false });
root.resolveAll();

const COLLECTOR = 'opentelemetry.proto.collector.v1';
/** protobufjs over proto/: the independent reading of OTLP that the byte layer is compared with. */
export const ORACLE: Readonly<Record<Signal, protobuf.Type>> = {
  traces: root.lookupType(`${COLLECTOR}.ExportTraceServiceRequest`),
  logs: root.lookupType(`${COLLECTOR}.ExportLogsServiceRequest`),
  metrics: root.lookupType(`${COLLECTOR}.ExportMetricsServiceRequest`),
};

export const ORACLE_ROOT: protobuf.Root = root;

/** A decoded request as plain objects with 64-bit numbers as strings and bytes as hex, so that deep equality is exact. */
export function plain(signal: Signal, bytes: Uint8Array): Record<string, unknown> {
  const message = ORACLE[signal].decode(bytes);
  const object = ORACLE[signal].toObject(message, { longs: String, bytes: Array, defaults: false });
  return hex(object) as Record<string, unknown>;
}

/** Byte arrays (arrays of numbers under id and bytes keys) become hex text. */
function hex(value: unknown, key: string = ''): unknown {
  if (Array.isArray(value)) {
    if (/Id$|^bytesValue$/.test(key)) return Buffer.from(value as number[]).toString('hex');
    return value.map((item) => hex(item));
  }
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, hex(v, k)]));
  return value;
}
