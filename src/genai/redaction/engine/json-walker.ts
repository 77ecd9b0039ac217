import type { CandidateList } from '../gate/candidates.ts';
import { HIDDEN, KEYED, NUMBER } from '../gate/candidates.ts';
import type { Frame } from '../text/frame.ts';
import { isSpace, numberEnd, StringEnd } from './json-syntax.ts';

/** What the walker hands its findings to. Positions are those of the frame. */
export interface JsonTarget {
  /** The content of a string value or key; candidates `first` to `last - 1` of the frame lie in it. */
  text(start: number, end: number, escaped: boolean, first: number, last: number): void;
  /** A number with candidates in it. */
  number(start: number, end: number, first: number, last: number): void;
  /** Keyed recogniser of the key just read, -1 for none. */
  keyed(start: number, end: number, escaped: boolean): number;
  /** A string (content range) or number that is the value of a secret-like key. True when it was taken. */
  secret(start: number, end: number, escaped: boolean, isNumber: boolean, row: number): boolean;
  /** The text is no JSON from `start` on; nothing from there was scanned. */
  tail(start: number): void;
  /** The limit was reached: everything from `cut` on is replaced by `closing`, which closes what is open. */
  oversize(cut: number, closing: string): void;
}

/** Deeper nesting is scanned as text. */
const MOST_DEPTH = 256;
/** What is left unscanned begins this far before the limit, so that nothing found half way is left. */
const OVERLAP = 512;

const UNSCANNED = '<UNSCANNED_OVERSIZE>';

const VALUE = 0;
const FIRST_VALUE = 1;
const KEY = 2;
const FIRST_KEY = 3;
const COLON = 4;
const AFTER = 5;

/**
 * Walks a JSON document literal by literal without changing or building anything, and shows the literals that hold
 * candidates. Several documents one after another are walked in turn (JSON lines, streams of events). Accepts `NaN` and
 * `Infinity`, which Python writes. One instance a nesting level.
 */
export class JsonWalker {
  readonly #strings = new StringEnd();
  readonly #isArray = new Uint8Array(MOST_DEPTH);
  /** Keyed recogniser whose array this is, by depth. */
  readonly #arrayRow = new Int16Array(MOST_DEPTH);
  readonly #keyStart = new Int32Array(MOST_DEPTH);
  readonly #keyEnd = new Int32Array(MOST_DEPTH);
  #depth = 0;
  #row = -1;

