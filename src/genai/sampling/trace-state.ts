/** Comma, semicolon, colon, equals sign, space, tab. */
const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const COLON = 0x3a;
const EQUALS = 0x3d;
const SPACE = 0x20;
const TAB = 0x09;
const O = 0x6f;
const T = 0x74;
const H = 0x68;
const R = 0x72;
const V = 0x76;

const DIGITS = 14;
const HALF_DIGITS = 7;

/**
 * What the `ot` member of a W3C tracestate says of sampling: `th`, the rejection threshold (1 to 14 hex digits, trailing
 * zeros cut), and `rv`, explicit randomness (14 hex digits). -1 where absent or malformed, which a sampler treats alike.
 * Mutable: one instance is refilled for each span, read from bytes without a string.
 */
export class OtelTraceState {
  thresholdHi = -1;
  thresholdLo = -1;
  randomHi = -1;
  randomLo = -1;

  clear(): void {
    this.thresholdHi = -1;
    this.thresholdLo = -1;
    this.randomHi = -1;
    this.randomLo = -1;
  }

  /** Reads `buf[start..end)`, a tracestate as on the wire: `vendor=x,ot=th:c;rv:0123456789abcd`. */
  parse(buf: Uint8Array, start: number, end: number): void {
    this.clear();
    let at = start;
    while (at < end) {
      const stop = indexOf(buf, at, end, COMMA);
      while (at < stop && (buf[at] === SPACE || buf[at] === TAB)) at++;
      if (buf[at] === O && buf[at + 1] === T && buf[at + 2] === EQUALS && at + 3 <= stop) {
        this.#members(buf, at + 3, stop);
        return;
      }
      at = stop + 1;
    }
  }

  #members(buf: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const stop = indexOf(buf, at, end, SEMICOLON);
      if (stop - at > 3 && buf[at + 2] === COLON) {
        const from = at + 3;
        let to = stop;
        while (to > from && (buf[to - 1] === SPACE || buf[to - 1] === TAB)) to--;
        if (buf[at] === T && buf[at + 1] === H) this.#threshold(buf, from, to);
        else if (buf[at] === R && buf[at + 1] === V) this.#random(buf, from, to);
      }
      at = stop + 1;
    }
  }

  #threshold(buf: Uint8Array, from: number, to: number): void {
    if (to - from < 1 || to - from > DIGITS) return;
    const hi = hexHalf(buf, from, to);
    const lo = hexHalf(buf, from + HALF_DIGITS, to);
    if (hi === -1 || lo === -1) return;
    this.thresholdHi = hi;
    this.thresholdLo = lo;
  }

  #random(buf: Uint8Array, from: number, to: number): void {
    if (to - from !== DIGITS) return;
    const hi = hexHalf(buf, from, to);
    const lo = hexHalf(buf, from + HALF_DIGITS, to);
    if (hi === -1 || lo === -1) return;
    this.randomHi = hi;
    this.randomLo = lo;
  }
}

/** Seven hex digits from `from`, missing ones zero; -1 when one is no lower-case hex digit. */
function hexHalf(buf: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < from + HALF_DIGITS; i++) {
    let digit = 0;
    if (i < to) {
      const byte = buf[i]!;
      if (byte >= 0x30 && byte <= 0x39) digit = byte - 0x30;
      else if (byte >= 0x61 && byte <= 0x66) digit = byte - 0x57;
      else return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

function indexOf(buf: Uint8Array, start: number, end: number, byte: number): number {
  let at = start;
  while (at < end && buf[at] !== byte) at++;
  return at;
}
