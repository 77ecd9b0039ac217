import { type CallReader, createCallReader } from '../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS, type DialectSettings } from '../../src/genai/dialect.ts';
import type { PlainAttributes } from '../../src/otlp/build/any-value.ts';
import { buildLogs, type PlainLogRecord } from '../../src/otlp/build/logs.ts';
import { buildTraces, type PlainSpan } from '../../src/otlp/build/traces.ts';
import { callsOf, logCallsOf, type ReadCall } from './corpus-kit.ts';

export const START_NS = 1_764_000_000_000_000_000n;

export interface Written extends PlainSpan {
  readonly scope?: string;
  readonly version?: string;
  readonly resource?: PlainAttributes;
}

/** A batch with one span for each, each in its own resource and scope. */
export function batchOfSpans(...spans: readonly Written[]): ReturnType<typeof buildTraces> {
  return buildTraces(
    spans.map(({ scope, version, resource, ...span }) => ({
      resource: { 'service.name': 'shop', ...resource },
      scope: { name: scope ?? 'test-scope', ...(version === undefined ? {} : { version }) },
      spans: [{ startNs: START_NS, endNs: START_NS + 1_500_000_000n, ...span }],
    })),
  );
}

export function readAll(spans: readonly Written[], settings: DialectSettings = DEFAULT_DIALECT_SETTINGS): ReadCall[] {
  return callsOf(batchOfSpans(...spans), settings);
}

/** The call of one span. Read three times, so that the way over a known shape is taken as well; all must agree. */
export function readOne(span: Written, settings: DialectSettings = DEFAULT_DIALECT_SETTINGS): ReadCall | undefined {
  const reader: CallReader = createCallReader(settings);
  const batch = batchOfSpans(span);
  const rounds = [1, 2, 3].map(() => callsOf(batch, settings, reader)[0]);
  for (const round of rounds)
    if (JSON.stringify(round) !== JSON.stringify(rounds[0])) throw new Error(`reads differ: ${JSON.stringify(rounds)}`);
  return rounds[0];
}

export function readRecord(
  record: PlainLogRecord,
  about: { scope?: string; resource?: PlainAttributes } = {},
  settings: DialectSettings = DEFAULT_DIALECT_SETTINGS,
): ReadCall | undefined {
  const batch = buildLogs([
    {
      resource: { 'service.name': 'shop', ...about.resource },
      scope: { name: about.scope ?? 'test-scope' },
      records: [{ timeNs: START_NS, ...record }],
    },
  ]);
  return logCallsOf(batch, settings)[0];
}
