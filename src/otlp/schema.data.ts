import {
  ANY_VALUE,
  ARRAY_VALUE,
  BUCKETS,
  ENTITY_REF,
  EVENT,
  EXEMPLAR,
  EXP_HISTOGRAM_POINT,
  EXPORT_REQUEST,
  HISTOGRAM_POINT,
  KEY_VALUE,
  KV_LIST,
  LINK,
  LOG_RECORD,
  METRIC,
  METRIC_DATA,
  NUMBER_POINT,
  RESOURCE,
  RESOURCE_ITEMS,
  SCOPE,
  SCOPE_ITEMS,
  SPAN,
  STATUS,
  SUMMARY_POINT,
  VALUE_AT_QUANTILE,
} from './fields.ts';

/** How a field looks on the wire and what JSON makes of it. */
export type FieldType =
  | 'string'
  | 'bytes'
  | 'traceId'
  | 'spanId'
  | 'bool'
  | 'int32'
  | 'uint32'
  | 'sint32'
  | 'int64'
  | 'uint64'
  | 'sfixed64'
  | 'fixed64'
  | 'fixed32'
  | 'double'
  | 'enum';

/** One field of a message: either a scalar type or the message it holds. */
export interface FieldSpec {
  readonly number: number;
  /** lowerCamelCase, as OTLP/JSON spells it. */
  readonly json: string;
  readonly type: FieldType | 'message';
  readonly message?: string;
  readonly repeated?: boolean;
  readonly packed?: boolean;
  /** Member of a oneof: set means present, zero or not. */
  readonly oneof?: boolean;
  /** proto3 `optional`: presence is kept. */
  readonly optional?: boolean;
  /** Enum value names by number, for OTLP/JSON input. */
  readonly names?: Readonly<Record<string, number>>;
}

export interface MessageSpec {
  readonly name: string;
  readonly fields: readonly FieldSpec[];
}

type Row = FieldType | [FieldType, Partial<FieldSpec>] | { m: string; repeated?: boolean; oneof?: boolean };

function message(name: string, numbers: Readonly<Record<string, number>>, rows: Readonly<Record<string, Row>>): MessageSpec {
  const fields = Object.entries(rows).map(([json, row]): FieldSpec => {
    const number = numbers[json];
    if (number === undefined) throw new Error(`${name}.${json} has no field number`);
    if (typeof row === 'string') return { number, json, type: row };
    if (Array.isArray(row)) return { number, json, type: row[0], ...row[1] };
    return {
      number,
      json,
      type: 'message',
      message: row.m,
      ...(row.repeated ? { repeated: true } : {}),
      ...(row.oneof ? { oneof: true } : {}),
    };
  });
  return { name, fields };
}

const many = (m: string): { m: string; repeated: true } => ({ m, repeated: true });
const one = (m: string): { m: string } => ({ m });
const packed = (type: FieldType): Row => [type, { repeated: true, packed: true }];
const oneofScalar = (type: FieldType): Row => [type, { oneof: true }];
const optional = (type: FieldType): Row => [type, { optional: true }];

const SPAN_KIND = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
};
const STATUS_CODE = { STATUS_CODE_UNSET: 0, STATUS_CODE_OK: 1, STATUS_CODE_ERROR: 2 };
const TEMPORALITY = { AGGREGATION_TEMPORALITY_UNSPECIFIED: 0, AGGREGATION_TEMPORALITY_DELTA: 1, AGGREGATION_TEMPORALITY_CUMULATIVE: 2 };
const SEVERITY: Record<string, number> = { SEVERITY_NUMBER_UNSPECIFIED: 0 };
for (const [base, name] of ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].entries()) {
  for (let i = 1; i <= 4; i++) SEVERITY[`SEVERITY_NUMBER_${name}${i === 1 ? '' : i}`] = base * 4 + i;
}

/**
 * All OTLP messages Assay reads, by name: the one source for edge validation, JSON transcoding and the test against
 * `proto/` (opentelemetry-proto v1, field numbers from `fields.ts`).
 */
