import type { TextSlice } from '../../wire/text-slice.ts';
import { TextSlice as Slice } from '../../wire/text-slice.ts';
import { ROW_STRIDE, VALUE_END, VALUE_START } from '../../otlp/scan/item-index.ts';
import type { GenAiCall, Operation } from '../call.ts';
import { NOTHING } from '../json-paths/hits.ts';
import type { CallFiller } from './call-filler.ts';
import { DECIDED, type Fetcher } from './fetcher.ts';
import { RUN_COUNT, RUN_GENERAL, RUN_MOST_TOKENS, RUN_TEXT, RUN_WORD, type Shape, type ShapeEntry } from './shape.ts';
import type { ShapeKey } from './shape-key.ts';

const STRING_TAG = 0x0a;
const INT_TAG = 0x18;
const ARRAY_TAG = 0x2a;

/** Fills a call from an item whose shape is known: straight to the rows, the common encodings read in place. */
export class ShapeRunner {
  /** All texts and counts of the item at hand that were read in place were of the usual encoding. */
  plain = true;
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
    const { attributes, message } = this.#fetcher.item;
    const { buf } = message;
    const { rows, rowsAt } = attributes;
    const places = this.#key.rows;
    this.plain = true;
    let i = 0;
    while (i < entries.length) {
      const entry = entries[i]!;
      let taken = false;
      if (entry.run === RUN_GENERAL) taken = this.#general(entry);
      else if (!entry.tested || this.#fetcher.holds(entry.source.test!)) {
        const at = rowsAt + places[entry.row]! * ROW_STRIDE;
        taken = this.#inPlace(entry, buf, rows[at + VALUE_START]!, rows[at + VALUE_END]!);
      }
      i = taken ? entry.next : i + 1;
    }
  }

  /** Runs the entries of the one field left out by `run`. */
  runList(entries: readonly ShapeEntry[]): void {
    for (let i = 0; i < entries.length; i++) if (this.#general(entries[i]!)) return;
  }

  /** True when the field is decided. */
  #inPlace(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    switch (entry.run) {
      case RUN_TEXT:
        return this.#text(entry, buf, start, end);
      case RUN_COUNT:
      case RUN_MOST_TOKENS:
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
    if (buf[start] !== STRING_TAG || length >= 0x80 || start + 2 + length !== end) return this.#unusual(entry);
    if (this.#fetcher.absent.has(buf, start + 2, end)) return false;
    entry.slice!.set(buf, start + 2, end);
    return true;
  }

  #count(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    // Up to three bytes of varint: two million tokens.
    if (buf[start] !== INT_TAG || end - start < 2 || end - start > 4) return this.#unusual(entry);
    let value = 0;
    let scale = 1;
    for (let i = start + 1; i < end; i++) {
      value += (buf[i]! & 0x7f) * scale;
      scale *= 128;
    }
    if (entry.run === RUN_MOST_TOKENS) {
      if (value === 0) return this.#unusual(entry);
      this.#call.maxTokens = value;
      return true;
    }
    const { raw } = this.#filler;
    raw.counts[entry.field.index] = value;
    raw.any = true;
    return true;
  }

  #word(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    const call = this.#call;
    const { kind } = entry.field;
    const seen = entry.recall(buf, start, end);
    if (seen !== undefined) {
      if (kind === 'operation') call.operation = seen.word as Operation;
      else if (kind === 'provider') call.provider = seen.word;
      else call.serviceTier = seen.word;
      return kind === 'operation' || seen.word !== '';
    }
    const taken = this.#general(entry);
    const word = kind === 'operation' ? call.operation : kind === 'provider' ? call.provider : call.serviceTier;
    if (taken || word !== '') entry.remember(buf, start, end, word);
    return taken;
  }

  /** One reason in an array, the shape of nearly all answers; remembered by its bytes. */
  #finish(entry: ShapeEntry, buf: Uint8Array, start: number, end: number): boolean {
    const call = this.#call;
    const filler = this.#filler;
    const known = entry.recall(buf, start, end);
    if (known !== undefined) {
      this.#slice(0).set(buf, start + known.reasonStart, start + known.reasonEnd);
      call.finishCount = 1;
      call.finishClass = known.finishClass;
      filler.onlyStates = known.onlyStates;
      return true;
    }
    const taken = this.#general(entry);
    const reason = call.finishReasons[0];
    if (taken && call.finishCount === 1 && buf[start] === ARRAY_TAG && reason !== undefined && reason.buf === buf) {
      const seen = entry.remember(buf, start, end, '');
      if (seen === undefined) return taken;
      seen.reasonStart = reason.start - start;
      seen.reasonEnd = reason.end - start;
      seen.finishClass = call.finishClass;
      seen.onlyStates = filler.onlyStates;
    }
    return taken;
  }

  /** The general way, because the value is not written as most are. */
  #unusual(entry: ShapeEntry): boolean {
    this.plain = false;
    return this.#general(entry);
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
