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

  get isEmpty(): boolean {
    return this.#terms.length === 0;
  }

  clear(): void {
    if (this.#terms.length === 0) return;
    this.#terms.length = 0;
    this.#seen.clear();
    this.#first.fill(0);
    this.#nonAscii = false;
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

  /** Adds a candidate wherever a term may begin; inside JSON also where escapes may hide one. */
  candidates(bytes: Uint8Array, lo: number, hi: number, json: boolean, out: CandidateList): void {
    if (this.#terms.length === 0) return;
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
  }
}

function titled(text: string): string {
  return text.toLowerCase().replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

function isWord(byte: number): boolean {
  return byte >= 0x80 ? byte < 0xe3 : (CLASS[byte]! & ALNUM) !== 0;
}
