import { BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import type { WordRow } from '../recogniser.ts';
import { ALNUM, CLASS } from '../text/byte-class.ts';
import { TEXT_CHECKS, type TextCheck } from '../validators/index.ts';

const MOST_PARTS = 7;
const MOST_SIGNS = 24;

/** A word row with its place in the policy's list of recognisers. */
export interface WordEntry {
  readonly recogniser: number;
  readonly row: WordRow;
}

interface Form {
  readonly recogniser: number;
  readonly parts: readonly number[];
  readonly joints: string;
  readonly score: number;
  readonly pattern: RegExp;
  readonly check: TextCheck | undefined;
}

/**
 * Identifiers of letters and digits: parts of a row are joined as its forms say, and the joined text, in upper case, is
 * held against its pattern. A string is made only where the lengths of the parts fit a form.
 */
export class WordScanner {
  readonly #forms: Form[] = [];
  readonly #starts = new Int32Array(MOST_PARTS + 1);
  readonly #ends = new Int32Array(MOST_PARTS + 1);

  constructor(entries: readonly WordEntry[]) {
    for (const { recogniser, row } of entries) {
      const check = row.validator === undefined ? undefined : TEXT_CHECKS[row.validator];
      if (row.validator !== undefined && check === undefined) throw new Error(`no such validator: ${row.validator}`);
      for (const form of row.forms) {
        const parts = form.shape.split(' ').map(Number);
        this.#forms.push({ recogniser, parts, joints: form.joints, score: Math.round(form.score * 100), pattern: row.pattern, check });
      }
    }
  }

  /** Looks at identifiers one of whose words holds the digit group that begins at `at`. */
  scan(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    if (this.#forms.length === 0) return;
    let start = at;
    while (start > lo && at - start <= MOST_SIGNS && (CLASS[bytes[start - 1]!]! & ALNUM) !== 0) start--;
    // The identifier may begin up to two words earlier: `QQ 12 34 56 C`, `D 1234567`.
    for (let back = 0; back < 3; back++) {
      this.#from(bytes, hi, start, hits);
      const joint = start - 1;
      if (joint - 1 < lo || !isJoint(bytes[joint]!) || (CLASS[bytes[joint - 1]!]! & ALNUM) === 0) return;
      start = joint;
      while (start > lo && joint - start <= MOST_SIGNS && (CLASS[bytes[start - 1]!]! & ALNUM) !== 0) start--;
    }
  }

  #from(bytes: Uint8Array, hi: number, start: number, hits: HitList): void {
    let parts = 0;
    let total = 0;
    let i = start;
    while (parts < MOST_PARTS) {
      const from = i;
      while (i < hi && i - from <= MOST_SIGNS && (CLASS[bytes[i]!]! & ALNUM) !== 0) i++;
      total += i - from;
      if (i === from || total > MOST_SIGNS) break;
      this.#starts[parts] = from;
      this.#ends[parts] = i;
      parts++;
      if (i + 1 >= hi || !isJoint(bytes[i]!)) break;
      i++;
    }
    for (let f = 0; f < this.#forms.length; f++) this.#try(bytes, hi, parts, this.#forms[f]!, hits);
  }

  #try(bytes: Uint8Array, hi: number, parts: number, form: Form, hits: HitList): void {
    const count = form.parts.length;
    if (count > parts) return;
    const joint = count > 1 ? bytes[this.#ends[0]!]! : 0;
    if (count > 1 && !form.joints.includes(String.fromCharCode(joint))) return;
    for (let p = 0; p < count; p++) {
      if (this.#ends[p]! - this.#starts[p]! !== form.parts[p]) return;
      if (p + 1 < count && bytes[this.#ends[p]!] !== joint && !form.joints.includes('*')) return;
    }
    const end = this.#ends[count - 1]!;
    const start = this.#starts[0]!;
    if (end < hi && (CLASS[bytes[end]!]! & ALNUM) !== 0) return;
    let text = '';
    for (let p = 0; p < count; p++)
      text += Buffer.from(bytes.buffer, bytes.byteOffset + this.#starts[p]!, form.parts[p]!).toString('latin1');
    text = text.toUpperCase();
    if (!form.pattern.test(text) || (form.check !== undefined && !form.check(text))) return;
    hits.add(start, end, form.recogniser, form.score, BY_SHAPE | (form.check === undefined ? 0 : BY_VALIDATOR));
  }
}

function isJoint(byte: number): boolean {
  return byte === 0x20 || byte === 0x2d || byte === 0x2e || byte === 0x2f || byte === 0x2b;
}
