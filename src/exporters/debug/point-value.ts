import { EXP_HISTOGRAM_POINT, HISTOGRAM_POINT, NUMBER_POINT, SUMMARY_POINT } from '../../otlp/fields.ts';
import { EXP_HISTOGRAM, HISTOGRAM, type MetricType, type PointView, SUMMARY } from '../../otlp/views/point.ts';

/** The types of metrics as OTLP names them. */
export const METRIC_KINDS: Readonly<Record<MetricType, string>> = {
  5: 'gauge',
  7: 'sum',
  9: 'histogram',
  10: 'exponential_histogram',
  11: 'summary',
};

/** Where a type with a distribution has its count and sum. */
const DISTRIBUTIONS: Readonly<Partial<Record<MetricType, { readonly count: number; readonly sum: number }>>> = {
  [HISTOGRAM]: HISTOGRAM_POINT,
  [EXP_HISTOGRAM]: EXP_HISTOGRAM_POINT,
  [SUMMARY]: SUMMARY_POINT,
};

/** `value=3`, or `count=3 sum=1.5`; `value=-` when the point has none. */
export function pointValue(point: PointView): string {
  const { message } = point;
  const distribution = DISTRIBUTIONS[point.type];
  if (distribution !== undefined) {
    const sum = message.has(distribution.sum) ? String(message.double(distribution.sum)) : '-';
    return `count=${message.fixed64Big(distribution.count)} sum=${sum}`;
  }
  if (message.has(NUMBER_POINT.asInt)) return `value=${BigInt.asIntN(64, message.fixed64Big(NUMBER_POINT.asInt))}`;
  return message.has(NUMBER_POINT.asDouble) ? `value=${message.double(NUMBER_POINT.asDouble)}` : 'value=-';
}
