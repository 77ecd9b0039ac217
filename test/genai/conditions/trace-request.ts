import type { Batch } from '../../../src/otlp/batch.ts';
import { ORACLE } from '../../support/oracle.ts';

export type AttributeValue = string | number | boolean | { readonly double: number } | { readonly array: readonly string[] } | null;

/** A span as a test writes it down. */
export interface SpanSpec {
  readonly name?: string;
  readonly kind?: number;
  readonly statusCode?: number;
  readonly statusMessage?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

function anyValue(value: AttributeValue): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { intValue: value };
  if ('double' in value) return { doubleValue: value.double };
  return { arrayValue: { values: value.array.map((text) => ({ stringValue: text })) } };
}

function keyValues(attributes: Readonly<Record<string, AttributeValue>> = {}): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** The spans as one batch of one resource and one scope, encoded by the oracle. */
export function traceBatch(spans: readonly SpanSpec[], resource: Readonly<Record<string, AttributeValue>> = {}): Batch {
  const request = {
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [
          {
            scope: { name: 'test.scope', version: '1' },
            spans: spans.map((span, i) => ({
              traceId: Buffer.alloc(16, i + 1),
              spanId: Buffer.alloc(8, i + 1),
              name: span.name ?? '',
              kind: span.kind ?? 0,
              startTimeUnixNano: '1760000000000000000',
              endTimeUnixNano: '1760000001500000000',
              attributes: keyValues(span.attributes),
              ...(span.statusCode === undefined ? {} : { status: { code: span.statusCode, message: span.statusMessage ?? '' } }),
            })),
          },
        ],
      },
    ],
  };
  const type = ORACLE.traces;
  return { signal: 'traces', bytes: type.encode(type.fromObject(request)).finish(), items: spans.length, meta: { receivedAtMs: 0 } };
}
