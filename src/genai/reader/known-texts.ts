import { ByteMap } from '../../wire/byte-map.ts';
import { decodeText } from '../../wire/text.ts';

const LONGEST = 128;

/** Texts of small vocabularies (dialect ids, rule names) as strings, made once each. Bounded like every ByteMap. */
export class KnownTexts {
  readonly #texts = new ByteMap<string>(512);

  get(buf: Uint8Array, start: number, end: number): string {
    if (end - start > LONGEST) return '';
    let text = this.#texts.get(buf, start, end);
    if (text === undefined) {
      text = decodeText(buf, start, end);
      this.#texts.set(buf, start, end, text);
    }
    return text;
  }
}
