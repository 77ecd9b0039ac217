import { randomBytes } from 'node:crypto';
import type { Signal } from '../../src/otlp/batch.ts';
import { ORACLE } from './oracle.ts';

/** A value of an attribute: a whole number becomes an int, `{ double }` a double whatever it is. */
export type Value = string | number | boolean | { readonly double: number } | readonly string[];

export type Attributes = Readonly<Record<string, Value | undefined>>;

/** One span; what is absent is made up. Ids are hex. */
export interface SpanSpec {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly name?: string;
  readonly attributes?: Attributes;
}

/** A call that has a price: one chat with gpt-4o-mini by the current conventions. */
export const PRICED_CALL: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
  'gen_ai.response.finish_reasons': ['stop'],
};

/** A priced call with other or further attributes; `undefined` leaves one out. */
export function call(attributes: Attributes = {}, more: Omit<SpanSpec, 'attributes'> = {}): SpanSpec {
  return { name: 'chat', ...more, attributes: { ...PRICED_CALL, ...attributes } };
}

/** `count` ordinary calls. */
export function calls(count: number): SpanSpec[] {
  return Array.from({ length: count }, () => call());
}

/** An OTLP trace request in protobuf, by the oracle. */
export function traceRequest(spans: readonly SpanSpec[], resource: Attributes = { 'service.name': 'shop' }): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n;
  return encode('traces', {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [
          {
            scope: { name: 'test', version: '1' },
            spans: spans.map((span) => ({
              traceId: idOf(span.traceId, 16),
              spanId: idOf(span.spanId, 8),
              name: span.name ?? 'work',
              kind: 3,
              startTimeUnixNano: String(now - 1_500_000_000n),
              endTimeUnixNano: String(now),
              attributes: attributesOf(span.attributes ?? {}),
            })),
          },
        ],
      },
    ],
  });
}

/** Any request as the oracle encodes it. */
export function encode(signal: Signal, request: Record<string, unknown>): Buffer {
  const type = ORACLE[signal];
  return Buffer.from(type.encode(type.fromObject(request)).finish());
}

/** Hex ids of the spans that `specs` leave open, to find them again. */
export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

function idOf(hex: string | undefined, length: number): Buffer {
  return hex === undefined ? randomBytes(length) : Buffer.from(hex, 'hex');
}

function attributesOf(attributes: Attributes): { key: string; value: Record<string, unknown> }[] {
  return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: valueOf(value) }]));
}

function valueOf(value: Value): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if ('double' in value) return { doubleValue: value.double };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
}
