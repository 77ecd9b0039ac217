import { ByteMap } from '../../../wire/byte-map.ts';
import { ContextReader, type ContextWords } from '../context/context-index.ts';
import { CONTENT, IDENTITY, type KeyClass, type KeyInfo, PLAIN, STRUCTURAL } from '../key-class.ts';
import type { KeyNames } from '../scan/key-names.ts';
import { DEFAULT_IDENTITY_KEYS } from './config.ts';
import { CONTENT_EXCEPTIONS, CONTENT_KEYS, IDENTITY_KEYS, type KeyClassRow, STRUCTURAL_KEYS } from './key-classes.data.ts';

/** Keys beyond this are looked up anew: names are the sender's choice. */
const REMEMBERED = 4096;
const LONGEST_NAME = 256;
const ORIGINAL = 'assay.original.';

/** A key pattern by its parts; `rest` when it ends in `*`. */
interface Pattern {
  readonly parts: readonly string[];
  readonly rest: boolean;
}

/** What a config adds to the tables. */
export interface KeySettings {
  readonly identity: readonly string[];
  readonly content: readonly string[];
  readonly structural: readonly string[];
}

/** Tells what the name of an attribute says about its value. Answers are remembered by the bytes of the key. */
export class KeyClasses {
  readonly #known = new ByteMap<KeyInfo>(REMEMBERED);
  readonly #exact = new Map<string, KeyClass>();
  readonly #patterns: { readonly pattern: Pattern; readonly keyClass: KeyClass }[] = [];
  readonly #endings: string[] = [];
  readonly #names: KeyNames;
  readonly #reader: ContextReader;

  constructor(settings: KeySettings, names: KeyNames, words: ContextWords) {
    this.#names = names;
    this.#reader = new ContextReader(words);
    // Later ones do not replace earlier ones: what the config names first, then exceptions, then the tables.
    this.#add(settings.content, CONTENT);
    this.#add(settings.identity, IDENTITY);
    this.#add(settings.structural, STRUCTURAL);
    this.#add(CONTENT_EXCEPTIONS, STRUCTURAL);
    // The spellings of the table go with the default names; whoever names their own means those.
    if (DEFAULT_IDENTITY_KEYS.every((key) => settings.identity.includes(key))) this.#addRows(IDENTITY_KEYS, IDENTITY);
    this.#addRows(STRUCTURAL_KEYS, STRUCTURAL);
    this.#addRows(CONTENT_KEYS, CONTENT);
  }

  /** What is known of the key `bytes[start..end)`. */
  info(bytes: Uint8Array, start: number, end: number): KeyInfo {
    const known = this.#known.get(bytes, start, end);
    if (known !== undefined) return known;
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, LONGEST_NAME)).toString('utf8');
    this.#reader.read(bytes, start, end);
    const keyed = this.#names.match(bytes, start, end, true);
    const keyClass = this.classOf(name);
    const info: KeyInfo = Object.freeze({ keyClass, keyed: keyClass === STRUCTURAL ? -1 : keyed, topics: this.#reader.topics(), name });
    if (end - start <= LONGEST_NAME) this.#known.set(bytes, start, end, info);
    return info;
  }

  classOf(name: string): KeyClass {
    // What the normaliser sets aside is of the kind it was.
    if (name.startsWith(ORIGINAL)) return this.classOf(name.slice(ORIGINAL.length));
    const exact = this.#exact.get(name);
    if (exact !== undefined) return exact;
    const parts = name.split('.');
    for (const { pattern, keyClass } of this.#patterns) if (fits(pattern, parts)) return keyClass;
    for (const ending of this.#endings) if (name.endsWith(ending)) return STRUCTURAL;
    return PLAIN;
  }

  #addRows(rows: readonly KeyClassRow[], keyClass: KeyClass): void {
    for (const row of rows) this.#add(row.keys, keyClass);
  }

  #add(keys: readonly string[], keyClass: KeyClass): void {
    for (const key of keys) {
      if (key.startsWith('**')) this.#endings.push(key.slice(2));
      else if (!key.includes('*')) {
        if (!this.#exact.has(key)) this.#exact.set(key, keyClass);
      } else {
        const rest = key.endsWith('.*');
        this.#patterns.push({ pattern: { parts: (rest ? key.slice(0, -2) : key).split('.'), rest }, keyClass });
      }
    }
  }
}

function fits(pattern: Pattern, parts: readonly string[]): boolean {
  const { parts: wanted, rest } = pattern;
  if (rest ? parts.length <= wanted.length : parts.length !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) {
    const want = wanted[i]!;
    if (want === '*') continue;
    if (want.endsWith('*') ? !parts[i]!.startsWith(want.slice(0, -1)) : want !== parts[i]) return false;
  }
  return true;
}
