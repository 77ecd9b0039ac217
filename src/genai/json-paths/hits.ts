import { equalBytes } from '../../wire/bytes.ts';
import { decodeText } from '../../wire/text.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import type { PathSet } from './path-set.ts';

/** What a slot holds. `BAD` is a value that was wanted as a number and is none. */
export const NOTHING = 0;
export const TEXT = 1;
export const NUMBER = 2;
export const TRUE = 3;
export const FALSE = 4;
export const COMPOUND = 5;
export type HitKind = 0 | 1 | 2 | 3 | 4 | 5;

const MOST_LISTED = 16;
const EMPTY: Uint8Array = new Uint8Array(0);

/**
 * The answers of one scan: for each slot a kind, a number and the range of its text in `buf`. Reused from document to
 * document. Texts with backslashes are undone only when asked for (`text`), into fresh memory; they are rare.
 */
export class PathHits {
  buf: Uint8Array = EMPTY;
  readonly set: PathSet;
  readonly kinds: Uint8Array;
  /** The number of a `first`, the sum of a `sum`, the count of a `count`. */
  readonly numbers: Float64Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Slots found so far among those of `first`. */
  found = 0;
  listed = 0;
  readonly #listSlots = new Uint8Array(MOST_LISTED);
  readonly #listStarts = new Int32Array(MOST_LISTED);
  readonly #listEnds = new Int32Array(MOST_LISTED);

  constructor(set: PathSet) {
    this.set = set;
    const slots = set.specs.length;
    this.kinds = new Uint8Array(slots);
    this.numbers = new Float64Array(slots);
    this.starts = new Int32Array(slots);
    this.ends = new Int32Array(slots);
  }

  reset(buf: Uint8Array): void {
    this.buf = buf;
    this.found = 0;
    this.listed = 0;
    this.kinds.fill(0);
    this.numbers.fill(0);
  }

  /** Takes one value for `slot`. `number` is NaN for what is no number. */
  put(slot: number, kind: HitKind, number: number, start: number, end: number): void {
    const { gather } = this.set.specs[slot]!;
    if (gather === 'first') {
      if (this.kinds[slot] !== NOTHING || (kind === TEXT && start === end)) return;
      this.kinds[slot] = kind;
      this.numbers[slot] = number;
      this.starts[slot] = start;
      this.ends[slot] = end;
      this.found++;
    } else if (gather === 'sum') {
      if (kind !== NUMBER && kind !== TEXT) return;
      this.kinds[slot] = NUMBER;
      this.numbers[slot]! += kind === NUMBER ? number : numberOf(this.buf, start, end);
    } else if (gather === 'list') {
      if (kind === TEXT) this.#list(slot, start, end);
    } else if (this.#counts(slot, kind, start, end)) {
      this.kinds[slot] = NUMBER;
      this.numbers[slot]!++;
    } else if (this.kinds[slot] === NOTHING) this.kinds[slot] = NUMBER;
  }

  /** Moves `into` onto the text of `slot`; false when the slot holds none. */
  text(slot: number, into: TextSlice): boolean {
    if (this.kinds[slot] !== TEXT) return false;
    setUnescaped(into, this.buf, this.starts[slot]!, this.ends[slot]!);
    return true;
  }

  /** The slot of the listed text `i`, in document order. */
  listSlot(i: number): number {
    return this.#listSlots[i]!;
  }

  listText(i: number, into: TextSlice): void {
    setUnescaped(into, this.buf, this.#listStarts[i]!, this.#listEnds[i]!);
  }

  #list(slot: number, start: number, end: number): void {
    if (this.listed === MOST_LISTED) return;
    this.kinds[slot] = TEXT;
    this.#listSlots[this.listed] = slot;
    this.#listStarts[this.listed] = start;
    this.#listEnds[this.listed] = end;
    this.listed++;
  }

  #counts(slot: number, kind: HitKind, start: number, end: number): boolean {
    const equals = this.set.equals[slot];
    if (equals === undefined) return kind !== FALSE && !(kind === TEXT && start === end);
    if (kind !== TEXT) return false;
    for (let i = 0; i < equals.length; i++) {
      const wanted = equals[i]!;
      if (wanted.length === end - start && equalBytes(wanted, 0, this.buf, start, wanted.length)) return true;
    }
    return false;
  }
}

/** A number written as text at `buf[start..end)`, NaN when it is none. Integers below 2^53 without a string. */
export function numberOf(buf: Uint8Array, start: number, end: number): number {
  let at = start;
  if (buf[at] === 0x2d) at++;
  if (at >= end || end - at > 15) return slowNumber(buf, start, end);
  let value = 0;
  for (let i = at; i < end; i++) {
    const digit = buf[i]! - 0x30;
    if (digit < 0 || digit > 9) return slowNumber(buf, start, end);
    value = value * 10 + digit;
  }
  return at === start ? value : -value;
}

function slowNumber(buf: Uint8Array, start: number, end: number): number {
  if (end - start > 40) return Number.NaN;
  const text = decodeText(buf, start, end).trim();
  return text === '' ? Number.NaN : Number(text);
}

/** Points `into` at the JSON string content `buf[start..end)`, decoded when it has escapes. */
export function setUnescaped(into: TextSlice, buf: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    if (buf[i] !== 0x5c) continue;
    const bytes = Buffer.from(unescapeText(decodeText(buf, start, end)), 'utf8');
    into.set(bytes, 0, bytes.length);
    return;
  }
  into.set(buf, start, end);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };

/** Undoes JSON (and Python) backslash escapes; what is no escape stays. */
export function unescapeText(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_whole, unicode: string, hex: string, one: string) =>
    one === undefined ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16)) : (ESCAPES[one] ?? one),
  );
}
