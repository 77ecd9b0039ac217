import { ByteMap } from '../../../wire/byte-map.ts';
import { ALNUM, CLASS, lower } from '../text/byte-class.ts';
import { CONTEXT_ROWS, NOT_PHONE } from './words.data.ts';

/** A word about a finding counts within this many bytes before it and after it. */
export const REACH_BEFORE = 72;
export const REACH_AFTER = 32;

const LONGEST_WORD = 40;

/** What a word is about: numbers of the entities that asked for it. */
type Topics = readonly number[];

/** The dictionary: which words are about which entities. Made once per policy. */
export class ContextWords {
  readonly #words = new ByteMap<Topics>(16_384);
  readonly #entities = new Map<string, number>();
  /** Topic of phone numbers, and of words that speak against one. */
  readonly phone: number;
  readonly notPhone: number;

  /** `extra`: words of custom recognisers by their entity. */
  constructor(extra: readonly { readonly entity: string; readonly words: readonly string[] }[]) {
    const byWord = new Map<string, Set<number>>();
    const add = (entity: string, word: string): void => {
      const topic = this.#number(entity);
      for (const text of new Set([word.toLowerCase(), word.toLowerCase().normalize('NFC')])) {
        const set = byWord.get(text);
        if (set === undefined) byWord.set(text, new Set([topic]));
        else set.add(topic);
      }
    };
    for (const row of CONTEXT_ROWS) for (const words of Object.values(row.words)) for (const word of words) add(row.entity, word);
    for (const { entity, words } of extra) for (const word of words) add(entity, word);
    for (const [word, topics] of byWord) this.#words.setText(word, [...topics]);
    this.phone = this.topic('PHONE_NUMBER');
    this.notPhone = this.topic(NOT_PHONE);
  }

  /** Topic of an entity, -1 when no word is about it. */
  topic(entity: string): number {
    return this.#entities.get(entity) ?? -1;
  }

  get(bytes: Uint8Array, start: number, end: number): Topics | undefined {
    return this.#words.get(bytes, start, end);
  }

  #number(entity: string): number {
    const known = this.#entities.get(entity);
    if (known !== undefined) return known;
    const topic = this.#entities.size;
    this.#entities.set(entity, topic);
    return topic;
  }
}

/**
 * Context words of one text, found in one pass the first time a finding needs them. Words are letters of any script;
 * scripts without blanks are looked at by two to six characters. Pairs of neighbouring words count too.
 */
export class ContextReader {
  readonly #words: ContextWords;
  readonly #pair = Buffer.alloc(LONGEST_WORD * 2 + 1);
  #at = new Int32Array(64);
  #ends = new Int32Array(64);
  #topics: Topics[] = [];
  #count = 0;

  constructor(words: ContextWords) {
    this.#words = words;
  }

  /** Reads the words of `bytes[lo..hi)`; replaces those of the text before. */
  read(bytes: Uint8Array, lo: number, hi: number): void {
    this.#count = 0;
    let pairLength = 0;
    let i = lo;
    while (i < hi) {
      const byte = bytes[i]!;
      if (byte < 0x80 && (CLASS[byte]! & ALNUM) === 0) {
        // A pair is two words with one sign, or `. ` as in `tel. number`, between them.
        if (byte === 0x0a) pairLength = 0;
        i++;
        continue;
      }
      if (byte >= 0xe3 && byte <= 0xed) {
        this.#ideographs(bytes, hi, i);
        i += 3;
        pairLength = 0;
        continue;
      }
      const start = i;
      let offset = pairLength === 0 ? 0 : pairLength + 1;
      let length = 0;
      while (i < hi && i - start < LONGEST_WORD && isWordByte(bytes[i]!)) {
        // A capital inside a word starts the next one: `phoneNumber`, `userSSN`.
        if (i > start && bytes[i]! >= 0x41 && bytes[i]! <= 0x5a && bytes[i - 1]! >= 0x61 && bytes[i - 1]! <= 0x7a) break;
        this.#pair[offset + length++] = foldByte(bytes, start, i);
        i++;
      }
      if (length === 0) {
        i++;
        continue;
      }
      if (i < hi && i - start >= LONGEST_WORD) {
        while (i < hi && isWordByte(bytes[i]!)) i++;
        pairLength = 0;
        continue;
      }
      const single = this.#words.get(this.#pair, offset, offset + length);
      if (single !== undefined) this.#push(start, i, single);
      if (offset > 0) {
        this.#pair[offset - 1] = 0x20;
        const pair = this.#words.get(this.#pair, 0, offset + length);
        if (pair !== undefined) this.#push(start - pairLength - 1, i, pair);
      }
      this.#pair.copyWithin(0, offset, offset + length);
      pairLength = length;
      offset = 0;
    }
  }

  /** Whether a word about `topic` stands near `[start..end)` of the text read last, nearer than one against it. */
  near(topic: number, start: number, end: number): boolean {
    const against = topic === this.#words.phone ? this.#words.notPhone : -1;
    let best = REACH_BEFORE + 1;
    let found = false;
    for (let i = this.#firstFrom(start - REACH_BEFORE - LONGEST_WORD); i < this.#count; i++) {
      if (this.#at[i]! > end + REACH_AFTER) break;
      const before = start - this.#ends[i]!;
      const after = this.#at[i]! - end;
      // A word behind counts half as near as one in front.
      const distance = before >= 0 ? before : after >= 0 ? after * 2 : 0;
      if ((before >= 0 && before > REACH_BEFORE) || distance > best) continue;
      const topics = this.#topics[i]!;
      for (let t = 0; t < topics.length; t++) {
        if (topics[t] === topic) {
          best = distance;
          found = true;
        } else if (topics[t] === against && distance < best) {
          best = distance;
          found = false;
        }
      }
    }
    return found;
  }

  /** Whether any word read is about `topic`; for keys. */
  has(topic: number): boolean {
    for (let i = 0; i < this.#count; i++) if (this.#topics[i]!.includes(topic)) return true;
    return false;
  }

  /** All topics of the words read. */
  topics(): Set<number> {
    const all = new Set<number>();
    for (let i = 0; i < this.#count; i++) for (const topic of this.#topics[i]!) all.add(topic);
    return all;
  }

  #ideographs(bytes: Uint8Array, hi: number, at: number): void {
    for (let width = 6; width <= 18 && at + width <= hi; width += 3) {
      const topics = this.#words.get(bytes, at, at + width);
      if (topics !== undefined) this.#push(at, at + width, topics);
    }
  }

  #firstFrom(at: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #push(start: number, end: number, topics: Topics): void {
    if (this.#count === this.#at.length) {
      const at = new Int32Array(this.#count * 2);
      at.set(this.#at);
      this.#at = at;
      const ends = new Int32Array(at.length);
      ends.set(this.#ends);
      this.#ends = ends;
    }
    this.#at[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#topics[this.#count] = topics;
    this.#count++;
  }
}

function isWordByte(byte: number): boolean {
  return byte >= 0x80 ? byte < 0xe3 || byte > 0xed : (CLASS[byte]! & ALNUM) !== 0;
}

/** Lower case of ASCII, Latin-1 and Cyrillic capitals, byte by byte in UTF-8. */
function foldByte(bytes: Uint8Array, start: number, at: number): number {
  const byte = bytes[at]!;
  if (byte < 0x80) return lower(byte);
  const before = at > start ? bytes[at - 1]! : 0;
  if (before === 0xc3 && byte >= 0x80 && byte <= 0x9e && byte !== 0x97) return byte + 0x20;
  if (before === 0xd0 && byte >= 0x90 && byte <= 0x9f) return byte + 0x20;
  return byte;
}
