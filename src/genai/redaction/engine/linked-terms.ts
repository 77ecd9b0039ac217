import { type CandidateList, HIDDEN, LITERAL } from '../gate/candidates.ts';
import { BY_POLICY, type HitList } from '../hits.ts';
import { ALNUM, CLASS, lower } from '../text/byte-class.ts';
import { linkedTexts } from './linked-names.ts';

/** Bounds what one span can make Assay look for; identities come first, whoever brings more loses the last. */
const MOST_TERMS = 192;
const SCORE = 90;
/** From this length on native searches for a few signs are faster than a loop (bench: redaction). */
const NATIVE_FROM = 256;
const MOST_LISTS = 1024;
const BLANK = 0x20;

interface Term {
  /** UTF-8, ASCII letters in lower case; a blank stands for one separator or none. */
  readonly bytes: Uint8Array;
  readonly suffix: number;
  readonly capital: boolean;
}

/**
 * Values of the identity attributes of one span and its resource, to be found again in its content: whole, and the
 * words of a name for themselves; in other case, with other endings and other separators. Made once per set of values.
 */
export class LinkedTerms {
  readonly #terms: Term[] = [];
  readonly #seen = new Set<string>();
  readonly #first = new Uint8Array(256);
  #nonAscii = false;
  readonly #anchors: { readonly byte: number; readonly offset: number }[] = [];
  #allRare = true;

  get isEmpty(): boolean {
    return this.#terms.length === 0;
  }

