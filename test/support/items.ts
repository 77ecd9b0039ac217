import type { Signal } from '../../src/otlp/batch.ts';
import { plain } from './oracle.ts';

type Plain = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<Signal, readonly [string, string, string]>> = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
};

/**
 * Every span, log record or metric of a request with its resource and scope, as text, so that requests that are cut or
 * joined otherwise compare equal. Fields with their default value count as absent, as protobuf has it.
 */
export function itemsOf(signal: Signal, bytes: Uint8Array): string[] {
  const [outer, middle, inner] = LEVELS[signal];
  const list = (value: unknown): Plain[] => (value as Plain[] | undefined) ?? [];
  return list(plain(signal, bytes)[outer]).flatMap(({ [middle]: scopes, ...resource }) =>
    list(scopes).flatMap(({ [inner]: items, ...scope }) => list(items).map((item) => JSON.stringify(canonical({ resource, scope, item })))),
  );
}

/** Keys in order; messages without fields, and fields that hold their default, are left out. */
function canonical(value: unknown, oneof: boolean = false): unknown {
  if (Array.isArray(value)) return value.map((element) => canonical(element) ?? {});
  if (typeof value !== 'object' || value === null) {
    return !oneof && (value === 0 || value === '' || value === '0' || value === false) ? undefined : value;
  }
  const entries = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    // A member of a oneof is there even when it holds its default.
    .map(([key, field]) => [key, canonical(field, /Value$|^as(Int|Double)$/.test(key))] as const)
    .filter(([, field]) => field !== undefined);
  return entries.length === 0 ? (oneof ? {} : undefined) : Object.fromEntries(entries);
}
