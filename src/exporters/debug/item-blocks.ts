import { EVENT, SPAN_KINDS } from '../../otlp/fields.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { LogView } from '../../otlp/views/log.ts';
import type { PointView } from '../../otlp/views/point.ts';
import type { ResourceView } from '../../otlp/views/resource.ts';
import type { SpanCursor, SpanView } from '../../otlp/views/span.ts';
import { logLine, pointLine, STATUS_NAMES, timeText } from './item-lines.ts';
import { attributeTexts, textOrLength } from './value-text.ts';

function list(title: string, attributes: AttributesView, content: boolean): string {
  const texts = attributeTexts(attributes, content);
  return texts.length === 0 ? '' : `${title}:\n${texts.map(([key, value]) => `     -> ${key}: ${value}\n`).join('')}`;
}

function field(name: string, value: string): string {
  return value === '' ? '' : `    ${name.padEnd(14)}: ${value}\n`;
}

/** Verbosity `detailed`: resource and scope, before their items. */
export function contextBlock(resource: ResourceView, scope: ResourceView, content: boolean): string {
  const scopeName = `${textOrLength(scope.name(), true)} ${textOrLength(scope.version(), true)}`.trim();
  return `${list('Resource attributes', resource.attributes, content)}Scope: ${scopeName}\n${list('Scope attributes', scope.attributes, content)}`;
}

/** Verbosity `detailed`: everything known of a span. */
export function spanBlock(span: SpanView & Pick<SpanCursor, 'events' | 'links'>, content: boolean): string {
  let text = 'Span\n';
  text += field('Trace ID', span.traceId());
  text += field('Parent ID', span.parentSpanId());
  text += field('ID', span.spanId());
  text += field('Name', textOrLength(span.name(), content));
  text += field('Kind', SPAN_KINDS[span.kind()] ?? String(span.kind()));
  text += field('Start time', timeText(span.startNs()));
  text += field('End time', timeText(span.endNs()));
  text += field('Status code', STATUS_NAMES[span.statusCode()] ?? String(span.statusCode()));
  if (span.statusMessage() !== '') text += field('Status message', textOrLength(span.statusMessage(), content));
  text += list('Attributes', span.attributes, content);
  const { events, links } = span;
  for (let more = events.first(); more; more = events.next()) {
    text += `Event\n${field('Name', textOrLength(events.view.text(EVENT.name), true))}`;
    text += field('Timestamp', timeText(events.view.fixed64(EVENT.timeUnixNano)));
    text += list('Event attributes', events.view.attributes, content);
  }
  for (let more = links.first(); more; more = links.next()) text += `Link\n${list('Link attributes', links.view.attributes, content)}`;
  return text;
}

/** Verbosity `detailed`: a log record. */
export function logBlock(record: LogView, content: boolean): string {
  return `LogRecord\n    ${logLine(record, content)}\n`;
}

/** Verbosity `detailed`: a data point. */
export function pointBlock(point: PointView, content: boolean): string {
  return `DataPoint\n    ${pointLine(point, content)}\n`;
}
