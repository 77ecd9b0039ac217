import type { Signal } from '../batch.ts';
import { MESSAGES, type MessageSpec, REQUEST_MESSAGE } from '../schema.data.ts';

/** What the scan expects of a field. */
export const SKIP = 0;
export const FIXED_64 = 1;
export const FIXED_32 = 2;
export const VARINT = 3;
export const TEXT = 4;
export const OPAQUE = 5;
export const TRACE_ID = 6;
export const SPAN_ID = 7;
export const MESSAGE = 8;
export const PACKED_64 = 9;
export const PACKED_VARINT = 10;

/** What the fast loop does on a one-byte tag of an item: the field and its wire type settled by one table read. */
export const GENERAL = 0;
export const ATTRIBUTE = 1;
export const TAKE_VARINT = 2;
export const TAKE_64 = 3;
export const TAKE_32 = 4;
export const TAKE_TEXT = 5;
export const TAKE_TRACE_ID = 6;
export const TAKE_SPAN_ID = 7;
export const TAKE_MESSAGE = 8;

/** A message as flat tables indexed by field number; larger field numbers are unknown and skipped. */
export interface Shape {
  readonly spec: MessageSpec;
  readonly kinds: Uint8Array;
  readonly children: (Shape | undefined)[];
  /** Bit of a singular message field, or bit 0 for members of a oneof; 0 for all others. A bit seen twice is irregular. */
  readonly single: Int32Array;
  readonly isItem: boolean;
  /** Items that are indexed: spans and log records, whose attributes the walk reads. */
  readonly attributesTag: number;
  /** Per one-byte tag, what the fast loop does; all `GENERAL` for messages without it. */
  readonly byTag: Uint8Array;
  readonly isSpan: boolean;
  readonly isKeyValue: boolean;
  /** The shape of field 2 when it holds indexed items: ScopeSpans and ScopeLogs. */
  indexedChild: Shape | undefined;
}

const KINDS: Readonly<Record<string, number>> = {
  string: TEXT,
  bytes: OPAQUE,
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  bool: VARINT,
  int32: VARINT,
  uint32: VARINT,
  sint32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  enum: VARINT,
  sfixed64: FIXED_64,
  fixed64: FIXED_64,
  double: FIXED_64,
  fixed32: FIXED_32,
  message: MESSAGE,
};
const ITEMS: ReadonlySet<string> = new Set([
  'Span',
  'LogRecord',
  'NumberDataPoint',
  'HistogramDataPoint',
  'ExponentialHistogramDataPoint',
  'SummaryDataPoint',
]);
const INDEXED: ReadonlySet<string> = new Set(['Span', 'LogRecord']);

/** Scalars that the fast loop takes, with the wire type they must have. */
const TAKES: Readonly<Record<number, { readonly wire: number; readonly action: number }>> = {
  [VARINT]: { wire: 0, action: TAKE_VARINT },
  [FIXED_64]: { wire: 1, action: TAKE_64 },
  [FIXED_32]: { wire: 5, action: TAKE_32 },
  [TEXT]: { wire: 2, action: TAKE_TEXT },
  [TRACE_ID]: { wire: 2, action: TAKE_TRACE_ID },
  [SPAN_ID]: { wire: 2, action: TAKE_SPAN_ID },
  [MESSAGE]: { wire: 2, action: TAKE_MESSAGE },
};

const shapes = new Map<string, Shape>();

function shapeOf(name: string): Shape {
  const known = shapes.get(name);
  if (known !== undefined) return known;
  const spec = MESSAGES[name]!;
  const size = Math.max(...spec.fields.map((field) => field.number)) + 1;
  const attributes = spec.fields.find((field) => field.json === 'attributes')?.number ?? 0;
  const shape: Shape = {
    spec,
    kinds: new Uint8Array(size),
    children: new Array(size).fill(undefined),
    single: new Int32Array(size),
    isItem: ITEMS.has(name),
    attributesTag: INDEXED.has(name) ? attributes * 8 + 2 : -1,
    byTag: new Uint8Array(128),
    isSpan: name === 'Span',
    isKeyValue: name === 'KeyValue',
    indexedChild: undefined,
  };
  shapes.set(name, shape);
  for (const field of spec.fields) {
    shape.kinds[field.number] = field.packed ? (field.type === 'uint64' ? PACKED_VARINT : PACKED_64) : KINDS[field.type]!;
    if (field.message !== undefined) shape.children[field.number] = shapeOf(field.message);
    if (field.number === 2 && shape.children[2]?.attributesTag !== undefined && shape.children[2].attributesTag !== -1)
      shape.indexedChild = shape.children[2];
    if (field.oneof) shape.single[field.number] = 1;
    else if (!field.repeated && field.type === 'message') shape.single[field.number] = 1 << field.number;
    const take = TAKES[shape.kinds[field.number]!];
    const tag = field.number * 8 + (take?.wire ?? 0);
    if (shape.attributesTag !== -1 && take !== undefined && !field.oneof && !field.repeated && tag < 128) shape.byTag[tag] = take.action;
  }
  if (shape.attributesTag !== -1) shape.byTag[shape.attributesTag] = ATTRIBUTE;
  return shape;
}

/** The request's shape for each signal. */
export const REQUEST_SHAPES: Readonly<Record<Signal, Shape>> = {
  traces: shapeOf(REQUEST_MESSAGE.traces),
  logs: shapeOf(REQUEST_MESSAGE.logs),
  metrics: shapeOf(REQUEST_MESSAGE.metrics),
};

/** Spans and log records. */
export const INDEXED_SHAPES: readonly Shape[] = [...INDEXED].map(shapeOf);
