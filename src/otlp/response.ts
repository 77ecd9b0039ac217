import { LEN, VARINT } from '../wire/cursor.ts';
import { decodeText } from '../wire/text.ts';
import { Writer } from '../wire/writer.ts';
import type { Signal } from './batch.ts';
import { readBoundedFields } from './bounded-fields.ts';

/** An Export*ServiceResponse. `rejected` items were refused for good, for the reason in `message`; 0 and '' is full success. */
export interface ExportResponse {
  readonly rejected: number;
  readonly message: string;
}

/** ExportTraceServiceResponse, ExportMetricsServiceResponse and ExportLogsServiceResponse have one shape on the wire. */
const RESPONSE = { partialSuccess: 1 } as const;
const PARTIAL_SUCCESS = { rejected: 1, errorMessage: 2 } as const;

/** Only in JSON do the three differ. */
const REJECTED_KEYS: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
};

const EMPTY: Uint8Array = new Uint8Array(0);

/** Full success is the empty message: zero bytes. */
export function encodeExportResponse(response: ExportResponse): Uint8Array {
  if (response.rejected === 0 && response.message === '') return EMPTY;
  const out = new Writer(32 + response.message.length);
  const partial = out.begin(RESPONSE.partialSuccess);
  if (response.rejected > 0) {
    out.tag(PARTIAL_SUCCESS.rejected, VARINT);
    out.varint(response.rejected);
  }
  if (response.message !== '') out.textField(PARTIAL_SUCCESS.errorMessage, response.message);
  out.end(partial);
  return out.finish();
}

/** Reads what a backend sent; undefined when it is no such message. Repeated parts merge as protobuf has it. */
export function decodeExportResponse(bytes: Uint8Array): ExportResponse | undefined {
  const fields = readBoundedFields(bytes, 0, bytes.length);
  if (fields === undefined) return undefined;
  let rejected = 0;
  let message = '';
  for (const f of fields) {
    if (f.field !== RESPONSE.partialSuccess || f.wire !== LEN) continue;
    const partial = readBoundedFields(bytes, f.start, f.end);
    if (partial === undefined) return undefined;
    for (const p of partial) {
      if (p.field === PARTIAL_SUCCESS.rejected && p.wire === VARINT) rejected = p.value;
      else if (p.field === PARTIAL_SUCCESS.errorMessage && p.wire === LEN) message = decodeText(bytes, p.start, p.end);
    }
  }
  return rejected < 0 ? undefined : { rejected, message };
}

/** The same in OTLP/JSON: `{}` for full success, int64 as a string. */
export function exportResponseToJson(signal: Signal, response: ExportResponse): string {
  if (response.rejected === 0 && response.message === '') return '{}';
  const rejected = response.rejected > 0 ? { [REJECTED_KEYS[signal]]: String(response.rejected) } : undefined;
  return JSON.stringify({ partialSuccess: { ...rejected, errorMessage: response.message } });
}

/** Reads a parsed JSON body; undefined when `partialSuccess` is not what it should be. Any other object is full success. */
export function exportResponseFromJson(body: unknown): ExportResponse | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const partial = (body as Record<string, unknown>)['partialSuccess'] ?? {};
  if (typeof partial !== 'object') return undefined;
  const { rejectedSpans, rejectedDataPoints, rejectedLogRecords, errorMessage } = partial as Record<string, unknown>;
  const rejected = Number(rejectedSpans ?? rejectedDataPoints ?? rejectedLogRecords ?? 0);
  if (!Number.isSafeInteger(rejected) || rejected < 0) return undefined;
  return { rejected, message: typeof errorMessage === 'string' ? errorMessage : '' };
}
