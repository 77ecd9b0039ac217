import { mayJoinAddress } from '../scan/email.ts';
import { isDelimiter, type KeyNames } from '../scan/key-names.ts';
import { base64End, looksBase64, mayBeText } from '../scan/base64.ts';
import { jointEnd } from '../scan/digit-run.ts';
import type { SecretIndex } from '../scan/secret-index.ts';
import { ALNUM, CLASS, DIGIT, HEX, UPPER } from '../text/byte-class.ts';
import { escapeAt, NO_ESCAPE } from '../text/escape.ts';
import { foldAt, isPlainTriple, KEEP, mayFold } from '../text/fold.ts';
import {
  ARMOUR,
  AT,
  BASE64,
  BLOB,
  type CandidateList,
  COLON,
  ESCAPED,
  HIDDEN,
  IBAN,
  KEYED,
  NUMBER,
  TILDE,
  TOKEN_RUN,
  WORD,
} from './candidates.ts';
import { EventScanner } from './event-scanner.ts';

/** What a policy makes the gate look for; made once per policy. */
export interface GateSettings {
  /** Candidate kinds somebody wants. */
  readonly kinds: number;
  /** Fewest digits in a run that any number recogniser needs. */
  readonly minDigits: number;
  /** What may stand between the groups of one number, by byte. */
  readonly joints: Uint8Array;
  readonly keys: KeyNames;
  readonly secrets: SecretIndex;
  /** Country code pairs of IBANs, by `(a * 26 + b)`, upper case. */
  readonly ibanCountries: Uint8Array;
  /** From this length on base64 is a blob. */
  readonly blobMinBytes: number;
}

/** The text is the inside of a JSON document: its escapes are resolved literal by literal, whatever the gate says. */
export const JSON_TEXT = 1;
export const PLAIN_TEXT = 0;

const BEGIN = [0x42, 0x45, 0x47, 0x49, 0x4e];

/**
 * First pass over every value: finds the places where a recogniser could find something, from the bytes alone. Most
 * values end here. It may name too many places, never too few; a differential test holds it against looking everywhere.
 */
