import type { KeyInfo } from '../../genai/redaction/key-class.ts';
import type { Policy } from '../../genai/redaction/policy/policy.ts';
import { type Disposition, REPLACED, type Redactor } from '../../genai/redaction/redactor.ts';
import { KEYS } from '../../otlp/keys.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { Writer } from '../../wire/writer.ts';

/** What is done about one attribute key. */
export class KeyEntry {
  readonly key: Uint8Array;
  /** The interned id, -1 for a key that nobody asked for. */
  readonly id: number;
  readonly info: KeyInfo;
  /** The key without the private data that was found in it, undefined when there is none. */
  readonly renamed: string | undefined;
  /** What becomes of the attribute because of its key: `ATTRIBUTE_DROPPED` or `ITEM_DROPPED` when what is in it asks for that. */
  readonly disposition: Disposition;
  /** Entries of the keys that came after this one lately: emitters write theirs in the same order each time. */
  #next: KeyEntry | undefined;
  #other: KeyEntry | undefined;

  constructor(key: Uint8Array, info: KeyInfo, renamed: string | undefined, disposition: Disposition) {
    this.key = key;
    this.id = KEYS.lookup(key, 0, key.length);
    this.info = info;
    this.renamed = renamed;
    this.disposition = disposition;
  }

  /** The entry of the key `buf[start..end)` with the interned `id`, when it is one that came after this lately. */
  following(id: number, buf: Uint8Array, start: number, end: number): KeyEntry | undefined {
    const next = this.#next;
    if (next === undefined) return undefined;
    if (next.isOf(id, buf, start, end)) return next;
    const other = this.#other;
    if (other === undefined || !other.isOf(id, buf, start, end)) return undefined;
    this.#other = next;
    this.#next = other;
    return other;
  }

  /** Notes what comes after this key. */
  follow(entry: KeyEntry): void {
    this.#other = this.#next;
    this.#next = entry;
  }

  isOf(id: number, buf: Uint8Array, start: number, end: number): boolean {
    // A key that was interned after this entry was made has none here; its bytes tell.
    if (id >= 0 && this.id >= 0) return id === this.id;
    const { key } = this;
    const { length } = key;
    if (end - start !== length) return false;
    // From the end: keys of one family begin alike.
    for (let i = length - 1; i >= 0; i--) if (key[i] !== buf[start + i]) return false;
    return true;
  }
}

const REMEMBERED = 4096;

/** A key scanned as text has no key itself. */
const NAME_INFO: KeyInfo = Object.freeze({ keyClass: 0, keyed: -1, topics: new Set<number>(), name: '(key)' });

/** Keys seen so far, each judged once: its class, and whether the key itself holds private data. */
export class KeyEntries {
  readonly #policy: Policy;
  readonly #redactor: Redactor;
  readonly #known = new ByteMap<KeyEntry>(REMEMBERED);
  readonly #out = new Writer(256);

  constructor(redactor: Redactor) {
    this.#policy = redactor.policy;
    this.#redactor = redactor;
  }

  /** Stands in front of the first key of every list. */
  readonly first: KeyEntry = new KeyEntry(new Uint8Array(0), NAME_INFO, undefined, 0);

  /** The entry of the key `buf[start..end)`. Findings in a key are counted once per key. */
  of(buf: Uint8Array, start: number, end: number): KeyEntry {
    const known = this.#known.get(buf, start, end);
    if (known !== undefined) return known;
    const info = this.#policy.keyClasses.info(buf, start, end);
    this.#out.reset();
    this.#redactor.redactText(buf, start, end, NAME_INFO, this.#out);
    const { disposition } = this.#redactor;
    const renamed = disposition === REPLACED ? this.#out.buf.toString('utf8', 0, this.#out.pos) : undefined;
    const entry = new KeyEntry(Uint8Array.prototype.slice.call(buf, start, end), info, renamed, disposition);
    this.#known.set(buf, start, end, entry);
    return entry;
  }
}
