import { SPAN } from '../../otlp/fields.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import type { GenAiCall } from '../call.ts';

/** What tells two spans of one call: ids and figures, as integers. One instance is moved along. */
export class CallFacts {
  /** 64-bit hash of the trace id. */
  traceHi = 0;
  traceLo = 0;
  spanHi = 0;
  spanLo = 0;
  parentHi = 0;
  parentLo = 0;
  /** Hash of the response id, 0 when there is none. */
  response = 0;
  requestModel = 0;
  responseModel = 0;
  input = -1;
  output = -1;
  endS = 0;

  /** Trace, span and time; enough for the memory across batches. */
  ofSpan(span: SpanView): void {
    const { message } = span;
    const { buf } = message;
    const trace = span.traceIdAt();
    this.traceHi = trace === -1 ? 0 : traceHash(buf, trace);
    this.traceLo = trace === -1 ? 0 : word(buf, trace + 4) ^ Math.imul(word(buf, trace + 12), 0x85eb_ca6b);
    const id = span.spanIdAt();
    this.spanHi = id === -1 ? 0 : word(buf, id);
    this.spanLo = id === -1 ? 0 : word(buf, id + 4);
    this.endS = message.has(SPAN.endTimeUnixNano) ? (span.endNs() / 1e9) | 0 : 0;
  }

  ofParent(span: SpanView): void {
    const { buf } = span.message;
    const parent = span.parentSpanIdAt();
    this.parentHi = parent === -1 ? 0 : word(buf, parent);
    this.parentLo = parent === -1 ? 0 : word(buf, parent + 4);
  }

  ofResponse(call: GenAiCall): void {
    this.response = call.responseId.isEmpty ? 0 : call.responseId.hash() | 1;
  }

  ofFigures(call: GenAiCall): void {
    this.requestModel = modelHash(call.requestModel);
    this.responseModel = modelHash(call.responseModel);
    this.input = call.usage.inputTotal;
    this.output = call.usage.outputTotal;
  }
}

/** The first half of a trace id's hash, out of all of the 16 bytes at `at`. */
export function traceHash(buf: Uint8Array, at: number): number {
  const odd = word(buf, at + 4) ^ Math.imul(word(buf, at + 12), 0xc2b2_ae35);
  return word(buf, at) ^ Math.imul(word(buf, at + 8), 0x9e37_79b1) ^ Math.imul(odd, 0x27d4_eb2f);
}

/** Four bytes as a signed 32-bit integer. */
function word(buf: Uint8Array, at: number): number {
  return buf[at]! | (buf[at + 1]! << 8) | (buf[at + 2]! << 16) | (buf[at + 3]! << 24);
}

/** Of the name after the last slash and before a date, so that `openai/gpt-x` and `gpt-x-2026-08-06` agree. */
function modelHash(model: TextSlice): number {
  if (model.isEmpty) return 0;
  let start = model.start;
  for (let i = model.start; i < model.end; i++) if (model.buf[i] === 0x2f) start = i + 1;
  const end = dateStart(model.buf, start, model.end);
  let hash = 0x811c_9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ model.buf[i]!, 0x0100_0193);
  return hash | 1;
}

/** Where `-20260806`, `@20260806` or `-2026-08-06` at the end of a name begins; `end` when there is none. */
function dateStart(buf: Uint8Array, start: number, end: number): number {
  let digits = 0;
  let i = end - 1;
  for (; i > start && digits < 8; i--) {
    const byte = buf[i]!;
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (byte !== 0x2d || (digits !== 2 && digits !== 4)) return end;
  }
  return digits === 8 && i > start && (buf[i] === 0x2d || buf[i] === 0x40) ? i : end;
}
