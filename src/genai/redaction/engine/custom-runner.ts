import { type CandidateList, LITERAL } from '../gate/candidates.ts';
import { BY_POLICY, BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import type { CustomRecogniser } from '../policy/custom.ts';

/** How far a match may reach before and after the literal that its pattern was gated by. */
const WINDOW_BEFORE = 256;
const WINDOW_AFTER = 1024;

const EMPTY: Uint8Array = new Uint8Array(0);

/** Runs the operator's recognisers, in RE2, where their literal is; those without one over every text. */
export class CustomRunner {
  readonly #custom: readonly CustomRecogniser[];
  /** By recogniser: literals before this place were looked at already, in the text `#bytes[#lo..#hi)`. */
  readonly #done: Int32Array;
  #bytes: Uint8Array = EMPTY;
  #lo = -1;
  #hi = -1;

  constructor(custom: readonly CustomRecogniser[]) {
    this.#custom = custom;
    this.#done = new Int32Array(custom.length);
  }

  /** Adds candidates for one text; inside JSON at the start of each literal for recognisers without a literal of their own. */
  candidates(bytes: Uint8Array, lo: number, hi: number, json: boolean, out: CandidateList): void {
    this.#bytes = EMPTY;
    let everywhere = false;
    for (let c = 0; c < this.#custom.length; c++) {
      const { literal } = this.#custom[c]!;
      if (literal === undefined) {
        everywhere = true;
        continue;
      }
      for (let at = find(bytes, lo, hi, literal); at !== -1; at = find(bytes, at + 1, hi, literal)) out.add(at, LITERAL);
    }
    if (!everywhere || lo >= hi) return;
    if (!json) out.add(lo, LITERAL);
    else for (let at = bytes.indexOf(0x22, lo); at !== -1 && at + 1 < hi; at = bytes.indexOf(0x22, at + 1)) out.add(at + 1, LITERAL);
  }

  at(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    if (this.#custom.length === 0) return;
    if (bytes !== this.#bytes || lo !== this.#lo || hi !== this.#hi) {
      this.#bytes = bytes;
      this.#lo = lo;
      this.#hi = hi;
      this.#done.fill(lo);
    }
    for (let c = 0; c < this.#custom.length; c++) {
      const custom = this.#custom[c]!;
      if (at < this.#done[c]! || (custom.literal !== undefined && !startsWith(bytes, hi, at, custom.literal))) continue;
      const gated = custom.literal !== undefined;
      const from = gated ? boundary(bytes, lo, at - WINDOW_BEFORE) : lo;
      const to = gated ? Math.min(hi, at + WINDOW_AFTER) : hi;
      this.#search(bytes, from, to, custom, hits);
      // Literals in the first half of the window had enough text behind them.
      this.#done[c] = to === hi ? hi : at + WINDOW_AFTER / 2;
    }
  }

  #search(bytes: Uint8Array, from: number, to: number, custom: CustomRecogniser, hits: HitList): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
    const ascii = text.length === to - from;
    const matcher = custom.pattern.matcher(text);
    let chars = 0;
    let offset = 0;
    while (matcher.find()) {
      const start = matcher.start(0);
      const end = matcher.end(0);
      if (end === start) continue;
      if (!ascii) {
        offset += Buffer.byteLength(text.slice(chars, start));
        chars = start;
      }
      const first = from + (ascii ? start : offset);
      const last = first + (ascii ? end - start : Buffer.byteLength(text.slice(start, end)));
      if (custom.check !== undefined && !custom.check(text.slice(start, end))) continue;
      hits.add(first, last, custom.recogniser, custom.score, BY_POLICY | BY_SHAPE | (custom.check === undefined ? 0 : BY_VALIDATOR));
    }
  }
}

/** Not in the middle of a character. */
function boundary(bytes: Uint8Array, lo: number, at: number): number {
  let i = Math.max(lo, at);
  while (i > lo && bytes[i]! >= 0x80 && bytes[i]! < 0xc0) i--;
  return i;
}

function find(bytes: Uint8Array, lo: number, hi: number, literal: Uint8Array): number {
  const first = literal[0]!;
  for (let at = lo; at + literal.length <= hi; at++) if (bytes[at] === first && startsWith(bytes, hi, at, literal)) return at;
  return -1;
}

function startsWith(bytes: Uint8Array, hi: number, at: number, literal: Uint8Array): boolean {
  if (at + literal.length > hi) return false;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  return true;
}
