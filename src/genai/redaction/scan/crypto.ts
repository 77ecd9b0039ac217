import { createHash } from 'node:crypto';
import { BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import { CLASS, hexValue, TOKEN } from '../text/byte-class.ts';
import { tokenEnd } from './secret-index.ts';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32_CONST = 1;
const BECH32M_CONST = 0x2bc830a3;

/** Addresses of Bitcoin (base58check, bech32, bech32m) and Ethereum (0x and 40 hexadecimal digits). */
export class CryptoScanner {
  readonly #recogniser: number;

  constructor(recogniser: number) {
    this.#recogniser = recogniser;
  }

  /** Looks at the token run at `at`. */
  scan(bytes: Uint8Array, lo: number, hi: number, at: number, hits: HitList): void {
    if (at > lo && (CLASS[bytes[at - 1]!]! & TOKEN) !== 0) return;
    const end = tokenEnd(bytes, hi, at);
    const length = end - at;
    if (length > 90 || length < 26) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1');
    if (isEthereum(bytes, at, length)) hits.add(at, end, this.#recogniser, 70, BY_SHAPE);
    else if (isBase58Check(text) || isBech32(text)) hits.add(at, end, this.#recogniser, 100, BY_SHAPE | BY_VALIDATOR);
  }
}

function isEthereum(bytes: Uint8Array, at: number, length: number): boolean {
  if (length !== 42 || bytes[at] !== 0x30 || bytes[at + 1] !== 0x78) return false;
  for (let i = 2; i < 42; i++) if (hexValue(bytes[at + i]!) < 0) return false;
  return true;
}

/** 25 bytes in base 58, the last four the start of the double SHA-256 of the rest; versions 0x00 and 0x05. */
function isBase58Check(text: string): boolean {
  if (text.length > 35 || (text[0] !== '1' && text[0] !== '3')) return false;
  let value = 0n;
  for (const sign of text) {
    const digit = BASE58.indexOf(sign);
    if (digit < 0) return false;
    value = value * 58n + BigInt(digit);
  }
  const raw = Buffer.from(value.toString(16).padStart(50, '0'), 'hex');
  if (raw.length !== 25) return false;
  const twice = createHash('sha256')
    .update(createHash('sha256').update(raw.subarray(0, 21)).digest())
    .digest();
  return twice.compare(raw, 21, 25, 0, 4) === 0;
}

/** BIP 173 and 350: `bc1` and `tb1`, one case throughout. */
function isBech32(text: string): boolean {
  const lowered = text.toLowerCase();
  if ((text !== lowered && text !== text.toUpperCase()) || !/^(?:bc|tb)1/.test(lowered)) return false;
  let check = 1;
  const feed = (value: number): void => {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
    for (let i = 0; i < 5; i++) if ((top >>> i) & 1) check ^= generators[i]!;
  };
  for (let i = 0; i < 2; i++) feed(lowered.charCodeAt(i) >> 5);
  feed(0);
  for (let i = 0; i < 2; i++) feed(lowered.charCodeAt(i) & 31);
  for (let i = 3; i < lowered.length; i++) {
    const value = BECH32.indexOf(lowered[i]!);
    if (value < 0) return false;
    feed(value);
  }
  return check === BECH32_CONST || check === BECH32M_CONST;
}
