import { decodeText } from '../../wire/text.ts';

/** Longest label value in bytes; what is longer is cut at a character. Model names are the sender's choice. */
export const MAX_LABEL_BYTES = 256;

const MAX_TEXTS = 1024;
const REPLACEMENT = 0x3f;

/**
 * Label values in a fixed order as bytes, to be looked up without making a string:
 *
 *     [length + 1 : 2 bytes][value] per label, 0 for an absent one
 *
 * Values are bounded and their control characters (but tab and newline) replaced, so that no label can blow up an
 * exposition or a terminal. An empty value is an absent one, as Prometheus has it.
 */
export class LabelKey {
  buf: Uint8Array;
  length = 0;
  readonly #texts: Map<string, Uint8Array> = new Map();

  /** `labels` is how many will be appended at most. */
  constructor(labels: number) {
    this.buf = new Uint8Array(labels * (MAX_LABEL_BYTES + 2));
  }

  reset(): void {
    this.length = 0;
  }

  absent(): void {
    this.buf[this.length++] = 0;
    this.buf[this.length++] = 0;
  }

  bytes(from: Uint8Array, start: number, end: number): void {
    const stop = end - start > MAX_LABEL_BYTES ? characterStart(from, start + MAX_LABEL_BYTES) : end;
    const { buf } = this;
    let at = this.length + 2;
    for (let i = start; i < stop; i++) {
      const byte = from[i]!;
      buf[at++] = (byte < 0x20 && byte !== 0x09 && byte !== 0x0a) || byte === 0x7f ? REPLACEMENT : byte;
    }
    const size = at - this.length - 2 === 0 ? 0 : at - this.length - 1;
    buf[this.length] = size >>> 8;
    buf[this.length + 1] = size & 0xff;
    this.length = at;
  }

  /** For the few strings that repeat (operations, providers, numbers); their bytes are remembered, with a bound. */
  text(text: string): void {
    let known = this.#texts.get(text);
    if (known === undefined) {
      known = Buffer.from(text, 'utf8');
      if (text.length > MAX_LABEL_BYTES) known = known.subarray(0, characterStart(known, Math.min(known.length, MAX_LABEL_BYTES)));
      if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
      this.#texts.set(text, known);
    }
    this.bytes(known, 0, known.length);
  }
}

/** The values in a key, undefined where absent. For the cold path that makes a series. */
export function readKey(key: Uint8Array): (string | undefined)[] {
  const values: (string | undefined)[] = [];
  for (let at = 0; at < key.length; ) {
    const size = (key[at]! << 8) | key[at + 1]!;
    at += 2;
    const end = size === 0 ? at : at + size - 1;
    values.push(size === 0 ? undefined : decodeText(key, at, end));
    at = end;
  }
  return values;
}

/** The start of the UTF-8 character that `at` is in. */
function characterStart(buf: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && start < buf.length && (buf[start]! & 0xc0) === 0x80) start--;
  return start;
}
