import { escapeAt, NO_ESCAPE } from './escape.ts';
import { foldAt, KEEP, REMOVED } from './fold.ts';
import type { Frame } from './frame.ts';

const BACKSLASH = 0x5c;

/**
 * Makes `into` the content of the JSON string literal `parent.bytes[start..end)` (without its quotes) as RFC 8259 reads
 * it. Tolerant: an escape that is none stays as it is. One step deeper in JSON.
 */
export function unescapeJson(into: Frame, parent: Frame, start: number, end: number): void {
  into.derive(parent, end - start);
  into.jsonDepth = parent.jsonDepth + 1;
  const from = parent.bytes;
  const to = into.bytes;
  into.plain(start);
  let n = 0;
  let copied = start;
  for (let i = start; i + 1 < end; i++) {
    if (from[i] !== BACKSLASH) continue;
    const simple = SIMPLE[from[i + 1]!]!;
    let length = 2;
    let code = simple;
    if (simple === 0) {
      const escape = from[i + 1] === 0x75 ? escapeAt(from, end, i) : NO_ESCAPE;
      if (escape === NO_ESCAPE) continue;
      length = escape & 15;
      code = escape >> 4;
    }
    n = copyRange(from, copied, i, to, n);
    into.end = n;
    into.putCodePoint(code);
    const width = into.end - n;
    into.end = n;
    into.atom(i, width, length);
    n += width;
    into.end = n;
    i += length - 1;
    copied = i + 1;
    into.plain(copied);
  }
  into.end = copyRange(from, copied, end, to, n);
}

/** Copies `from[start..end)` to `to[at..)`; returns where it ends. */
function copyRange(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  if (end - start < 48) for (let i = start, n = at; i < end; i++, n++) to[n] = from[i]!;
  else Buffer.prototype.copy.call(from, to, at, start, end);
  return at + end - start;
}

/** What the one-letter escapes of RFC 8259 section 7 stand for, by letter. */
const SIMPLE = new Uint8Array(256);
SIMPLE[0x22] = 0x22;
SIMPLE[0x5c] = 0x5c;
SIMPLE[0x2f] = 0x2f;
SIMPLE[0x62] = 0x08;
SIMPLE[0x66] = 0x0c;
SIMPLE[0x6e] = 0x0a;
SIMPLE[0x72] = 0x0d;
SIMPLE[0x74] = 0x09;

/**
 * Makes `into` the text `parent.bytes[start..end)` as a reader would see it: percent and HTML escapes and backslash
 * escapes resolved, compatibility forms folded to ASCII, invisible characters left out. One layer a call.
 */
export function normalise(into: Frame, parent: Frame, start: number, end: number): void {
  into.derive(parent, end - start);
  const from = parent.bytes;
  const to = into.bytes;
  into.plain(start);
  let i = start;
  while (i < end) {
    const byte = from[i]!;
    if (byte >= 0x80) {
      const fold = byte >= 0xc0 ? foldAt(from, start, end, i) : KEEP;
      if (fold === KEEP) {
        to[into.end++] = byte;
        i++;
        continue;
      }
      const width = fold >> 8;
      const ascii = fold & 0xff;
      if (ascii !== REMOVED) {
        into.atom(i, 1, width);
        to[into.end++] = ascii;
      }
      i += width;
      into.plain(i);
      continue;
    }
    const escape = byte === BACKSLASH || byte === 0x25 || byte === 0x26 ? escapeAt(from, end, i) : NO_ESCAPE;
    if (escape === NO_ESCAPE) {
      to[into.end++] = byte;
      i++;
      continue;
    }
    const length = escape & 15;
    const code = escape >> 4;
    const n = into.end;
    // A percent escape is one byte of UTF-8, the others are code points.
    if (byte === 0x25) to[into.end++] = code;
    else into.putCodePoint(code);
    const width = into.end - n;
    into.end = n;
    into.atom(i, width, length);
    into.end = n + width;
    i += length;
    into.plain(i);
  }
}
