import { ByteMap } from '../../wire/byte-map.ts';
import { decodeText } from '../../wire/text.ts';
import type { FinishClass } from '../call.ts';
import { FINISH_ABSENT, FINISH_ROWS } from './classes.data.ts';

/** From mild to bad; the worst of several choices is the call's class (contract section 5). */
const SEVERITY: Readonly<Record<FinishClass, number>> = {
  '': 0,
  unknown: 1,
  stop: 2,
  tool_call: 3,
  length: 4,
  content_filter: 5,
  error: 6,
};

/** What one raw reason says. `state`: it tells of the request and not of the answer. */
export interface FinishVerdict {
  readonly class: FinishClass;
  readonly state: boolean;
}

const ABSENT: FinishVerdict = { class: '', state: false };
const UNKNOWN: FinishVerdict = { class: 'unknown', state: false };
const LONGEST = 128;

/** The worse of two classes. */
export function worse(a: FinishClass, b: FinishClass): FinishClass {
  return SEVERITY[a] >= SEVERITY[b] ? a : b;
}

/**
 * Classes of raw finish reasons, by their bytes. Raw texts seen before cost one look-up; new ones are folded to lower
 * case and stripped of enum prefixes (`FinishReason.STOP`). `own` comes before the table.
 */
export class FinishClassifier {
  readonly #table = new Map<string, FinishVerdict>();
  readonly #seen = new ByteMap<FinishVerdict>(1024);

  constructor(own: Readonly<Record<string, FinishClass>> = {}) {
    for (const row of FINISH_ROWS) {
      for (const [name, words] of Object.entries(row.classes) as [FinishClass, readonly string[]][]) {
        for (const word of words) if (!this.#table.has(word)) this.#table.set(word, { class: name, state: row.states === true });
      }
    }
    for (const word of FINISH_ABSENT) this.#table.set(word, ABSENT);
    for (const [word, name] of Object.entries(own)) this.#table.set(word.toLowerCase(), { class: name, state: false });
  }

  /** `''` as class: the text says nothing. */
  verdict(buf: Uint8Array, start: number, end: number): FinishVerdict {
    if (end - start > LONGEST) return UNKNOWN;
    const seen = this.#seen.get(buf, start, end);
    if (seen !== undefined) return seen;
    const found = this.ofText(decodeText(buf, start, end));
    this.#seen.set(buf, start, end, found);
    return found;
  }

  ofText(text: string): FinishVerdict {
    const folded = text.trim().toLowerCase();
    const bare = folded.slice(folded.lastIndexOf('.') + 1);
    return this.#table.get(folded) ?? this.#table.get(bare) ?? UNKNOWN;
  }
}