export const MESSAGES: Readonly<Record<string, MessageSpec>> = Object.fromEntries(
  [
    message('ExportTraceServiceRequest', { resourceSpans: EXPORT_REQUEST.resources }, { resourceSpans: many('ResourceSpans') }),
    message(
      'ResourceSpans',
      { ...RESOURCE_ITEMS, scopeSpans: RESOURCE_ITEMS.scopeItems },
      {
        resource: one('Resource'),
        scopeSpans: many('ScopeSpans'),
        schemaUrl: 'string',
      },
    ),
    message(
      'ScopeSpans',
      { ...SCOPE_ITEMS, spans: SCOPE_ITEMS.items },
      {
        scope: one('InstrumentationScope'),
        spans: many('Span'),
        schemaUrl: 'string',
      },
    ),
    message('ExportLogsServiceRequest', { resourceLogs: EXPORT_REQUEST.resources }, { resourceLogs: many('ResourceLogs') }),
    message(
      'ResourceLogs',
      { ...RESOURCE_ITEMS, scopeLogs: RESOURCE_ITEMS.scopeItems },
      {
        resource: one('Resource'),
        scopeLogs: many('ScopeLogs'),
        schemaUrl: 'string',
      },
    ),
    message(
      'ScopeLogs',
      { ...SCOPE_ITEMS, logRecords: SCOPE_ITEMS.items },
      {
        scope: one('InstrumentationScope'),
        logRecords: many('LogRecord'),
        schemaUrl: 'string',
      },
    ),
    message('ExportMetricsServiceRequest', { resourceMetrics: EXPORT_REQUEST.resources }, { resourceMetrics: many('ResourceMetrics') }),
    message(
      'ResourceMetrics',
      { ...RESOURCE_ITEMS, scopeMetrics: RESOURCE_ITEMS.scopeItems },
      {
        resource: one('Resource'),
        scopeMetrics: many('ScopeMetrics'),
        schemaUrl: 'string',
      },
    ),
    message(
      'ScopeMetrics',
      { ...SCOPE_ITEMS, metrics: SCOPE_ITEMS.items },
      {
        scope: one('InstrumentationScope'),
        metrics: many('Metric'),
        schemaUrl: 'string',
      },
    ),
    message('Resource', RESOURCE, { attributes: many('KeyValue'), droppedAttributesCount: 'uint32', entityRefs: many('EntityRef') }),
    message('EntityRef', ENTITY_REF, {
      schemaUrl: 'string',
      type: 'string',
      idKeys: ['string', { repeated: true }],
      descriptionKeys: ['string', { repeated: true }],
    }),
    message('InstrumentationScope', SCOPE, {
      name: 'string',
      version: 'string',
      attributes: many('KeyValue'),
      droppedAttributesCount: 'uint32',
    }),
    message('KeyValue', KEY_VALUE, { key: 'string', value: one('AnyValue') }),
    message(
      'AnyValue',
      {
        stringValue: ANY_VALUE.string,
        boolValue: ANY_VALUE.bool,
        intValue: ANY_VALUE.int,
        doubleValue: ANY_VALUE.double,
        arrayValue: ANY_VALUE.array,
        kvlistValue: ANY_VALUE.kvlist,
        bytesValue: ANY_VALUE.bytes,
      },
      {
        stringValue: oneofScalar('string'),
        boolValue: oneofScalar('bool'),
        intValue: oneofScalar('int64'),
        doubleValue: oneofScalar('double'),
        arrayValue: { m: 'ArrayValue', oneof: true },
        kvlistValue: { m: 'KeyValueList', oneof: true },
        bytesValue: oneofScalar('bytes'),
      },
    ),
    message('ArrayValue', ARRAY_VALUE, { values: many('AnyValue') }),
    message('KeyValueList', KV_LIST, { values: many('KeyValue') }),
    message('Span', SPAN, {
      traceId: 'traceId',
      spanId: 'spanId',
      traceState: 'string',
      parentSpanId: 'spanId',
      name: 'string',
      kind: ['enum', { names: SPAN_KIND }],
      startTimeUnixNano: 'fixed64',
      endTimeUnixNano: 'fixed64',
      attributes: many('KeyValue'),
      droppedAttributesCount: 'uint32',
      events: many('Event'),
      droppedEventsCount: 'uint32',
      links: many('Link'),
      droppedLinksCount: 'uint32',
      status: one('Status'),
      flags: 'fixed32',
    }),
    message('Event', EVENT, { timeUnixNano: 'fixed64', name: 'string', attributes: many('KeyValue'), droppedAttributesCount: 'uint32' }),
    message('Link', LINK, {
      traceId: 'traceId',
      spanId: 'spanId',
      traceState: 'string',
      attributes: many('KeyValue'),
      droppedAttributesCount: 'uint32',
      flags: 'fixed32',
    }),
    message('Status', STATUS, { message: 'string', code: ['enum', { names: STATUS_CODE }] }),
    message('LogRecord', LOG_RECORD, {
      timeUnixNano: 'fixed64',
      observedTimeUnixNano: 'fixed64',
      severityNumber: ['enum', { names: SEVERITY }],
      severityText: 'string',
      body: one('AnyValue'),
      attributes: many('KeyValue'),
      droppedAttributesCount: 'uint32',
      flags: 'fixed32',
      traceId: 'traceId',
      spanId: 'spanId',
      eventName: 'string',
    }),
    message('Metric', METRIC, {
      name: 'string',
      description: 'string',
      unit: 'string',
      gauge: { m: 'Gauge', oneof: true },
      sum: { m: 'Sum', oneof: true },
      histogram: { m: 'Histogram', oneof: true },
      exponentialHistogram: { m: 'ExponentialHistogram', oneof: true },
      summary: { m: 'Summary', oneof: true },
      metadata: many('KeyValue'),
    }),
    message('Gauge', METRIC_DATA, { dataPoints: many('NumberDataPoint') }),
    message('Sum', METRIC_DATA, {
      dataPoints: many('NumberDataPoint'),
      aggregationTemporality: ['enum', { names: TEMPORALITY }],
      isMonotonic: 'bool',
    }),
    message('Histogram', METRIC_DATA, { dataPoints: many('HistogramDataPoint'), aggregationTemporality: ['enum', { names: TEMPORALITY }] }),
    message('ExponentialHistogram', METRIC_DATA, {
      dataPoints: many('ExponentialHistogramDataPoint'),
      aggregationTemporality: ['enum', { names: TEMPORALITY }],
    }),
    message('Summary', METRIC_DATA, { dataPoints: many('SummaryDataPoint') }),
    message('NumberDataPoint', NUMBER_POINT, {
      attributes: many('KeyValue'),
      startTimeUnixNano: 'fixed64',
      timeUnixNano: 'fixed64',
      asDouble: oneofScalar('double'),
      asInt: oneofScalar('sfixed64'),
      exemplars: many('Exemplar'),
      flags: 'uint32',
    }),
    message('HistogramDataPoint', HISTOGRAM_POINT, {
      attributes: many('KeyValue'),
      startTimeUnixNano: 'fixed64',
      timeUnixNano: 'fixed64',
      count: 'fixed64',
      sum: optional('double'),
      bucketCounts: packed('fixed64'),
      explicitBounds: packed('double'),
      exemplars: many('Exemplar'),
      flags: 'uint32',
      min: optional('double'),
      max: optional('double'),
    }),
    message('ExponentialHistogramDataPoint', EXP_HISTOGRAM_POINT, {
      attributes: many('KeyValue'),
      startTimeUnixNano: 'fixed64',
      timeUnixNano: 'fixed64',
      count: 'fixed64',
      sum: optional('double'),
      scale: 'sint32',
      zeroCount: 'fixed64',
      positive: one('Buckets'),
      negative: one('Buckets'),
      flags: 'uint32',
      exemplars: many('Exemplar'),
      min: optional('double'),
      max: optional('double'),
      zeroThreshold: 'double',
    }),
    message('Buckets', BUCKETS, { offset: 'sint32', bucketCounts: packed('uint64') }),
    message('SummaryDataPoint', SUMMARY_POINT, {
      attributes: many('KeyValue'),
      startTimeUnixNano: 'fixed64',
      timeUnixNano: 'fixed64',
      count: 'fixed64',
      sum: 'double',
      quantileValues: many('ValueAtQuantile'),
      flags: 'uint32',
    }),
    message('ValueAtQuantile', VALUE_AT_QUANTILE, { quantile: 'double', value: 'double' }),
    message('Exemplar', EXEMPLAR, {
      filteredAttributes: many('KeyValue'),
      timeUnixNano: 'fixed64',
      asDouble: oneofScalar('double'),
      asInt: oneofScalar('sfixed64'),
      spanId: 'spanId',
      traceId: 'traceId',
    }),
  ].map((spec) => [spec.name, spec]),
);

/** The request message of each signal. */
export const REQUEST_MESSAGE = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
} as const;
