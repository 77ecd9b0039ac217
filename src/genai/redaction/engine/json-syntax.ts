/** First byte of the text that is no JSON white space (RFC 8259 section 2), or -1. */
export function firstSign(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && isSpace(bytes[i]!)) i++;
  // A byte order mark in front is tolerated by parsers that read files.
  if (i + 2 < end && bytes[i] === 0xef && bytes[i + 1] === 0xbb && bytes[i + 2] === 0xbf) i += 3;
  return i < end ? i : -1;
}

/** Whether a text is worth reading as JSON: it begins with an object, an array, or is one string. */
export function looksJson(bytes: Uint8Array, start: number, end: number): boolean {
  const at = firstSign(bytes, start, end);
  if (at === -1) return false;
  const sign = bytes[at]!;
  if (sign === 0x7b) {
    const next = firstSign(bytes, at + 1, end);
    return next === -1 || bytes[next] === 0x22 || bytes[next] === 0x7d;
  }
  if (sign === 0x5b) return true;
  if (sign !== 0x22) return false;
  let i = at + 1;
  while (i < end && bytes[i] !== 0x22) i += bytes[i] === 0x5c ? 2 : 1;
  return i === end - 1;
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Below this the closing quote is looked for byte by byte; the native search costs more. */
const NEAR = 32;

/**
 * Finds ends of strings while a text is walked forwards. Each native search result is kept until the walk has passed
 * it, so the whole walk stays linear.
 */
export class StringEnd {
  /** Whether the string found last has a backslash in it. */
  escaped = false;
  #quote = -1;
  #slash = -1;

  /** To be called when another text is begun. */
  reset(): void {
    this.#quote = -1;
    this.#slash = -1;
  }

  /** Position of the closing quote of the string whose content begins at `start`; negative (`~end`) when the text ends first. */
  find(bytes: Uint8Array, start: number, end: number): number {
    this.escaped = false;
    let i = start;
    const near = Math.min(end, start + NEAR);
    while (i < near && bytes[i] !== 0x22) {
      if (bytes[i] === 0x5c) {
        this.escaped = true;
        i++;
      }
      i++;
    }
    if (i < near) return i;
    if (i >= end) return ~end;
    let from = i;
    for (;;) {
      const quote = this.#next(bytes, from, end, 0x22);
      if (quote === end) break;
      let back = quote;
      while (back > i && bytes[back - 1] === 0x5c) back--;
      if (((quote - back) & 1) === 0) {
        this.escaped ||= this.#next(bytes, i, end, 0x5c) < quote;
        return quote;
      }
      from = quote + 1;
    }
    this.escaped ||= this.#next(bytes, i, end, 0x5c) < end;
    return ~end;
  }

  #next(bytes: Uint8Array, from: number, end: number, byte: 0x22 | 0x5c): number {
    const known = byte === 0x22 ? this.#quote : this.#slash;
    if (known >= from) return known;
    const found = bytes.indexOf(byte, from);
    const at = found === -1 || found > end ? end : found;
    if (byte === 0x22) this.#quote = at;
    else this.#slash = at;
    return at;
  }
}

/** End of the number at `at` (RFC 8259 section 6), or `at` when it is none. */
export function numberEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  if (i < end && bytes[i] === 0x2d) i++;
  const first = i;
  while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
  if (i === first) return at;
  if (i + 1 < end && bytes[i] === 0x2e && bytes[i + 1]! >= 0x30 && bytes[i + 1]! <= 0x39) {
    i++;
    while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i++;
  }
  if (i < end && (bytes[i]! | 0x20) === 0x65) {
    let j = i + 1;
    if (j < end && (bytes[j] === 0x2b || bytes[j] === 0x2d)) j++;
    const digits = j;
    while (j < end && bytes[j]! >= 0x30 && bytes[j]! <= 0x39) j++;
    if (j > digits) i = j;
  }
  return i;
}
