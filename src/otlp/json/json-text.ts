import type { Writer } from '../../wire/writer.ts';

const SHORT: Readonly<Record<number, string>> = {
  0x22: '\\"',
  0x5c: '\\\\',
  0x08: '\\b',
  0x09: '\\t',
  0x0a: '\\n',
  0x0c: '\\f',
  0x0d: '\\r',
};

/** Writes valid UTF-8 `buf[start..end)` as a JSON string; only what RFC 8259 demands is escaped. */
export function writeJsonText(out: Writer, buf: Uint8Array, start: number, end: number): void {
  out.byte(0x22);
  let from = start;
  for (let at = start; at < end; at++) {
    const byte = buf[at]!;
    if (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c) continue;
    out.bytes(buf, from, at);
    out.text(SHORT[byte] ?? `\\u00${byte.toString(16).padStart(2, '0')}`);
    from = at + 1;
  }
  out.bytes(buf, from, end);
  out.byte(0x22);
}