export class Gate {
  readonly #settings: GateSettings;
  readonly #events = new EventScanner();
  /** A line end may stand inside a number: preset strict. */
  readonly #breaksNumbers: boolean;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    this.#breaksNumbers = settings.joints[0x0a] !== 0;
  }

  /** Fills `out` with the candidates of `bytes[lo..hi)` of the kinds wanted (`mask`). */
  scan(bytes: Uint8Array, lo: number, hi: number, mode: number, mask: number, out: CandidateList): void {
    const events = this.#events;
    const kinds = this.#settings.kinds & mask;
    const json = mode === JSON_TEXT;
    let skip = lo;
    let blob = lo;
    for (let from = lo; from < hi; ) {
      from = events.scan(bytes, from, lo, hi);
      const at = events.at;
      for (let i = 0; i < events.count; i++) {
        const position = at[i]!;
        if (position < skip) continue;
        const byte = bytes[position]!;
        // What there is most of and what is nothing: punctuation of other scripts, line ends inside JSON.
        if (byte === 0xef) {
          if (position + 2 < hi && isPlainTriple(bytes, position) && !isDelimiter(bytes, hi, position)) continue;
        } else if (byte === 0x5c && json && bytes[position + 1] === 0x6e && !this.#breaksNumbers) continue;
        skip = this.#event(bytes, lo, hi, position, mode, kinds, out);
      }
      if ((kinds & (TOKEN_RUN | BLOB | BASE64)) === 0) continue;
      for (let i = 0; i < events.runs; i++) blob = this.#run(bytes, lo, hi, events.runAt[i]!, kinds, blob, out);
    }
  }

  /** Judges one event byte; returns where the next one is of interest. */
  #event(bytes: Uint8Array, lo: number, hi: number, at: number, mode: number, kinds: number, out: CandidateList): number {
    const byte = bytes[at]!;
    switch (byte) {
      case 0x40:
        if ((kinds & AT) !== 0 && (mayJoinAddress(bytes, lo, hi, at) || (at > lo && at + 1 < hi && isEscapeSign(bytes[at + 1]!))))
          out.add(at, AT);
        return at + 1;
      case 0x3a:
      case 0x3d:
        this.#delimiter(bytes, lo, hi, at, kinds, out);
        return at + 1;
      case 0x5c:
        // What follows is looked at, too: of two backslashes the second may begin an escape of JSON inside JSON.
        this.#backslash(bytes, hi, at, mode, out);
        return at + 1;
      case 0x25:
      case 0x26:
        if (escapeAt(bytes, hi, at) !== NO_ESCAPE) out.add(at, HIDDEN);
        return at + 1;
      case 0x2d:
        if ((kinds & ARMOUR) !== 0 && isArmour(bytes, hi, at)) out.add(at, ARMOUR);
        if ((kinds & COLON) !== 0) this.#address(bytes, lo, hi, at, out);
        return at + 1;
      case 0x7e:
        if ((kinds & TILDE) !== 0) out.add(at, TILDE);
        return at + 1;
      default:
    }
    if (byte >= 0x80) {
      if (isDelimiter(bytes, hi, at)) this.#delimiter(bytes, lo, hi, at, kinds, out);
      if (foldAt(bytes, lo, hi, at) !== KEEP) out.add(at, HIDDEN);
      return at + 1;
    }
    if ((CLASS[byte]! & DIGIT) !== 0) return this.#digits(bytes, lo, hi, at, kinds, out);
    return at + 1;
  }

  /** A run of digit groups: candidate when it has enough digits for somebody. */
  #digits(bytes: Uint8Array, lo: number, hi: number, at: number, kinds: number, out: CandidateList): number {
    const { joints, minDigits } = this.#settings;
    if (at > lo && (CLASS[bytes[at - 1]!]! & DIGIT) !== 0) return at + 1;
    if ((kinds & IBAN) !== 0 && at - lo >= 2) {
      const code = this.#ibanStart(bytes, lo, hi, at);
      if (code !== -1) out.add(code, IBAN);
    }
    let digits = 0;
    let i = at;
    for (;;) {
      const start = i;
      while (i < hi && (CLASS[bytes[i]!]! & DIGIT) !== 0) i++;
      digits += i - start;
      if ((kinds & WORD) !== 0) out.add(start, WORD);
      const next = jointEnd(bytes, hi, i, joints);
      if (next === -1) break;
      if ((kinds & COLON) !== 0) for (; i < next; i++) this.#address(bytes, lo, hi, i, out);
      i = next;
    }
    if (digits >= minDigits && (kinds & NUMBER) !== 0) out.add(at, NUMBER);
    return i;
  }

  /**
   * Where a country's code stands whose check digits begin at `at`, or -1: right before, or in capitals before one separator.
   * The second check digit follows, or a separator and it. In ordinary text (`in 3 days`, `at 18:00`) next to nothing passes.
   */
  #ibanStart(bytes: Uint8Array, lo: number, hi: number, at: number): number {
    if (at + 13 > hi) return -1;
    const before = CLASS[bytes[at - 1]!]!;
    const code = (before & ALNUM) !== 0 ? at - 2 : at - 3;
    if (code < lo || ((before & ALNUM) === 0 && (CLASS[bytes[code]!]! & CLASS[bytes[code + 1]!]! & UPPER) === 0)) return -1;
    const a = (bytes[code]! | 0x20) - 0x61;
    const b = (bytes[code + 1]! | 0x20) - 0x61;
    if (a < 0 || a > 25 || b < 0 || b > 25 || this.#settings.ibanCountries[a * 26 + b] !== 1) return -1;
    const next = CLASS[bytes[at + 1]!]!;
    return (next & DIGIT) !== 0 || ((next & ALNUM) === 0 && (CLASS[bytes[at + 2]!]! & DIGIT) !== 0) ? code : -1;
  }

  #delimiter(bytes: Uint8Array, lo: number, hi: number, at: number, kinds: number, out: CandidateList): void {
    if ((kinds & KEYED) !== 0 && this.#settings.keys.endsAt(bytes, lo, at) !== -1) out.add(at, KEYED);
    if ((kinds & COLON) !== 0 && bytes[at] === 0x3a) this.#address(bytes, lo, hi, at, out);
  }

  /** A colon or dash that may stand in a URL, an IPv6 or a hardware address. */
  #address(bytes: Uint8Array, lo: number, hi: number, at: number, out: CandidateList): void {
    const sign = bytes[at]!;
    if ((sign !== 0x3a && sign !== 0x2d) || at + 1 >= hi) return;
    const next = bytes[at + 1]!;
    const between = at > lo && (CLASS[bytes[at - 1]!]! & CLASS[next]! & HEX) !== 0;
    if (between || (sign === 0x3a && (next === 0x2f || next === 0x3a))) out.add(at, COLON);
  }

  /** Escapes. Inside JSON only those that hide something; the others are resolved anyway when a candidate is near. */
  #backslash(bytes: Uint8Array, hi: number, at: number, mode: number, out: CandidateList): void {
    const escape = escapeAt(bytes, hi, at);
    if (escape === NO_ESCAPE) return;
    const code = escape >> 4;
    const short = (escape & 15) === 2;
    const hidden = short ? code === 0x2f || (this.#breaksNumbers && code < 0x20) : mode === PLAIN_TEXT || hides(code);
    if (hidden) out.add(at, HIDDEN);
    else if (mode === PLAIN_TEXT) out.add(at, ESCAPED);
  }

  /** A run of sixteen or more token bytes at `at`; `blob` is where the base64 seen last ends. Returns that anew. */
  #run(bytes: Uint8Array, lo: number, hi: number, at: number, kinds: number, blob: number, out: CandidateList): number {
    let end = blob;
    if ((kinds & BLOB) !== 0 && at >= blob) {
      end = base64End(bytes, hi, at);
      if (end - at >= this.#settings.blobMinBytes && looksBase64(bytes, at, end)) out.add(at, BLOB);
    }
    if ((kinds & BASE64) !== 0 && mayBeText(bytes, hi, at)) out.add(at, BASE64);
    if (at > lo && bytes[at - 1] === 0x5c) out.add(at, HIDDEN);
    if ((kinds & TOKEN_RUN) !== 0 && this.#settings.secrets.mayStartAt(bytes, lo, hi, at)) out.add(at, TOKEN_RUN);
    return end;
  }
}

/** What follows may be the escaped first sign of a host. */
function isEscapeSign(byte: number): boolean {
  return byte === 0x5c || byte === 0x25 || byte === 0x26;
}

/** Whether an escaped character can be part of a finding; `< > & ' "` are escaped by careful encoders and are not. */
function hides(code: number): boolean {
  if (code >= 0x80) return mayFold(code);
  return code >= 0x20 && code !== 0x22 && code !== 0x26 && code !== 0x27 && code !== 0x3c && code !== 0x3e;
}

/** `-----BEGIN`, seen from its first dash. */
function isArmour(bytes: Uint8Array, hi: number, at: number): boolean {
  if (at + 10 > hi) return false;
  for (let i = 1; i < 5; i++) if (bytes[at + i] !== 0x2d) return false;
  for (let i = 0; i < 5; i++) if (bytes[at + 5 + i] !== BEGIN[i]) return false;
  return true;
}
