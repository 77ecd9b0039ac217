import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { double, type PlainValue } from '../../../src/otlp/build/any-value.ts';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import { buildMetrics } from '../../../src/otlp/build/metrics.ts';
import { DELTA } from '../../../src/otlp/build/metrics-writer.ts';
import { timeFromMs, timeFromNs } from '../../../src/otlp/build/time-bytes.ts';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import { plain } from '../../support/oracle.ts';

/** An AnyValue as protobufjs shows it. */
function anyValue(value: PlainValue): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) {
    const values = (value as PlainValue[]).map(anyValue);
    return { arrayValue: values.length === 0 ? {} : { values } };
  }
  const entries = Object.entries(value as Record<string, PlainValue>);
  return { kvlistValue: entries.length === 0 ? {} : { values: entries.map(([key, inner]) => ({ key, value: anyValue(inner) })) } };
}

const scalar: fc.Arbitrary<PlainValue> = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.constant(null),
  fc.uint8Array(),
);
const { value: anyPlain } = fc.letrec<{ value: PlainValue }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value')), fc.dictionary(fc.string({ minLength: 1 }), tie('value'))),
}));
// An object with the one key `double` is how a double is asked for.
const plainValue = anyPlain.filter(
  (value) => !JSON.stringify(value, (_k, v: unknown) => (typeof v === 'bigint' ? 0 : v)).includes('"double":'),
);

describe('typed builders', () => {
  it('write attribute values that protobufjs reads back as they were given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), plainValue, (key, value) => {
        const batch = buildTraces([{ spans: [{ attributes: { [key]: value } }] }]);
        const decoded = plain('traces', batch.bytes) as { resourceSpans: { scopeSpans: { spans: { attributes: object[] }[] }[] }[] };
        expect(decoded.resourceSpans[0]?.scopeSpans[0]?.spans[0]?.attributes).toEqual([{ key, value: anyValue(value) }]);
      }),
      { numRuns: 300 },
    );
  });

  it('write an integral number as a double when asked', () => {
    const decoded = plain('traces', buildTraces([{ spans: [{ attributes: { cost: double(2) } }] }]).bytes);
    expect(JSON.stringify(decoded)).toContain('"doubleValue":2');
  });

  it('write every field of a span', () => {
    const batch = buildTraces([
      {
        resource: { 'service.name': 'shop' },
        scope: { name: 'sdk', version: '1', attributes: { a: true } },
        schemaUrl: 'https://example.test/schema',
        spans: [
          {
            traceId: '0a'.repeat(16),
            spanId: '0b'.repeat(8),
            parentSpanId: '0c'.repeat(8),
            traceState: 'ot=th:8',
            name: 'chat',
            kind: 3,
            startNs: 1_700_000_000_000_000_001n,
            endNs: 1_700_000_001_000_000_002n,
            events: [{ name: 'exception', timeNs: 5n, attributes: { 'exception.message': 'no' } }],
            links: [{ traceId: '0d'.repeat(16), spanId: '0e'.repeat(8) }],
            status: { code: 2, message: 'failed' },
            flags: 0x301,
          },
        ],
      },
    ]);
    expect(batch.items).toBe(1);
    expect(plain('traces', batch.bytes)).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          schemaUrl: 'https://example.test/schema',
          scopeSpans: [
            {
              scope: { name: 'sdk', version: '1', attributes: [{ key: 'a', value: { boolValue: true } }] },
              spans: [
                {
                  traceId: '0a'.repeat(16),
                  spanId: '0b'.repeat(8),
                  parentSpanId: '0c'.repeat(8),
                  traceState: 'ot=th:8',
                  name: 'chat',
                  kind: 3,
                  startTimeUnixNano: '1700000000000000001',
                  endTimeUnixNano: '1700000001000000002',
                  events: [
                    { name: 'exception', timeUnixNano: '5', attributes: [{ key: 'exception.message', value: { stringValue: 'no' } }] },
                  ],
                  links: [{ traceId: '0d'.repeat(16), spanId: '0e'.repeat(8) }],
                  status: { code: 2, message: 'failed' },
                  flags: 0x301,
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('write log records with body, severity and ids', () => {
    const batch = buildLogs([
      {
        records: [
          { timeNs: 7n, severityNumber: 9, body: { text: 'hi' }, traceId: '0a'.repeat(16), spanId: '0b'.repeat(8), eventName: 'e' },
        ],
      },
    ]);
    expect(plain('logs', batch.bytes)).toEqual({
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: '7',
                  severityNumber: 9,
                  body: { kvlistValue: { values: [{ key: 'text', value: { stringValue: 'hi' } }] } },
                  traceId: '0a'.repeat(16),
                  spanId: '0b'.repeat(8),
                  eventName: 'e',
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('write counters, gauges and histograms with exemplars, times and temporality', () => {
    const exemplar = { value: 0.3, traceId: '0a'.repeat(16), spanId: '0b'.repeat(8), timeNs: 9n };
    const batch = buildMetrics([
      {
        resource: { 'service.name': 'shop' },
        scope: { name: 's' },
        metrics: [
          {
            name: 'calls',
            kind: 'counter',
            unit: '{call}',
            description: 'Calls.',
            points: [{ startNs: 1n, timeNs: 2n, value: 3, attributes: { m: 'x' } }],
          },
          { name: 'temp', kind: 'gauge', points: [{ startNs: 1n, timeNs: 2n, value: 0.5 }] },
          {
            name: 'd',
            kind: 'histogram',
            temporality: DELTA,
            points: [{ bounds: [0.1, 1], counts: [0, 2, 1], sum: 4.5, exemplars: [undefined, exemplar] }],
          },
        ],
      },
    ]);
    expect(batch.items).toBe(3);
    const decoded = plain('metrics', batch.bytes) as { resourceMetrics: { scopeMetrics: { metrics: object[] }[] }[] };
    expect(decoded.resourceMetrics[0]?.scopeMetrics[0]?.metrics).toEqual([
      {
        name: 'calls',
        description: 'Calls.',
        unit: '{call}',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [{ startTimeUnixNano: '1', timeUnixNano: '2', asInt: '3', attributes: [{ key: 'm', value: { stringValue: 'x' } }] }],
        },
      },
      { name: 'temp', gauge: { dataPoints: [{ timeUnixNano: '2', asDouble: 0.5 }] } },
      {
        name: 'd',
        histogram: {
          aggregationTemporality: 1,
          dataPoints: [
            {
              count: '3',
              sum: 4.5,
              bucketCounts: ['0', '2', '1'],
              explicitBounds: [0.1, 1],
              exemplars: [{ timeUnixNano: '9', asDouble: 0.3, spanId: '0b'.repeat(8), traceId: '0a'.repeat(16) }],
            },
          ],
        },
      },
    ]);
  });

  it('turn milliseconds into the nanoseconds of the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
        expect(timeFromMs(ms)).toEqual(timeFromNs(BigInt(ms) * 1_000_000n));
      }),
    );
  });
});
