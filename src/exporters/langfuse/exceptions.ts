import { EVENT } from '../../otlp/fields.ts';
import { internKey } from '../../otlp/keys.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { bytesOf, equalBytes } from '../../wire/bytes.ts';

const EXCEPTION = bytesOf('exception');
const MESSAGE = internKey('exception.message');
const TYPE = internKey('exception.type');

/** Longest status message; stack traces belong to the trace backend. */
const MAX_CHARS = 2000;

/**
 * `Type: message` of the span's last exception event, '' when it has none. Langfuse ignores events, so that without this an
 * exception would not be seen there. Also commits pending edits of events.
 */
export function lastException(span: SpanView): string {
  const { events } = span;
  let found = '';
  for (let more = events.first(); more; more = events.next()) {
    const { view } = events;
    const start = view.fieldStart(EVENT.name);
    if (!view.has(EVENT.name) || view.fieldEnd(EVENT.name) - start !== EXCEPTION.length) continue;
    if (!equalBytes(view.source(EVENT.name), start, EXCEPTION, 0, EXCEPTION.length)) continue;
    const type = textOf(span, TYPE);
    const message = textOf(span, MESSAGE);
    found = type !== '' && message !== '' ? `${type}: ${message}` : type + message;
  }
  return found.slice(0, MAX_CHARS);
}

/** Attribute of the event the list stands on. */
function textOf(span: SpanView, key: typeof TYPE): string {
  const { attributes } = span.events.view;
  const row = attributes.find(key);
  return row === -1 ? '' : attributes.text(row);
}