  /** `limit` is where scanning ends, at most `frame.end`. */
  walk(frame: Frame, candidates: CandidateList, limit: number, target: JsonTarget): void {
    const { bytes, end } = frame;
    this.#strings.reset();
    this.#depth = 0;
    this.#row = -1;
    let state = VALUE;
    let candidate = 0;
    let i = frame.start;
    // Where the token before begins: what turns out to be no JSON is scanned from there, its last key included.
    let before = i;
    let token = i;
    for (;;) {
      while (i < end && isSpace(bytes[i]!)) i++;
      if (i >= end) return;
      if (i >= limit) {
        target.oversize(i, closing(state, this.#closers()));
        return;
      }
      if (candidate >= candidates.count && limit >= end && this.#row === -1 && !this.#inSecretArray()) return;
      const byte = bytes[i]!;
      if (byte !== 0x3a) before = token;
      token = i;
      if (state === COLON) {
        if (byte !== 0x3a) break;
        i++;
        state = VALUE;
        continue;
      }
      if (state === AFTER) {
        if (this.#depth === 0) {
          // The next document, or a separator between documents.
          if (byte === 0x7b || byte === 0x5b || byte === 0x22) state = VALUE;
          else if (byte === 0x1e || byte === 0x2c) {
            i++;
            continue;
          } else break;
        } else if (byte === 0x2c) {
          i++;
          state = this.#isArray[this.#depth - 1] === 1 ? VALUE : KEY;
          continue;
        } else if (byte === 0x5d || byte === 0x7d) {
          if ((byte === 0x5d) !== (this.#isArray[this.#depth - 1] === 1)) break;
          this.#leave(frame);
          i++;
          continue;
        } else break;
      }
      if (state === KEY || state === FIRST_KEY) {
        if (byte === 0x7d && state === FIRST_KEY) {
          this.#leave(frame);
          i++;
          state = AFTER;
          continue;
        }
        if (byte !== 0x22) break;
        const close = this.#strings.find(bytes, i + 1, Math.min(end, limit));
        const { escaped } = this.#strings;
        const stop = close < 0 ? ~close : close;
        const first = candidates.seek(i, candidate);
        candidate = candidates.seek(stop, first);
        this.#clearKey(frame);
        if (candidate > first) target.text(i + 1, stop, escaped, first, candidate);
        if (close < 0) {
          if (limit < end) target.oversize(Math.max(i + 1, limit - OVERLAP), closing(KEY, this.#closers()).slice(1));
          return;
        }
        this.#setKey(frame, i + 1, stop);
        // The gate marks the sign after a secret-like key; an escape may hide one.
        const after = candidates.seek(stop, candidate);
        const marked = after < candidates.count && candidates.at[after]! <= stop + 5 && (candidates.kind[after]! & KEYED) !== 0;
        const hidden = candidate > first && hasKind(candidates, first, candidate, HIDDEN);
        this.#row = marked || hidden ? target.keyed(i + 1, stop, escaped) : -1;
        i = stop + 1;
        state = COLON;
        continue;
      }
      // A value.
      const row = this.#depth > 0 && this.#isArray[this.#depth - 1] === 1 ? this.#arrayRow[this.#depth - 1]! : this.#row;
      if (byte === 0x22) {
        const close = this.#strings.find(bytes, i + 1, Math.min(end, limit));
        const { escaped } = this.#strings;
        const stop = close < 0 ? ~close : close;
        const first = candidates.seek(i, candidate);
        candidate = candidates.seek(stop, first);
        const taken = row !== -1 && target.secret(i + 1, stop, escaped, false, row);
        if (!taken && candidate > first) target.text(i + 1, stop, escaped, first, candidate);
        if (close < 0) {
          if (limit < end) target.oversize(Math.max(i + 1, limit - OVERLAP), closing(VALUE, this.#closers()).slice(1));
          return;
        }
        i = stop + 1;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (this.#depth === MOST_DEPTH) break;
        this.#enter(frame, byte === 0x5b, row);
        i++;
        state = byte === 0x5b ? FIRST_VALUE : FIRST_KEY;
        continue;
      } else if (byte === 0x5d && state === FIRST_VALUE) {
        this.#leave(frame);
        i++;
      } else {
        i = numberEnd(bytes, i, end);
        if (i > token) {
          if (i > limit) {
            target.oversize(token, closing(VALUE, this.#closers()));
            return;
          }
          // `[536-22-7841` only begins like JSON; what looks like a number is then a part of something longer.
          if (!endsNumber(bytes, i, end)) {
            before = token;
            break;
          }
          const first = candidates.seek(token, candidate);
          candidate = candidates.seek(i, first);
          const taken = row !== -1 && target.secret(token, i, false, true, row);
          if (!taken && candidate > first && hasKind(candidates, first, candidate, NUMBER)) target.number(token, i, first, candidate);
        } else {
          while (i < end && isWordByte(bytes[i]!)) i++;
          if (i === token) break;
        }
      }
      this.#row = -1;
      state = AFTER;
    }
    this.#clearKey(frame);
    target.tail(before);
  }

  #inSecretArray(): boolean {
    return this.#depth > 0 && this.#arrayRow[this.#depth - 1] !== -1;
  }

  #enter(frame: Frame, array: boolean, row: number): void {
    const d = this.#depth++;
    this.#isArray[d] = array ? 1 : 0;
    this.#arrayRow[d] = array ? row : -1;
    this.#keyStart[d] = frame.keyStart;
    this.#keyEnd[d] = frame.keyEnd;
    this.#row = -1;
    // In an array the key of the array stays the key; in an object it becomes the outer one.
    if (!array) {
      frame.outerKeyStart = frame.keyStart;
      frame.outerKeyEnd = frame.keyEnd;
      frame.keyStart = -1;
      frame.keyEnd = -1;
    }
  }

  #leave(frame: Frame): void {
    const d = --this.#depth;
    frame.keyStart = this.#keyStart[d]!;
    frame.keyEnd = this.#keyEnd[d]!;
    let outer = d - 1;
    while (outer >= 0 && this.#isArray[outer] === 1) outer--;
    frame.outerKeyStart = outer >= 0 ? this.#keyStart[outer]! : -1;
    frame.outerKeyEnd = outer >= 0 ? this.#keyEnd[outer]! : -1;
    this.#row = -1;
  }

  #setKey(frame: Frame, start: number, end: number): void {
    frame.keyStart = start;
    frame.keyEnd = end;
  }

  #clearKey(frame: Frame): void {
    frame.keyStart = -1;
    frame.keyEnd = -1;
  }

  #closers(): string {
    let text = '';
    for (let d = this.#depth - 1; d >= 0; d--) text += this.#isArray[d] === 1 ? ']' : '}';
    return text;
  }
}

/** What makes a document whole again that is cut in `state`: a string in place of what follows, then the brackets. */
function closing(state: number, brackets: string): string {
  if (state === AFTER)
    return brackets === '' ? UNSCANNED : `,${brackets.startsWith(']') ? `"${UNSCANNED}"` : `"${UNSCANNED}":null`}${brackets}`;
  if (state === COLON) return `:"${UNSCANNED}"${brackets}`;
  if (state === KEY || state === FIRST_KEY) return `"${UNSCANNED}":null${brackets}`;
  return `"${UNSCANNED}"${brackets}`;
}

function hasKind(candidates: CandidateList, first: number, last: number, kind: number): boolean {
  for (let c = first; c < last; c++) if ((candidates.kind[c]! & kind) !== 0) return true;
  return false;
}

/** Whether a number of JSON may end at `at`: the text ends, or a comma or bracket follows. */
function endsNumber(bytes: Uint8Array, at: number, end: number): boolean {
  let i = at;
  while (i < end && isSpace(bytes[i]!)) i++;
  return i >= end || bytes[i] === 0x2c || bytes[i] === 0x5d || bytes[i] === 0x7d;
}

function isWordByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d;
}
