import type { KeyInfo } from '../../genai/redaction/key-class.ts';
import type { Policy } from '../../genai/redaction/policy/policy.ts';
import { REPLACED, type Redactor } from '../../genai/redaction/redactor.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { Writer } from '../../wire/writer.ts';

/** What is done about one attribute key. */
export interface KeyEntry {
  readonly info: KeyInfo;
  /** The key without the private data that was found in it, undefined when there is none. */
  readonly renamed: string | undefined;
}

const REMEMBERED = 4096;

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

  /** The entry of the key `buf[start..end)`. Findings in a key are counted once per key. */
  of(buf: Uint8Array, start: number, end: number): KeyEntry {
    const known = this.#known.get(buf, start, end);
    if (known !== undefined) return known;
    const info = this.#policy.keyClasses.info(buf, start, end);
    this.#out.reset();
    this.#redactor.redactText(buf, start, end, NAME_INFO, this.#out);
    const { disposition } = this.#redactor;
    const renamed =
      disposition === REPLACED ? this.#out.buf.toString('utf8', 0, this.#out.pos) : disposition === 0 ? undefined : DROPPED_KEY;
    const entry: KeyEntry = { info, renamed };
    this.#known.set(buf, start, end, entry);
    return entry;
  }
}

/** A key whose action is to drop the attribute or span keeps its value under this name. */
const DROPPED_KEY = 'assay.redacted_key';

/** A key scanned as text has no key itself. */
const NAME_INFO: KeyInfo = Object.freeze({ keyClass: 0, keyed: -1, topics: new Set<number>(), name: '(key)' });
