import { CLASS, RUN, TOKEN } from '../text/byte-class.ts';

/** A vendor's key format, ready to match: see `recogniser.ts` for the row it comes from. */
export interface SecretPattern {
  readonly recogniser: number;
  /** ASCII that must stand before the token run; empty when the run begins with the prefix. */
  readonly behind: Uint8Array;
  /** First bytes of the token run; empty when only what is behind decides. */
  readonly head: Uint8Array;
  /** Sticky, over a latin1 window that begins at `behind`. Linear. */
  readonly pattern: RegExp;
  /** Shannon entropy in bits per byte below which a match is an example. */
  readonly entropy: number;
  /** The match must be the whole run: for formats that are only hex after a short prefix. */
  readonly whole: boolean;
}

/** Token runs that begin so are JSON Web Tokens: `{"` in base64url, and `{ ` with a blank or newline. */
const JWT_HEADS = [0x6579, 0x6577];

const NONE: readonly SecretPattern[] = [];

/**
 * Finds the formats that can begin at a run of token bytes: by its first two bytes, and by the byte before it for those
 * whose prefix ends in a sign (`SG.`, `hvs.`, `sha256~`).
 */
export class SecretIndex {
  readonly #byHead = new Map<number, SecretPattern[]>();
  readonly #heads = new Uint8Array(65_536);
  readonly #byBehind: SecretPattern[][] = Array.from({ length: 256 }, () => []);
  readonly #behinds = new Uint8Array(256);

  readonly #every: boolean;

  /** `jwt`: JSON Web Tokens are wanted too; `every`: somebody looks at all runs. */
  constructor(patterns: readonly SecretPattern[], jwt: boolean, every: boolean) {
    this.#every = every;
    if (jwt) for (const head of JWT_HEADS) this.#heads[head] = 1;
    for (const pattern of patterns) {
      if (pattern.head.length >= 2) {
        const key = (pattern.head[0]! << 8) | pattern.head[1]!;
        this.#heads[key] = 1;
        const list = this.#byHead.get(key);
        if (list === undefined) this.#byHead.set(key, [pattern]);
        else list.push(pattern);
      } else {
        const last = pattern.behind[pattern.behind.length - 1]!;
        this.#behinds[last] = 1;
        this.#byBehind[last]!.push(pattern);
      }
    }
  }

  /** Cheap and never too strict: whether some format may begin in the run at `at`. */
  mayStartAt(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
    if (this.#every || (at > lo && this.#behinds[bytes[at - 1]!] === 1)) return true;
    for (let i = segmentStart(bytes, hi, at); i !== -1; i = nextSegment(bytes, hi, i)) {
      if (i + 1 < hi && this.#heads[(bytes[i]! << 8) | bytes[i + 1]!] === 1) return true;
    }
    return false;
  }

  withHead(bytes: Uint8Array, at: number): readonly SecretPattern[] {
    return this.#byHead.get((bytes[at]! << 8) | bytes[at + 1]!) ?? NONE;
  }

  withBehind(bytes: Uint8Array, lo: number, at: number): readonly SecretPattern[] {
    return at > lo ? this.#byBehind[bytes[at - 1]!]! : NONE;
  }
}

/** Where a key may begin at or after `at`, the start of a run or of a part of one: leading `_` and `-` (Markdown) are passed over. */
export function segmentStart(bytes: Uint8Array, hi: number, at: number): number {
  let i = at;
  while (i < hi && (bytes[i] === 0x5f || bytes[i] === 0x2d || bytes[i] === 0x2f || bytes[i] === 0x2b)) i++;
  return i < hi && RUN[bytes[i]!] === 1 ? i : -1;
}

/** The next place in the same run where a key may begin: after `/`, as in a path. -1 when the run ends. */
export function nextSegment(bytes: Uint8Array, hi: number, at: number): number {
  let i = at;
  while (i < hi && RUN[bytes[i]!] === 1) {
    const byte = bytes[i++]!;
    if (byte === 0x2f) return segmentStart(bytes, hi, i);
  }
  return -1;
}

/** End of the run of token bytes at `at`. */
export function tokenEnd(bytes: Uint8Array, hi: number, at: number): number {
  let i = at;
  while (i < hi && (CLASS[bytes[i]!]! & TOKEN) !== 0) i++;
  return i;
}
