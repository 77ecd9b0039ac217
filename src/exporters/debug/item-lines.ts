import { SPAN_KINDS } from '../../otlp/fields.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { LogView } from '../../otlp/views/log.ts';
import type { PointView } from '../../otlp/views/point.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { ValueView } from '../../otlp/views/values.ts';
import { cutText, safeText } from '../../telemetry/log/safe-text.ts';
import { METRIC_KINDS, pointValue } from './point-value.ts';
import { attributeTexts, textOrLength, valueText } from './value-text.ts';

export const STATUS_NAMES: readonly string[] = ['UNSET', 'OK', 'ERROR'];

function inline(attributes: AttributesView, content: boolean): string {
  return attributeTexts(attributes, content)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');
}

/** Seconds with milliseconds, `?` when start or end is missing. */
export function durationText(seconds: number): string {
  return Number.isNaN(seconds) ? '?' : `${seconds.toFixed(3)}s`;
}

/** A time as UTC text, `-` when it is missing. */
export function timeText(ns: number): string {
  const ms = ns / 1e6;
  return ns > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : '-';
}

/** Verbosity `normal`: a span on one line. */
export function spanLine(span: SpanView, content: boolean): string {
  const kind = SPAN_KINDS[span.kind()] ?? String(span.kind());
  const status = STATUS_NAMES[span.statusCode()] ?? String(span.statusCode());
  const head = `span ${span.traceId()} ${span.spanId()} ${kind} ${status} ${durationText(span.durationS())}`;
  return `${head} name=${textOrLength(span.name(), content)}${inline(span.attributes, content)}`;
}

const body = new ValueView();

/** Verbosity `normal`: a log record on one line. */
export function logLine(record: LogView, content: boolean): string {
  const text = record.body(body) ? ` body=${valueText(body, '', content)}` : '';
  const ids = record.traceId() === '' ? '' : ` ${record.traceId()} ${record.spanId()}`;
  const head = `log ${timeText(record.timeNs() || record.observedTimeNs())} severity=${record.severity()}${ids}`;
  return `${head} event=${safeText(cutText(record.eventName(), 128)) || '-'}${text}${inline(record.attributes, content)}`;
}

/** Verbosity `normal`: a data point on one line. Metric names are names given by programmers, so they are shown. */
export function pointLine(point: PointView, content: boolean): string {
  const name = safeText(cutText(point.metricName(), 128));
  const unit = safeText(cutText(point.unit(), 32));
  return `metric ${name} ${METRIC_KINDS[point.type]} ${pointValue(point)}${unit === '' ? '' : ` unit=${unit}`}${inline(point.attributes, content)}`;
}
