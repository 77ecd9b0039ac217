import type { Writer } from '../../wire/writer.ts';
import { JsonFault } from './json-error.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ESCAPES: Readonly<Record<number, number>> = { 0x22: 0x22, 0x5c: 0x5c, 0x2f: 0x2f, 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9 };
const MAX_SKIP_DEPTH = 1000;

/**
 * Reads JSON (RFC 8259) from UTF-8 bytes token by token, without building values. `next` is the byte a value starts
 * with; each reader leaves the position after the value. Throws JsonFault.
 */
export class JsonScanner {
  readonly buf: Uint8Array;
  pos = 0;

  constructor(buf: Uint8Array) {
    this.buf = buf;
    // A byte order mark is no JSON, but some clients send one.
    if (buf[0] === 0xef && buf[1] === 0xbb && buf[2] === 0xbf) this.pos = 3;
  }

  /** The first byte of the next token, blanks skipped; -1 at the end. */
  next(): number {
    const { buf } = this;
    while (this.pos < buf.length) {
      const byte = buf[this.pos]!;
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.pos++;
    }
    return -1;
  }

  expect(byte: number): void {
    if (this.next() !== byte) throw new JsonFault(this.pos, `expected '${String.fromCharCode(byte)}'`);
    this.pos++;
  }

  /** True and past it when the next token is `byte`. */
  take(byte: number): boolean {
    if (this.next() !== byte) return false;
    this.pos++;
    return true;
  }

  /** After an element: true when a comma follows, false when `close` ends the list. */
  more(close: number): boolean {
    const byte = this.next();
    this.pos++;
    if (byte === 0x2c) return true;
    if (byte === close) return false;
    this.pos--;
    throw new JsonFault(this.pos, `expected ',' or '${String.fromCharCode(close)}'`);
  }

  /** The literal `null`, if it is next. */
  takeNull(): boolean {
    if (this.next() !== 0x6e) return false;
    this.#literal('null');
    return true;
  }

  bool(): boolean {
    if (this.next() === 0x74) {
      this.#literal('true');
      return true;
    }
    this.#literal('false');
    return false;
  }

  /** The text of a number token. */
  number(): string {
    const start = (this.next(), this.pos);
    const { buf } = this;
    while (this.pos < buf.length && isNumberByte(buf[this.pos]!)) this.pos++;
    const text = Buffer.from(buf.buffer, buf.byteOffset + start, Math.min(this.pos - start, 400)).toString('latin1');
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) throw new JsonFault(start, 'expected a number');
    return text;
  }

  /** A short string such as a key, an id or a number in quotes, decoded. Longer than `limit` bytes is a fault. */
  shortString(limit: number): string {
    const start = (this.next(), this.pos);
    if (this.buf[start] !== QUOTE) throw new JsonFault(start, 'expected a string');
    const end = this.#stringEnd(start + 1);
    if (end - start > limit) throw new JsonFault(start, `a string longer than ${limit} bytes where a short one belongs`);
    this.pos = end + 1;
    const raw = Buffer.from(this.buf.buffer, this.buf.byteOffset + start, end + 1 - start).toString('utf8');
    if (!raw.includes('\\')) return raw.slice(1, -1);
    try {
      return JSON.parse(raw) as string;
    } catch {
      throw new JsonFault(start, 'a string with a wrong escape');
    }
  }

  /** Copies a string's UTF-8, escapes resolved, to `out`. Lone surrogates become U+FFFD. */
  stringTo(out: Writer): void {
    const start = (this.next(), this.pos);
    const { buf } = this;
    if (buf[start] !== QUOTE) throw new JsonFault(start, 'expected a string');
    let from = start + 1;
    let at = from;
    for (;;) {
      const byte = buf[at];
      if (byte === QUOTE) break;
      if (byte === undefined) throw new JsonFault(start, 'a string without an end');
      if (byte < 0x20) throw new JsonFault(at, 'a control character in a string');
      if (byte !== BACKSLASH) {
        at++;
        continue;
      }
      out.bytes(buf, from, at);
      at = this.#escape(at, out);
      from = at;
    }
    out.bytes(buf, from, at);
    this.pos = at + 1;
  }

  /** Passes over any value; nesting is bounded, nothing recurses. */
  skip(): void {
    let depth = 0;
    do {
      const byte = this.next();
      if (byte === QUOTE) this.pos = this.#stringEnd(this.pos + 1) + 1;
      else if (byte === 0x7b || byte === 0x5b) {
        this.pos++;
        if (++depth > MAX_SKIP_DEPTH) throw new JsonFault(this.pos, `nested deeper than ${MAX_SKIP_DEPTH} levels`, 'ASSAY_OTLP_DEPTH');
      } else if (byte === 0x7d || byte === 0x5d) {
        this.pos++;
        depth--;
      } else if (depth > 0 && (byte === 0x2c || byte === 0x3a)) this.pos++;
      else if (byte === 0x74 || byte === 0x66) this.bool();
      else if (byte === 0x6e) this.#literal('null');
      else if (byte === -1) throw new JsonFault(this.pos, 'the body ends inside a value');
      else this.number();
    } while (depth > 0);
  }

  /** Index of the closing quote of the string whose content starts at `from`. */
  #stringEnd(from: number): number {
    const { buf } = this;
    for (let at = from; at < buf.length; at++) {
      const byte = buf[at]!;
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) at++;
    }
    throw new JsonFault(from, 'a string without an end');
  }

  #escape(at: number, out: Writer): number {
    const kind = this.buf[at + 1];
    if (kind === 0x75) {
      const unit = this.#unit(at + 2);
      if (unit >= 0xd800 && unit < 0xdc00 && this.buf[at + 6] === BACKSLASH && this.buf[at + 7] === 0x75) {
        const low = this.#unit(at + 8);
        if (low >= 0xdc00 && low < 0xe000) {
          out.text(String.fromCharCode(unit, low));
          return at + 12;
        }
      }
      out.text(unit >= 0xd800 && unit < 0xe000 ? '\ufffd' : String.fromCharCode(unit));
      return at + 6;
    }
    const plain = kind === undefined ? undefined : ESCAPES[kind];
    if (plain === undefined) throw new JsonFault(at, 'a string with a wrong escape');
    out.byte(plain);
    return at + 2;
  }

  #unit(at: number): number {
    let unit = 0;
    for (let i = at; i < at + 4; i++) {
      const digit = hexDigit(this.buf[i] ?? 0);
      if (digit === -1) throw new JsonFault(at, 'a \\u escape without four hex digits');
      unit = unit * 16 + digit;
    }
    return unit;
  }

  #literal(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (this.buf[this.pos + i] !== text.charCodeAt(i)) throw new JsonFault(this.pos, `expected ${text}`);
    }
    this.pos += text.length;
  }
}

/** Value of an ASCII hex digit, -1 for anything else. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isNumberByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45;
}
