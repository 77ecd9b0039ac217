import { isIPv6 } from 'node:net';
import type { CandidateList } from '../gate/candidates.ts';
import { BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import { ALNUM, CLASS, HEX, LETTER, lower } from '../text/byte-class.ts';
import type { DigitRun } from './digit-run.ts';
import { standsAlone } from './number-scanner.ts';

/** Recogniser numbers, -1 for off. */
export interface NetworkRecognisers {
  readonly ipv4: number;
  readonly ipv6: number;
  readonly mac: number;
  readonly url: number;
}

const MOST_CLUSTER = 48;
const MOST_URL = 4096;
const SCHEMES = ['http', 'https', 'ftp', 'ftps', 'ws', 'wss'];

/** Addresses of networks: IPv4 in runs of digits, the others at a colon or dash. */
export class NetworkScanner {
  readonly #rows: NetworkRecognisers;

  constructor(rows: NetworkRecognisers) {
    this.#rows = rows;
  }

  /** Four groups of 0 to 255 joined by dots, not five, no leading zeros; a version is told apart by `v` before it. */
  dotted(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, hits: HitList): void {
    if (this.#rows.ipv4 === -1) return;
    for (let i = 0; i + 3 < run.groups; i++) {
      let fits = true;
      for (let k = 0; k < 4 && fits; k++) {
        const start = run.starts[i + k]!;
        const width = run.ends[i + k]! - start;
        fits = width <= 3 && (k === 3 || run.joints[i + k] === 0x2e) && !(width > 1 && bytes[start] === 0x30);
        if (fits && width === 3) fits = (bytes[start]! - 48) * 100 + (bytes[start + 1]! - 48) * 10 + bytes[start + 2]! - 48 <= 255;
      }
      if (!fits || !standsAlone(bytes, lo, hi, run, i, i + 3)) continue;
      hits.add(run.starts[i]!, run.ends[i + 3]!, this.#rows.ipv4, 60, BY_SHAPE);
    }
  }

  /** A colon, or the dash of a hardware address, or the `w` of `www.`. */
  colon(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    const byte = bytes[at]!;
    if (byte === 0x77) this.#url(bytes, lo, hi, at, at, hits);
    else if (byte === 0x3a && at + 2 < hi && bytes[at + 1] === 0x2f && bytes[at + 2] === 0x2f) {
      let start = at;
      while (start > lo && (CLASS[bytes[start - 1]!]! & LETTER) !== 0 && at - start < 6) start--;
      let scheme = '';
      for (let i = start; i < at; i++) scheme += String.fromCharCode(lower(bytes[i]!));
      if (SCHEMES.includes(scheme)) this.#url(bytes, lo, hi, start, at + 3, hits);
    } else this.#cluster(bytes, lo, hi, at, hits);
  }

  #url(bytes: Uint8Array, lo: number, hi: number, start: number, host: number, hits: HitList): void {
    if (this.#rows.url === -1 || (start > lo && (CLASS[bytes[start - 1]!]! & ALNUM) !== 0)) return;
    let end = host;
    while (end < hi && end - start < MOST_URL && isUrlByte(bytes[end]!)) end++;
    while (end > host && isTrailing(bytes[end - 1]!)) end--;
    // A closing bracket belongs to the sentence unless it was opened inside.
    while (end > host && bytes[end - 1] === 0x29 && count(bytes, host, end, 0x29) > count(bytes, host, end, 0x28)) end--;
    while (end > host && isTrailing(bytes[end - 1]!)) end--;
    if (end - host < 4) return;
    hits.add(start, end, this.#rows.url, 80, BY_SHAPE);
  }

  /** Hexadecimal groups around `at`, seen from their first colon or dash only. */
  #cluster(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    let start = at;
    while (start > lo && (CLASS[bytes[start - 1]!]! & HEX) !== 0 && at - start < 5) start--;
    if (start > lo && (bytes[start - 1] === bytes[at] || (CLASS[bytes[start - 1]!]! & ALNUM) !== 0)) return;
    let end = at;
    while (
      end < hi &&
      end - start < MOST_CLUSTER &&
      ((CLASS[bytes[end]!]! & HEX) !== 0 || bytes[end] === bytes[at] || (bytes[at] === 0x3a && bytes[end] === 0x2e))
    )
      end++;
    while (end > at && bytes[end - 1] === 0x2e) end--;
    if (end < hi && (CLASS[bytes[end]!]! & ALNUM) !== 0) return;
    if (this.#rows.mac !== -1 && isMac(bytes, start, end, bytes[at]!)) hits.add(start, end, this.#rows.mac, 80, BY_SHAPE);
    else if (this.#rows.ipv6 !== -1 && bytes[at] === 0x3a) {
      let stop = end;
      // `address::1:` ends a clause.
      if (bytes[stop - 1] === 0x3a && bytes[stop - 2] !== 0x3a) stop--;
      let text = Buffer.from(bytes.buffer, bytes.byteOffset + start, stop - start).toString('latin1');
      const port = /:\d{1,5}$/.exec(text);
      // Nine groups: the last is a port, which people write so although they should not.
      if (port !== null && !isIPv6(text)) text = text.slice(0, port.index);
      if (text.length > 2 && isIPv6(text)) hits.add(start, start + text.length, this.#rows.ipv6, 60, BY_SHAPE | BY_VALIDATOR);
    }
  }
}

function isMac(bytes: Uint8Array, start: number, end: number, sign: number): boolean {
  if (end - start !== 17) return false;
  for (let i = 0; i < 17; i++) {
    const byte = bytes[start + i]!;
    if (i % 3 === 2 ? byte !== sign : (CLASS[byte]! & HEX) === 0) return false;
  }
  return true;
}

function isUrlByte(byte: number): boolean {
  return (
    byte > 0x20 &&
    byte !== 0x22 &&
    byte !== 0x3c &&
    byte !== 0x3e &&
    byte !== 0x5c &&
    byte !== 0x60 &&
    byte !== 0x7b &&
    byte !== 0x7d &&
    byte !== 0x7c &&
    byte !== 0x5e &&
    byte < 0xe2
  );
}

function isTrailing(byte: number): boolean {
  return (
    byte === 0x2e ||
    byte === 0x2c ||
    byte === 0x3b ||
    byte === 0x3a ||
    byte === 0x21 ||
    byte === 0x3f ||
    byte === 0x27 ||
    byte === 0x2a ||
    byte === 0x5d
  );
}

function count(bytes: Uint8Array, start: number, end: number, byte: number): number {
  let n = 0;
  for (let i = start; i < end; i++) if (bytes[i] === byte) n++;
  return n;
}

/** Adds a candidate at every `www.`; only where URLs are wanted. */
export function wwwCandidates(bytes: Uint8Array, lo: number, hi: number, kind: number, out: CandidateList): void {
  for (let i = lo; i + 6 < hi; i++)
    if (bytes[i] === 0x77 && bytes[i + 1] === 0x77 && bytes[i + 2] === 0x77 && bytes[i + 3] === 0x2e) out.add(i, kind);
}
