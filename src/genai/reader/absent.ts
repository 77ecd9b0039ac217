import { ByteMap } from '../../wire/byte-map.ts';

/** Texts that emitters write where they have nothing to say (Traceloop JS, Google ADK, Claude Code, Codex, JavaScript, Python). */
export const PLACEHOLDERS: readonly string[] = [
  'null',
  'undefined',
  'None',
  'N/A',
  '{}',
  '[]',
  '<not serializable>',
  '<not specified>',
  '<REDACTED>',
  '[REDACTED]',
  '<unknown>',
];

/** Whether a text means absent; gated by its first byte, so that nearly every text costs one look. */
export class AbsentTexts {
  readonly #first = new Uint8Array(256);
  readonly #texts = new ByteMap<true>(256);

  constructor(own: readonly string[] = []) {
    for (const text of [...PLACEHOLDERS, ...own]) {
      if (text === '') continue;
      this.#first[Buffer.from(text, 'utf8')[0]!] = 1;
      this.#texts.setText(text, true);
    }
  }

  has(buf: Uint8Array, start: number, end: number): boolean {
    if (start === end) return true;
    if (this.#first[buf[start]!] === 0 || end - start > 32) return false;
    return this.#texts.get(buf, start, end) === true;
  }
}
