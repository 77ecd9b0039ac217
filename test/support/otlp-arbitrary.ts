import fc from 'fast-check';
import type { Signal } from '../../src/otlp/batch.ts';

/** Plain OTLP requests in the form that the oracle's `fromObject` takes: bytes as Buffers, 64-bit numbers as strings. */
export type Plain = Record<string, unknown>;

const KEYS = [
  'gen_ai.request.model',
  'gen_ai.system',
  'gen_ai.usage.input_tokens',
  'http.route',
  'k',
  '',
  'ключ',
  'user.id',
  'a.very.long.key.'.repeat(9),
];
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, fc.string({ maxLength: 12 }));
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', 'x'.repeat(127), 'y'.repeat(128), 'z'.repeat(16_400), '\u0000\n"\\', '東京'.repeat(60)),
);
const int64 = fc.oneof(fc.integer(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.constantFrom(0, -1, 127, 128)).map(String);
const fixed64 = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.constant(0n)).map(String);
const count = fc.oneof(fc.constant(0), fc.nat(0xffff_ffff));
const double = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY));
const bytes = fc.uint8Array({ maxLength: 40 }).map((b) => Buffer.from(b));
const id = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((b) => {
    const id = Buffer.from(b);
    if (id.every((byte) => byte === 0)) id[0] = 1;
    return id;
  });
const maybe = <T>(arbitrary: fc.Arbitrary<T>, empty: T): fc.Arbitrary<T> => fc.oneof({ weight: 3, arbitrary }, fc.constant(empty));

const { value } = fc.letrec<{ value: Plain; keyValue: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
    text.map((stringValue): Plain => ({ stringValue })),
    int64.map((intValue): Plain => ({ intValue })),
    double.map((doubleValue): Plain => ({ doubleValue })),
    fc.boolean().map((boolValue): Plain => ({ boolValue })),
    bytes.map((bytesValue): Plain => ({ bytesValue })),
    fc.constant<Plain>({}),
    fc.array(tie('value'), { maxLength: 3 }).map((values): Plain => ({ arrayValue: { values } })),
    fc.array(tie('keyValue'), { maxLength: 3 }).map((values): Plain => ({ kvlistValue: { values } })),
  ),
  keyValue: fc.record({ key, value: tie('value') }) as fc.Arbitrary<Plain>,
}));
const attributes = fc.array(fc.record({ key, value }), { maxLength: 8 });
const resource = fc.record({ attributes, droppedAttributesCount: count });
const scope = fc.record({ name: text, version: text, attributes, droppedAttributesCount: count });

const span = fc.record({
  traceId: id(16),
  spanId: id(8),
  traceState: maybe(text, ''),
  parentSpanId: maybe<Buffer>(id(8), Buffer.alloc(0)),
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: fixed64,
  endTimeUnixNano: fixed64,
  attributes,
  droppedAttributesCount: count,
  events: fc.array(fc.record({ timeUnixNano: fixed64, name: text, attributes }), { maxLength: 3 }),
  droppedEventsCount: count,
  links: fc.array(fc.record({ traceId: id(16), spanId: id(8), traceState: text, attributes, flags: count }), { maxLength: 2 }),
  status: fc.option(fc.record({ message: text, code: fc.integer({ min: 0, max: 2 }) }), { nil: undefined }),
  flags: count,
});

const logRecord = fc.record({
  timeUnixNano: fixed64,
  observedTimeUnixNano: fixed64,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  severityText: maybe(text, ''),
  body: fc.option(value, { nil: undefined }),
  attributes,
  flags: count,
  traceId: maybe<Buffer>(id(16), Buffer.alloc(0)),
  spanId: maybe<Buffer>(id(8), Buffer.alloc(0)),
  eventName: maybe(text, ''),
});

const exemplar = fc.record({ filteredAttributes: attributes, timeUnixNano: fixed64, asDouble: double, spanId: id(8), traceId: id(16) });
const exemplars = fc.array(exemplar, { maxLength: 2 });
const time = { startTimeUnixNano: fixed64, timeUnixNano: fixed64 };
const numberPoint = fc.oneof(
  fc.record({ attributes, ...time, asDouble: double, exemplars, flags: count }),
  fc.record({ attributes, ...time, asInt: int64, exemplars, flags: count }),
);
const histogramPoint = fc.record({
  attributes,
  ...time,
  count: fixed64,
  sum: double,
  bucketCounts: fc.array(fixed64, { maxLength: 4 }),
  explicitBounds: fc.array(double, { maxLength: 3 }),
  exemplars,
});
const buckets = fc.record({ offset: fc.integer(), bucketCounts: fc.array(fixed64, { maxLength: 4 }) });
const expPoint = fc.record({
  attributes,
  ...time,
  count: fixed64,
  sum: double,
  scale: fc.integer(),
  zeroCount: fixed64,
  positive: buckets,
  negative: buckets,
  exemplars,
});
const summaryPoint = fc.record({
  attributes,
  ...time,
  count: fixed64,
  sum: double,
  quantileValues: fc.array(fc.record({ quantile: double, value: double }), { maxLength: 2 }),
});
const points = <T>(point: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(point, { maxLength: 3 });
const aggregationTemporality = fc.integer({ min: 0, max: 2 });
const metric = fc
  .tuple(
    fc.record({ name: text, description: maybe(text, ''), unit: maybe(text, '') }),
    fc.oneof(
      points(numberPoint).map((dataPoints): Plain => ({ gauge: { dataPoints } })),
      fc.record({ dataPoints: points(numberPoint), aggregationTemporality, isMonotonic: fc.boolean() }).map((sum): Plain => ({ sum })),
      fc.record({ dataPoints: points(histogramPoint), aggregationTemporality }).map((histogram): Plain => ({ histogram })),
      fc.record({ dataPoints: points(expPoint), aggregationTemporality }).map((exponentialHistogram): Plain => ({ exponentialHistogram })),
      points(summaryPoint).map((dataPoints): Plain => ({ summary: { dataPoints } })),
    ),
  )
  .map(([head, data]): Plain => ({ ...head, ...data }));

function request<T>(list: string, inner: string, items: string, item: fc.Arbitrary<T>): fc.Arbitrary<Plain> {
  const scoped = fc.record({
    scope: fc.option(scope, { nil: undefined }),
    [items]: fc.array(item, { maxLength: 3 }),
    schemaUrl: maybe(text, ''),
  });
  const resourced = fc.record({
    resource: fc.option(resource, { nil: undefined }),
    [inner]: fc.array(scoped, { maxLength: 2 }),
    schemaUrl: maybe(text, ''),
  });
  return fc.record({ [list]: fc.array(resourced, { maxLength: 2 }) }) as fc.Arbitrary<Plain>;
}

/** Random requests of each signal, small but with every kind of field and value. */
export const REQUESTS: Readonly<Record<Signal, fc.Arbitrary<Plain>>> = {
  traces: request('resourceSpans', 'scopeSpans', 'spans', span),
  logs: request('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  metrics: request('resourceMetrics', 'scopeMetrics', 'metrics', metric),
};

/** How many random messages a property sees: 20,000 over all properties in CI, more by ASSAY_PROPERTY_RUNS. */
export function runs(share: number): { numRuns: number; seed?: number; verbose?: boolean } {
  const total = Number(process.env['ASSAY_PROPERTY_RUNS'] ?? 20_000);
  const seed = process.env['ASSAY_PROPERTY_SEED'];
  return { numRuns: Math.max(20, Math.round(total * share)), ...(seed === undefined ? {} : { seed: Number(seed) }) };
}
