import { createHash } from 'node:crypto';
import { BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import type { SecretRow } from '../recogniser.ts';
import { ALNUM, CLASS, RUN, TOKEN } from '../text/byte-class.ts';
import { PUBLIC_SAMPLES } from './public-samples.data.ts';
import { nextSegment, type SecretIndex, type SecretPattern, segmentStart, tokenEnd } from './secret-index.ts';

/** Most bytes given to a pattern; what matched is extended to the end of its run by bytes. */
const WINDOW = 2200;
/** Shortest part of a JSON Web Token before and after the first dot. */
const JWT_PART = 17;
const DOT = 0x2e;

/** Makes the pattern of a row. */
export function secretPattern(row: SecretRow, recogniser: number): SecretPattern {
  let split = row.prefix.length;
  while (split > 0 && RUN[row.prefix.charCodeAt(split - 1)] === 1) split--;
  return {
    recogniser,
    behind: Buffer.from(row.prefix.slice(0, split), 'latin1'),
    head: Buffer.from(row.prefix.slice(split), 'latin1'),
    pattern: new RegExp(row.prefix.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') + `(?:${row.body})`, 'y'),
    entropy: row.entropy ?? 0,
    whole: row.whole ?? false,
  };
}

/** Recogniser numbers of what is found at token runs besides the vendor formats; -1 for off. */
export interface TokenRecognisers {
  readonly jwt: number;
}

/** Finds secrets with a form of their own at runs of token bytes. */
export class SecretScanner {
  readonly #index: SecretIndex;
  readonly #rows: TokenRecognisers;
  readonly #counts = new Uint32Array(256);

  constructor(index: SecretIndex, rows: TokenRecognisers) {
    this.#index = index;
    this.#rows = rows;
  }

  /** Looks at the run that begins at `at` in `bytes[lo..hi)`, and at each place in it where a key may begin. */
  scan(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    this.#all(bytes, lo, hi, at, this.#index.withBehind(bytes, lo, at), hits);
    for (let i = segmentStart(bytes, hi, at); i !== -1; i = nextSegment(bytes, hi, i)) {
      this.#all(bytes, lo, hi, i, this.#index.withHead(bytes, i), hits);
      if (this.#rows.jwt !== -1 && bytes[i] === 0x65 && (bytes[i + 1]! === 0x79 || bytes[i + 1]! === 0x77)) this.#jwt(bytes, hi, i, hits);
    }
  }

  #all(bytes: Uint8Array, lo: number, hi: number, at: number, patterns: readonly SecretPattern[], hits: HitList): void {
    for (let p = 0; p < patterns.length; p++) {
      const pattern = patterns[p]!;
      const start = behindStart(bytes, lo, at, pattern);
      if (start === -1) continue;
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, windowEnd(bytes, hi, at) - start).toString('latin1');
      pattern.pattern.lastIndex = 0;
      const match = pattern.pattern.exec(text);
      if (match === null) continue;
      let end = start + match[0].length;
      if (pattern.whole ? end < hi && (CLASS[bytes[end]!]! & TOKEN) !== 0 : false) continue;
      end = tokenEnd(bytes, hi, end);
      const from = start + keptBytes(pattern);
      if (pattern.entropy > 0 && this.#entropy(bytes, start + pattern.behind.length + pattern.head.length, end) < pattern.entropy) continue;
      if (isPublicSample(bytes, from, end)) continue;
      hits.add(from, end, pattern.recogniser, 100, BY_SHAPE | (pattern.entropy > 0 ? BY_VALIDATOR : 0));
    }
  }

  /** `header.payload.signature` and the five parts of JWE; the signature of unsecured ones is empty (RFC 7515, 7516, 7519). */
  #jwt(bytes: Uint8Array, hi: number, at: number, hits: HitList): void {
    let i = tokenEnd(bytes, hi, at);
    if (i - at < JWT_PART || i + JWT_PART >= hi || bytes[i] !== DOT) return;
    const payload = i + 1;
    i = tokenEnd(bytes, hi, payload);
    if (i - payload < JWT_PART && !(i < hi && bytes[i] === DOT && bytes[i + 1] !== undefined && i === payload)) return;
    for (let part = 2; part < 5 && i < hi && bytes[i] === DOT; part++) {
      const end = tokenEnd(bytes, hi, i + 1);
      // A full stop that ends the sentence is no part.
      if (end === i + 1 && (end >= hi || bytes[end] !== DOT)) break;
      i = end;
    }
    hits.add(at, i, this.#rows.jwt, 100, BY_SHAPE);
  }

  /** Shannon entropy of the bytes, in bits per byte. */
  #entropy(bytes: Uint8Array, start: number, end: number): number {
    const counts = this.#counts.fill(0);
    for (let i = start; i < end; i++) counts[bytes[i]!]!++;
    const total = end - start;
    let bits = 0;
    for (let i = start; i < end; i++) {
      const count = counts[bytes[i]!]!;
      if (count === 0) continue;
      bits -= (count / total) * Math.log2(count / total);
      counts[bytes[i]!] = 0;
    }
    return bits;
  }
}

/** Whether the key is one of those that documentation prints. */
function isPublicSample(bytes: Uint8Array, start: number, end: number): boolean {
  const hash = createHash('sha256').update(bytes.subarray(start, end)).digest('hex').slice(0, 16);
  return PUBLIC_SAMPLES.has(hash);
}

/** Where the pattern's text begins, or -1 when what must stand behind or at the head is not there. */
function behindStart(bytes: Uint8Array, lo: number, at: number, pattern: SecretPattern): number {
  const { behind, head } = pattern;
  for (let i = 0; i < head.length; i++) if (bytes[at + i] !== head[i]) return -1;
  if (behind.length === 0) return at > lo && continuesWord(bytes, lo, at - 1) ? -1 : at;
  const start = at - behind.length;
  if (start < lo) return -1;
  for (let i = 0; i < behind.length; i++) if (bytes[start + i] !== behind[i]) return -1;
  return start > lo && (CLASS[behind[0]!]! & ALNUM) !== 0 && (CLASS[bytes[start - 1]!]! & ALNUM) !== 0 ? -1 : start;
}

/** A letter or digit, or a full stop or plus sign after one: what begins behind it is the rest of a name or of base64. */
function continuesWord(bytes: Uint8Array, lo: number, at: number): boolean {
  if ((CLASS[bytes[at]!]! & ALNUM) !== 0) return true;
  return (bytes[at] === DOT || bytes[at] === 0x2b) && at > lo && (CLASS[bytes[at - 1]!]! & ALNUM) !== 0;
}

/** What stands behind is kept when it only names or introduces the secret. */
function keptBytes(pattern: SecretPattern): number {
  const last = pattern.behind[pattern.behind.length - 1];
  return last === 0x20 || last === 0x3d || last === 0x3a || last === 0x2f ? pattern.behind.length : 0;
}

/** End of the signs that can be part of a key. */
function windowEnd(bytes: Uint8Array, hi: number, at: number): number {
  const stop = Math.min(hi, at + WINDOW);
  let i = at;
  while (i < stop) {
    const byte = bytes[i]!;
    if (
      (CLASS[byte]! & TOKEN) === 0 &&
      byte !== DOT &&
      byte !== 0x2b &&
      byte !== 0x2f &&
      byte !== 0x3d &&
      byte !== 0x7e &&
      byte !== 0x25 &&
      byte !== 0x24
    )
      break;
    i++;
  }
  return i;
}