  clear(): void {
    if (this.#terms.length === 0) return;
    this.#terms.length = 0;
    this.#seen.clear();
    this.#first.fill(0);
    this.#nonAscii = false;
    this.#anchors.length = 0;
    this.#allRare = true;
  }

  /** Takes up the value of an identity attribute. */
  add(value: string): void {
    for (const { text, suffix, capital } of linkedTexts(value)) this.#term(text, suffix, capital);
  }

  /**
   * Adds a candidate wherever a term may begin; inside JSON also where escapes may hide one. Long texts are searched
   * natively for the rarest sign of each term where all have one that is rare; otherwise byte by byte.
   */
  candidates(bytes: Uint8Array, lo: number, hi: number, json: boolean, out: CandidateList): void {
    if (this.#terms.length === 0) return;
    if (this.#allRare && !this.#nonAscii && hi - lo >= NATIVE_FROM) {
      const text = bytes.subarray(lo, hi);
      for (let a = 0; a < this.#anchors.length; a++) {
        const anchor = this.#anchors[a]!;
        for (let i = text.indexOf(anchor.byte); i !== -1; i = text.indexOf(anchor.byte, i + 1)) {
          const at = lo + i - anchor.offset;
          if (at >= lo && this.#match(bytes, hi, at) !== -1) out.add(at, LITERAL);
        }
      }
      return;
    }
    const first = this.#first;
    for (let i = lo; i < hi; i++) {
      const byte = bytes[i]!;
      if (first[byte] === 1) {
        if (this.#match(bytes, hi, i) !== -1) out.add(i, LITERAL);
      } else if (byte === 0x5c && json && this.#nonAscii && bytes[i + 1] === 0x75) out.add(i, HIDDEN);
    }
  }

  /** Adds the finding at `at` when a term stands there as a word. */
  at(bytes: Uint8Array, lo: number, hi: number, at: number, recogniser: number, hits: HitList): void {
    if (at > lo && isWord(bytes[at - 1]!) && isWord(bytes[at]!)) return;
    const end = this.#match(bytes, hi, at);
    if (end !== -1) hits.add(at, end, recogniser, SCORE, BY_POLICY);
  }

  /** Where the longest term that stands at `at` as a word ends, its suffix included; -1 for none. */
  #match(bytes: Uint8Array, hi: number, at: number): number {
    let longest = -1;
    for (let t = 0; t < this.#terms.length; t++) {
      const term = this.#terms[t]!;
      let end = termEnd(term, bytes, hi, at);
      if (end <= longest) continue;
      let letters = 0;
      while (end < hi && isWord(bytes[end]!) && letters <= term.suffix) {
        if (bytes[end]! < 0x80 || bytes[end]! >= 0xc0) letters++;
        end++;
      }
      if (letters > term.suffix) continue;
      while (end < hi && bytes[end]! >= 0x80 && bytes[end]! < 0xc0) end++;
      if (end < hi && isWord(bytes[end]!)) continue;
      if (end > longest) longest = end;
    }
    return longest;
  }

  #term(text: string, suffix: number, capital: boolean): void {
    const id = `${suffix}${capital ? 'C' : 'c'}${text}`;
    if (this.#terms.length >= MOST_TERMS || this.#seen.has(id)) return;
    this.#seen.add(id);
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length !== text.length) this.#nonAscii = true;
    for (let i = 0; i < bytes.length; i++) bytes[i] = lower(bytes[i]!);
    this.#terms.push({ bytes, suffix, capital });
    this.#first[bytes[0]!] = 1;
    this.#first[upper(bytes[0]!)] = 1;
    const offset = rarest(bytes);
    if (offset === -1) this.#allRare = false;
    else for (const byte of new Set([bytes[offset]!, upper(bytes[offset]!)])) this.#anchor(byte, offset);
  }

  #anchor(byte: number, offset: number): void {
    if (!this.#anchors.some((anchor) => anchor.byte === byte && anchor.offset === offset)) this.#anchors.push({ byte, offset });
  }
}

/** Where `term` ends when it begins at `at`, whatever follows; -1 when it does not. */
function termEnd({ bytes: wanted, capital }: Term, bytes: Uint8Array, hi: number, at: number): number {
  if (capital && bytes[at] === wanted[0]! && isLower(wanted[0]!)) return -1;
  let i = at;
  for (let w = 0; w < wanted.length; w++) {
    const want = wanted[w]!;
    if (want === BLANK) {
      if (i < hi && isSeparator(bytes[i]!)) i++;
      continue;
    }
    if (i >= hi || lower(bytes[i]!) !== want) return -1;
    i++;
  }
  return i;
}

/** Term lists by the values they were made of: the same users come again and again. Starts anew when full. */
export class LinkedTermsCache {
  readonly #known = new Map<string, LinkedTerms>();

  /** Terms of the values, undefined when none of them is worth searching for. */
  of(values: readonly string[]): LinkedTerms | undefined {
    const key = values.length === 1 ? values[0]! : values.join('\u0000');
    let terms = this.#known.get(key);
    if (terms === undefined) {
      terms = new LinkedTerms();
      for (const value of values) terms.add(value);
      if (this.#known.size >= MOST_LISTS) this.#known.clear();
      this.#known.set(key, terms);
    }
    return terms.isEmpty ? undefined : terms;
  }
}

/** Digits and signs are rare in prose and JSON; of letters only these. */
function isRare(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a
    ? byte === 0x6a || byte === 0x71 || byte === 0x78 || byte === 0x7a
    : byte !== 0x2e && byte !== 0x2c && byte !== 0x22 && byte !== 0x3a;
}

/** Offset of the last rare sign of a term (ids differ at their ends) that stands before its first blank, or -1. */
function rarest(bytes: Uint8Array): number {
  const blank = bytes.indexOf(BLANK);
  for (let i = (blank === -1 ? bytes.length : blank) - 1; i >= 0; i--) if (isRare(bytes[i]!)) return i;
  return -1;
}

/** What stands between the words of a name: a blank, or what accounts and URLs write in its place. */
function isSeparator(byte: number): boolean {
  return byte === BLANK || byte === 0x2e || byte === 0x5f || byte === 0x2d || byte === 0x2b || byte === 0x2c || byte === 0x09;
}

function isLower(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function upper(byte: number): number {
  return isLower(byte) ? byte - 0x20 : byte;
}

function isWord(byte: number): boolean {
  return byte >= 0x80 ? byte < 0xe3 : (CLASS[byte]! & ALNUM) !== 0;
}
