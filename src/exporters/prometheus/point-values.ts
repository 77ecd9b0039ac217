import { EXEMPLAR, EXP_HISTOGRAM_POINT, HISTOGRAM_POINT, NUMBER_POINT, SUMMARY_POINT, VALUE_AT_QUANTILE } from '../../otlp/fields.ts';
import type { MessageView } from '../../otlp/views/message.ts';
import { EXP_HISTOGRAM, HISTOGRAM, type PointView, SUMMARY } from '../../otlp/views/point.ts';
import { Cursor, readDouble, readFixed32, readFixed64 } from '../../wire/cursor.ts';
import type { Exemplar } from './series.ts';

const TWO_32 = 2 ** 32;
/** DataPointFlags.NO_RECORDED_VALUE: the series has ended (staleness marker). */
const NO_RECORDED_VALUE = 1;

/** Fields that every kind of point has, under its own numbers. */
interface CommonFields {
  readonly startTimeUnixNano: number;
  readonly timeUnixNano: number;
  readonly flags: number;
}

function fieldsOf(point: PointView): CommonFields {
  if (point.type === HISTOGRAM) return HISTOGRAM_POINT;
  if (point.type === EXP_HISTOGRAM) return EXP_HISTOGRAM_POINT;
  return point.type === SUMMARY ? SUMMARY_POINT : NUMBER_POINT;
}

/** Time of the point in nanoseconds, 0 when absent. */
export function pointTimeNs(point: PointView): number {
  return point.message.fixed64(fieldsOf(point).timeUnixNano);
}

export function pointStartNs(point: PointView): number {
  return point.message.fixed64(fieldsOf(point).startTimeUnixNano);
}

/** The sender says that this series has no value any more. */
export function isStale(point: PointView): boolean {
  return (point.message.varint(fieldsOf(point).flags) & NO_RECORDED_VALUE) !== 0;
}

/** The value of a gauge's or sum's point; NaN when it has none. */
export function numberValue(message: MessageView): number {
  if (message.has(NUMBER_POINT.asInt) && message.tagAt(NUMBER_POINT.asInt) >= message.tagAt(NUMBER_POINT.asDouble)) {
    return signed64(message.source(NUMBER_POINT.asInt), message.fieldStart(NUMBER_POINT.asInt));
  }
  return message.double(NUMBER_POINT.asDouble);
}

/** Numbers of a repeated fixed64 or double field, packed or not (protobuf allows both). */
export function repeated64(message: MessageView, field: number, asDouble: boolean): number[] {
  const values: number[] = [];
  const { buf, end } = message;
  const c = new Cursor(buf, message.start);
  while (c.pos < end) {
    const tag = c.varint();
    if (tag >>> 3 !== field) {
      c.skip(tag & 7);
      continue;
    }
    const stop = (tag & 7) === 2 ? c.varint() + c.pos : c.pos + 8;
    for (; c.pos < stop; c.pos += 8) values.push(asDouble ? readDouble(buf, c.pos) : readFixed64(buf, c.pos));
  }
  return values;
}

/** A summary's quantiles and their values. */
export function quantilesOf(message: MessageView): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  const c = new Cursor(message.buf, message.start);
  while (c.pos < message.end) {
    const tag = c.varint();
    if (tag !== SUMMARY_POINT.quantileValues * 8 + 2) {
      c.skip(tag & 7);
      continue;
    }
    const end = c.varint() + c.pos;
    const pair: [number, number] = [0, 0];
    while (c.pos < end) {
      const inner = c.varint();
      if (inner === VALUE_AT_QUANTILE.quantile * 8 + 1) pair[0] = readDouble(message.buf, c.pos);
      else if (inner === VALUE_AT_QUANTILE.value * 8 + 1) pair[1] = readDouble(message.buf, c.pos);
      c.skip(inner & 7);
    }
    pairs.push(pair);
  }
  return pairs;
}

/** The exemplar a list of exemplars stands on. */
export function readExemplar(view: MessageView): Exemplar {
  const value =
    view.has(EXEMPLAR.asInt) && view.tagAt(EXEMPLAR.asInt) >= view.tagAt(EXEMPLAR.asDouble)
      ? signed64(view.source(EXEMPLAR.asInt), view.fieldStart(EXEMPLAR.asInt))
      : view.double(EXEMPLAR.asDouble);
  return {
    traceId: hex(view, EXEMPLAR.traceId, 16),
    spanId: hex(view, EXEMPLAR.spanId, 8),
    value,
    timeMs: Math.round(view.fixed64(EXEMPLAR.timeUnixNano) / 1e6),
  };
}

function hex(view: MessageView, field: number, length: number): string {
  const start = view.fieldStart(field);
  return view.has(field) && view.fieldEnd(field) - start === length
    ? Buffer.from(view.source(field).subarray(start, start + length)).toString('hex')
    : '';
}

/** sfixed64 as the nearest double. */
function signed64(buf: Uint8Array, at: number): number {
  return (readFixed32(buf, at + 4) | 0) * TWO_32 + readFixed32(buf, at);
}
