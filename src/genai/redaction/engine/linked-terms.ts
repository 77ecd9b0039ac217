import { type CandidateList, HIDDEN, LITERAL } from '../gate/candidates.ts';
import { BY_POLICY, type HitList } from '../hits.ts';
import { ALNUM, CLASS } from '../text/byte-class.ts';
import { COMMON_NAMES, GENERIC_ACCOUNTS, NAME_PARTICLES } from './linked.data.ts';

const MOST_TERMS = 48;
const SHORTEST = 3;
const LONGEST = 128;
/** From this many letters on a name may be inflected. */
const INFLECTED_FROM = 5;
const SCORE = 90;
/** From this length on native searches for a few signs are faster than a loop (bench: redaction). */
const NATIVE_FROM = 256;
const MOST_LISTS = 1024;

interface Term {
  readonly bytes: Uint8Array;
  /** How many letters may follow: endings of cases, genitive s. */
  readonly suffix: number;
}

const particles = new Set(NAME_PARTICLES);
const common = new Set(COMMON_NAMES);
const generic = new Set(GENERIC_ACCOUNTS);

/**
 * Values of the identity attributes of one span and its resource, to be found again in its content: whole, and the
 * words of a name for themselves; in other case, and with other endings. Rebuilt for each span that has any.
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
    const text = value.trim().normalize('NFC');
    if (text.length < SHORTEST || text.length > LONGEST || text.startsWith('<')) return;
    const at = text.indexOf('@');
    if (at > 0) {
      this.#whole(text);
      const local = text.slice(0, at);
      if (local.length >= 4 && !generic.has(local.toLowerCase())) this.#whole(local);
      for (const part of local.split(/[._+-]/)) if (/^\p{L}{4,}$/u.test(part) && !generic.has(part.toLowerCase())) this.#word(part);
      return;
    }
    if (generic.has(text.toLowerCase())) return;
    const words = text.split(/[\s,;]+/).filter((word) => word !== '');
    if (words.length === 1 && !/^\p{L}[\p{L}'’-]*$/u.test(text)) {
      // An account or id: only the whole, and only when it is no short number or word that occurs by itself.
      if (text.length >= 5 && !/^\d{1,6}$/.test(text)) this.#whole(text);
      return;
    }
    this.#whole(text);
    for (const word of words) if (/^\p{L}[\p{L}'’-]*$/u.test(word) && !particles.has(word.toLowerCase())) this.#word(word);
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

  #match(bytes: Uint8Array, hi: number, at: number): number {
    let longest = -1;
    for (let t = 0; t < this.#terms.length; t++) {
      const term = this.#terms[t]!;
      if (at + term.bytes.length > hi || at + term.bytes.length <= longest) continue;
      let i = 0;
      while (i < term.bytes.length && bytes[at + i] === term.bytes[i]) i++;
      if (i < term.bytes.length) continue;
      let end = at + i;
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

  #whole(text: string): void {
    // An id is written in one way; a name in several.
    if (/\d/.test(text) && !/\s/.test(text)) {
      for (const form of [text, text.toLowerCase()]) this.#term(form, 1);
      return;
    }
    for (const form of [text, text.toLowerCase(), text.toUpperCase(), titled(text)]) this.#term(form, 1);
  }

  #word(word: string): void {
    if (word.length < SHORTEST) return;
    const inflected = word.length >= INFLECTED_FROM;
    const stem = inflected && /[aeiouyąęіа-яё]$/iu.test(word) ? word.slice(0, -1) : word;
    const suffix = inflected ? 3 + word.length - stem.length : 1;
    const title = titled(stem);
    this.#term(title, suffix);
    this.#term(stem.toUpperCase(), suffix);
    // Words of the language that are also names count only with a capital.
    if (!common.has(word.toLowerCase()) && word.length >= 4) this.#term(stem.toLowerCase(), suffix);
    this.#term(stem, suffix);
  }

  #term(text: string, suffix: number): void {
    if (this.#terms.length >= MOST_TERMS || this.#seen.has(text)) return;
    this.#seen.add(text);
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length !== text.length) this.#nonAscii = true;
    this.#terms.push({ bytes, suffix });
    this.#first[bytes[0]!] = 1;
    const offset = rarest(bytes);
    if (!isRare(bytes[offset]!)) this.#allRare = false;
    if (!this.#anchors.some((anchor) => anchor.byte === bytes[offset] && anchor.offset === offset))
      this.#anchors.push({ byte: bytes[offset]!, offset });
  }
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

/** Digits, capitals and signs are rare in prose and JSON; of letters only these. */
function isRare(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a
    ? byte === 0x6a || byte === 0x71 || byte === 0x78 || byte === 0x7a
    : byte !== 0x20 && byte !== 0x2e && byte !== 0x2c && byte !== 0x22 && byte !== 0x3a;
}

/** Offset of the last rare sign of a term (ids differ at their ends), or 0. */
function rarest(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i >= 0; i--) if (isRare(bytes[i]!)) return i;
  return 0;
}

function titled(text: string): string {
  return text.toLowerCase().replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function isWord(byte: number): boolean {
  return byte >= 0x80 ? byte < 0xe3 : (CLASS[byte]! & ALNUM) !== 0;
}
