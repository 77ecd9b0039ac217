import { indexItems } from '../../otlp/validate.ts';
import { Cursor } from '../../wire/cursor.ts';
import { traceHash } from './call-facts.ts';

const FIRST = 0x0a;
const SECOND = 0x12;
const TRACE_ID_LENGTH = 16;

const ENTRY = 3;
const MIXED = 1;
const NESTS = 2;
const TAKEN = 4;

/** Marks of items that matter here, see `AttributesView.mask`. */
export interface Masks {
  readonly llm: number;
  readonly nesting: number;
}

/**
 * The traces of a batch in which two LLM spans may tell of one call: those with spans of several emitters (resource and
 * scope), or of one whose spans nest. Reads headers and the first field of marked items only, so that batches in which
 * each trace has one LLM emitter cost a few nanoseconds a span.
 *
 *     table: hash of the trace id, emitter, flags; open addressing
 */
export class MixedTraces {
  #table: Int32Array = new Int32Array(64 * ENTRY);
  #places = 0;
  #all = false;
  readonly #scopes = new ScopeRanges();

  /** Whether the batch has such a trace. */
  find(bytes: Uint8Array, masks: Masks): boolean {
    const index = indexItems('traces', bytes);
    let marked = 0;
    for (let i = 0; i < index.count; i++) if ((index.mask(i) & masks.llm) !== 0) marked++;
    this.#all = false;
    this.#places = 0;
    if (marked < 2) return false;
    this.#begin(marked);
    this.#scopes.read(bytes);
    let found = false;
    for (let i = 0; i < index.count; i++) {
      const mask = index.mask(i);
      if ((mask & masks.llm) === 0) continue;
      const start = index.start(i);
      const emitter = this.#scopes.emitterAt(start);
      if (bytes[start] !== FIRST || bytes[start + 1] !== TRACE_ID_LENGTH) {
        // Its trace is not worth a search: then all are looked at.
        this.#all = true;
        found = true;
      } else if (this.#note(traceHash(bytes, start + 2), emitter, (mask & masks.nesting) !== 0)) found = true;
    }
    return found;
  }

  /** Whether the trace with this hash is one of them; other traces with the same hash only cost time. */
  has(trace: number): boolean {
    if (this.#all) return true;
    if (this.#places === 0) return false;
    const at = this.#placeOf(trace);
    return (this.#table[at + 2]! & MIXED) !== 0;
  }

  #begin(marked: number): void {
    let places = 64;
    while (places < marked * 2) places *= 2;
    if (places * ENTRY > this.#table.length) this.#table = new Int32Array(places * ENTRY);
    else this.#table.fill(0, 0, places * ENTRY);
    this.#places = places;
  }

  #note(trace: number, emitter: number, nests: boolean): boolean {
    const at = this.#placeOf(trace);
    const table = this.#table;
    const flags = table[at + 2]!;
    if ((flags & TAKEN) === 0) {
      table[at] = trace;
      table[at + 1] = emitter;
      table[at + 2] = TAKEN | (nests ? NESTS : 0);
      return false;
    }
    const mixed = table[at + 1] !== emitter || (nests && (flags & NESTS) !== 0);
    table[at + 2] = flags | (nests ? NESTS : 0) | (mixed ? MIXED : 0);
    return mixed;
  }

  /** Where the trace stands, or would. */
  #placeOf(trace: number): number {
    const mask = this.#places - 1;
    const mixed = Math.imul(trace, 0x9e37_79b1);
    let place = (mixed ^ (mixed >>> 15)) & mask;
    for (;;) {
      const at = place * ENTRY;
      if ((this.#table[at + 2]! & TAKEN) === 0 || this.#table[at] === trace) return at;
      place = (place + 1) & mask;
    }
  }
}

/** Which resource and scope stand around each offset of a batch, as hashes; asked with growing offsets. */
class ScopeRanges {
  readonly #ends: number[] = [];
  readonly #emitters: number[] = [];
  #at = 0;

  read(bytes: Uint8Array): void {
    this.#ends.length = 0;
    this.#emitters.length = 0;
    this.#at = 0;
    const c = new Cursor(bytes, 0);
    while (c.pos < bytes.length) {
      const tag = c.varint();
      if (tag !== FIRST) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      this.#resource(bytes, c, c.pos + length);
    }
  }

  emitterAt(offset: number): number {
    while (this.#at < this.#ends.length - 1 && offset >= this.#ends[this.#at]!) this.#at++;
    return this.#emitters[this.#at] ?? 0;
  }

  #resource(bytes: Uint8Array, c: Cursor, end: number): void {
    let resource = 0;
    while (c.pos < end) {
      const tag = c.varint();
      if (tag !== FIRST && tag !== SECOND) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      if (tag === FIRST) resource = sampledHash(bytes, c.pos, c.pos + length);
      else {
        this.#ends.push(c.pos + length);
        this.#emitters.push(resource ^ Math.imul(scopeHash(bytes, c.pos, c.pos + length), 0x85eb_ca6b));
      }
      c.pos += length;
    }
  }
}

/** Of the scope message at the head of a ScopeSpans. */
function scopeHash(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== FIRST) return 0;
  const c = new Cursor(bytes, start + 1);
  const length = c.varint();
  return sampledHash(bytes, c.pos, c.pos + length);
}

/** Of the length and up to 32 bytes spread over the range: resources of different services differ in both. */
function sampledHash(bytes: Uint8Array, start: number, end: number): number {
  const step = Math.max(1, (end - start) >>> 5);
  let hash = end - start;
  for (let i = start; i < end; i += step) hash = Math.imul(hash ^ bytes[i]!, 0x0100_0193);
  return hash;
}
