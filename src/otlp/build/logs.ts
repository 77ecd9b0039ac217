import { Writer } from '../../wire/writer.ts';
import type { Batch } from '../batch.ts';
import { EXPORT_REQUEST, LOG_RECORD } from '../fields.ts';
import { type PlainAttributes, type PlainValue, writeAttributes, writePlain } from './any-value.ts';
import { type PlainGroup, writeGroup } from './group.ts';
import { writeFixed64, writeId } from './traces.ts';

/** A log record as a test, tool or the demo writes it. Ids are hex; times nanoseconds. */
export interface PlainLogRecord {
  readonly timeNs?: bigint;
  readonly observedTimeNs?: bigint;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: PlainValue;
  readonly attributes?: PlainAttributes;
  readonly flags?: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly eventName?: string;
}

/** Log records of one resource and scope. */
export interface PlainLogs extends PlainGroup {
  readonly records: readonly PlainLogRecord[];
}

/** An ExportLogsServiceRequest; one ResourceLogs for each group. */
export function buildLogs(groups: readonly PlainLogs[]): Batch {
  const w = new Writer(4096);
  let items = 0;
  for (const group of groups) {
    const resource = w.begin(EXPORT_REQUEST.resources);
    writeGroup(w, group, () => {
      for (const record of group.records) {
        items++;
        const mark = w.begin(2);
        writeRecord(w, record);
        w.end(mark);
      }
    });
    w.end(resource);
  }
  return { signal: 'logs', bytes: w.finish(), items, meta: { receivedAtMs: 0 } };
}

function writeRecord(w: Writer, record: PlainLogRecord): void {
  writeFixed64(w, LOG_RECORD.timeUnixNano, record.timeNs);
  if (record.severityNumber !== undefined) {
    w.tag(LOG_RECORD.severityNumber, 0);
    w.varint(record.severityNumber);
  }
  if (record.severityText !== undefined) w.textField(LOG_RECORD.severityText, record.severityText);
  if (record.body !== undefined) {
    const body = w.begin(LOG_RECORD.body);
    writePlain(w, record.body);
    w.end(body);
  }
  writeAttributes(w, LOG_RECORD.attributes, record.attributes);
  if (record.flags !== undefined) {
    w.tag(LOG_RECORD.flags, 5);
    w.fixed32(record.flags);
  }
  if (record.traceId !== undefined) writeId(w, LOG_RECORD.traceId, record.traceId);
  if (record.spanId !== undefined) writeId(w, LOG_RECORD.spanId, record.spanId);
  writeFixed64(w, LOG_RECORD.observedTimeUnixNano, record.observedTimeNs);
  if (record.eventName !== undefined) w.textField(LOG_RECORD.eventName, record.eventName);
}
