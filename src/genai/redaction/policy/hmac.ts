import { createHmac } from 'node:crypto';

export const FEWEST_KEY_BYTES = 32;
/** Hexadecimal digits of a pseudonym. */
const DIGITS = 16;
export const KEY_ID: RegExp = /^[A-Za-z0-9_-]{1,16}$/;

/** Decodes a key as written in YAML: plain text, `base64:` or `hex:`. */
export function keyBytes(text: string): Uint8Array {
  if (text.startsWith('base64:')) return Buffer.from(text.slice(7), 'base64');
  if (text.startsWith('hex:')) return Buffer.from(text.slice(4), 'hex');
  return Buffer.from(text, 'utf8');
}

/**
 * HMAC-SHA-256 pseudonyms, cut to 64 bits: values join, spellings of one value join too (they are made canonical
 * first), nobody without the key can test a guess. Whoever has the key can: the spaces of cards and phones are small.
 */
export class Hmac {
  readonly id: string;
  readonly #key: Uint8Array;
  readonly #known: ReadonlySet<string>;

  /** `oldIds`: ids of earlier keys, whose placeholders are left alone. */
  constructor(id: string, key: Uint8Array, oldIds: readonly string[]) {
    this.id = id;
    this.#key = key;
    this.#known = new Set([id, ...oldIds]);
  }

  knows(id: string): boolean {
    return this.#known.has(id);
  }

  /**
   * Sixteen hexadecimal digits for a canonical value of an entity, never decimal ones alone: what looks like a card
   * number between a placeholder's colons must not be taken for a pseudonym (`placeholder.ts`).
   */
  digest(entity: string, canonical: string): string {
    const all = createHmac('sha256', this.#key).update(entity).update('\0').update(canonical).digest('hex');
    for (let at = 0; at + DIGITS <= all.length; at += DIGITS) {
      const part = all.slice(at, at + DIGITS);
      if (!/^\d+$/.test(part)) return part;
    }
    return `a${all.slice(1, DIGITS)}`;
  }
}

/** How the spellings of one value are made one. `phone`: E.164 without its plus, from `+`, `00` or `011` and with a trunk `(0)` in brackets. */
export type Canonical = 'lower' | 'digits' | 'phone' | 'alnum' | 'exact';

/** One spelling for all spellings of a value. */
export function canonicalise(text: string, how: Canonical): string {
  switch (how) {
    case 'lower':
      return text.normalize('NFKC').trim().toLowerCase();
    case 'digits':
      return text.normalize('NFKC').replace(/\D/g, '');
    case 'phone': {
      const plain = text.normalize('NFKC');
      const digits = plain.replace(/(?<=\d\W*)\(0\)/, '').replace(/\D/g, '');
      return /^\D*\+/.test(plain) ? digits : digits.replace(/^(?:00|011)(?=[1-9])/, '');
    }
    case 'alnum':
      return text
        .normalize('NFKC')
        .replace(/[^\p{L}\p{N}]/gu, '')
        .toUpperCase();
    default:
      return text;
  }
}
