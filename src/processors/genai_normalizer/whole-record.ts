import { internKey } from '../../otlp/keys.ts';
import type { LogView } from '../../otlp/views/log.ts';

const DETAILS = 'gen_ai.client.inference.operation.details';
const EVENT_NAME = internKey('event.name');

/** Whether a log record tells a whole call by itself, by its event name or by the attribute of emitters that set none. */
export function tellsWholeCall(record: LogView): boolean {
  if (record.eventName() === DETAILS) return true;
  const row = record.attributes.find(EVENT_NAME);
  return row !== -1 && record.attributes.text(row) === DETAILS;
}
