import type { TextSlice } from '../../wire/text-slice.ts';
import { TextSlice as Slice } from '../../wire/text-slice.ts';
import type { GenAiCall, Operation } from '../call.ts';
import { NOTHING } from '../json-paths/hits.ts';
import type { CallFiller } from './call-filler.ts';
import { DECIDED, type Fetcher } from './fetcher.ts';
import { RUN_COUNT, RUN_GENERAL, RUN_TEXT, RUN_WORD, type Shape, type ShapeEntry } from './shape.ts';
import type { ShapeKey } from './shape-key.ts';

const STRING_TAG = 0x0a;
const INT_TAG = 0x18;
const ARRAY_TAG = 0x2a;

/** Fills a call from an item whose shape is known: straight to the rows, the common encodings read in place. */
export class ShapeRunner {
  readonly #call: GenAiCall;
  readonly #fetcher: Fetcher;
  readonly #filler: CallFiller;
  readonly #key: ShapeKey;

  constructor(call: GenAiCall, fetcher: Fetcher, filler: CallFiller, key: ShapeKey) {
    this.#call = call;
    this.#fetcher = fetcher;
    this.#filler = filler;
    this.#key = key;
  }

  run(shape: Shape): void {
    const { entries } = shape;
    let i = 0;
    while (i < entries.length) {
      const entry = entries[i]!;
      i = this.one(entry) ? entry.next : i + 1;
    }
  }

  /** Runs the entries of the one field left out by `run`. */
  runList(entries: readonly ShapeEntry[]): void {
    for (let i = 0; i < entries.length; i++) if (this.#general(entries[i]!)) return;
  }

  /** True when the field is decided. */
  one(entry: ShapeEntry): boolean {
    if (entry.run === RUN_GENERAL) return this.#general(entry);
    if (entry.tested && !this.#fetcher.holds(entry.source.test!)) return false;
    const { attributes } = this.#fetcher.item;
    const row = this.#key.rows[entry.row]!;
    const start = attributes.valueStart(row);
    const end = attributes.valueEnd(row);
    const buf = attributes.source(row);
    switch (entry.run) {
      case RUN_TEXT:
        return this.#text(entry, buf, start, end);
      case RUN_COUNT:
        return this.#count(entry, buf, start, end);
      case RUN_WORD:
        return this.#word(entry, buf, start, end);
      default:
        return this.#finish(entry, buf, start, end);
    }
  }

  #general(entry: ShapeEntry): boolean {
    const row = entry.row === -1 ? -1 : this.#key.rows[entry.row]!;
    const found =
      entry.tested || entry.source.test === undefined
        ? this.#fetcher.fetchAt(entry.source, row)
        : this.#fetcher.fetchUntested(entry.source, row);
    if (found === NOTHING) return false;
    return found === DECIDED || this.#filler.take(entry.field, entry.source, found);
  }

  #text(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    const length = buf[start + 1]!;
    if (buf[start] !== STRING_TAG || length >= 0x80 || start + 2 + length !== end) return this.#general(entry);
    if (this.#fetcher.absent.has(buf, start + 2, end)) return false;
    entry.slice!.set(buf, start + 2, end);
    return true;
  }

  #count(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    // Up to three bytes of varint: two million tokens.
    if (buf[start] !== INT_TAG || end - start < 2 || end - start > 4) return this.#general(entry);
    let value = 0;
    let scale = 1;
    for (let i = start + 1; i < end; i++) {
      value += (buf[i]! & 0x7f) * scale;
      scale *= 128;
    }
    const { raw } = this.#filler;
    raw.counts[entry.field.index] = value;
    raw.any = true;
    return true;
  }

  #word(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    const call = this.#call;
    const { kind } = entry.field;
    if (entry.isSeen(buf, start, end)) {
      if (kind === 'operation') call.operation = entry.word as Operation;
      else if (kind === 'provider') call.provider = entry.word;
      else call.serviceTier = entry.word;
      return kind === 'operation' || entry.word !== '';
    }
    entry.seenLength = -1;
    const taken = this.#general(entry);
    const word = kind === 'operation' ? call.operation : kind === 'provider' ? call.provider : call.serviceTier;
    if (taken || word !== '') {
      entry.word = word;
      entry.see(buf, start, end);
    }
    return taken;
  }

  /** One reason in an array, the shape of nearly all answers; remembered by its bytes. */
  #finish(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    const call = this.#call;
    const filler = this.#filler;
    if (entry.isSeen(buf, start, end)) {
      this.#slice(0).set(buf, start + entry.reasonStart, start + entry.reasonEnd);
      call.finishCount = 1;
      call.finishClass = entry.finishClass;
      filler.onlyStates = entry.onlyStates;
      return true;
    }
    entry.seenLength = -1;
    const taken = this.#general(entry);
    const reason = call.finishReasons[0];
    if (taken && call.finishCount === 1 && buf[start] === ARRAY_TAG && reason !== undefined && reason.buf === buf) {
      entry.reasonStart = reason.start - start;
      entry.reasonEnd = reason.end - start;
      entry.finishClass = call.finishClass;
      entry.onlyStates = filler.onlyStates;
      entry.see(buf, start, end);
    }
    return taken;
  }

  #slice(at: number): TextSlice {
    const { finishReasons } = this.#call;
    let slice = finishReasons[at];
    if (slice === undefined) {
      slice = new Slice();
      finishReasons.push(slice);
    }
    return slice;
  }
}
