import { Writer } from '../../src/wire/writer.ts';
import { type FieldSpec, MESSAGES, type MessageSpec } from '../../src/otlp/schema.data.ts';
import { Cursor } from '../../src/wire/cursor.ts';

/**
 * Rewrites valid protobuf as an awkward but legal sender would: fields in another order, unknown fields in between,
 * varints longer than needed, singular messages cut in two. `random` in [0, 1) decides.
 */
export function oddly(messageName: string, bytes: Uint8Array, random: () => number): Buffer {
  const out = new Writer(bytes.length * 2 + 64);
  rewrite(MESSAGES[messageName]!, bytes, 0, bytes.length, out, random);
  return Buffer.from(out.finish());
}

interface Part {
  readonly field: FieldSpec | undefined;
  readonly tag: number;
  readonly from: number;
  readonly start: number;
  readonly to: number;
}

function rewrite(spec: MessageSpec, buf: Uint8Array, start: number, end: number, out: Writer, random: () => number): void {
  const parts: Part[] = [];
  const c = new Cursor(buf, start);
  while (c.pos < end) {
    const from = c.pos;
    const tag = c.varint();
    let content = c.pos;
    if ((tag & 7) === 2) {
      const length = c.varint();
      content = c.pos;
      c.pos += length;
    } else c.skip(tag & 7);
    parts.push({ field: spec.fields.find((field) => field.number === tag >>> 3), tag, from, start: content, to: c.pos });
  }
  // Order within a repeated field carries meaning, so only runs of different fields change places.
  if (random() < 0.5) parts.sort((a, b) => order(b) - order(a));
  for (const part of parts) {
    if (random() < 0.1) unknown(out, random);
    if (part.field?.type === 'message') {
      const cut = part.field.repeated || part.field.oneof || random() < 0.7 ? -1 : middle(buf, part.start, part.to);
      for (const [from, to] of cut === -1
        ? [[part.start, part.to]]
        : [
            [part.start, cut],
            [cut, part.to],
          ]) {
        const inner = new Writer(256);
        rewrite(MESSAGES[part.field.message!]!, buf, from!, to!, inner, random);
        longVarint(out, part.tag, random);
        longVarint(out, inner.pos, random);
        out.bytes(inner.buf, 0, inner.pos);
      }
    } else if ((part.tag & 7) === 2) {
      longVarint(out, part.tag, random);
      longVarint(out, part.to - part.start, random);
      out.bytes(buf, part.start, part.to);
    } else out.bytes(buf, part.from, part.to);
  }
}

function order(part: Part): number {
  return part.tag >>> 3;
}

/** A field boundary inside a message, so that both halves are messages. */
function middle(buf: Uint8Array, start: number, end: number): number {
  const c = new Cursor(buf, start);
  if (start === end) return -1;
  const tag = c.varint();
  if ((tag & 7) === 2) {
    const length = c.varint();
    c.pos += length;
  } else c.skip(tag & 7);
  return c.pos;
}

/** Field 1000 and up exist in no OTLP message. */
function unknown(out: Writer, random: () => number): void {
  const field = 1000 + Math.floor(random() * 10);
  if (random() < 0.5) {
    out.tag(field, 0);
    out.varint(Math.floor(random() * 1e6));
  } else out.textField(field, 'future');
}

/** The same number with up to two bytes of padding (encoding spec: varints need not be minimal). */
function longVarint(out: Writer, value: number, random: () => number): void {
  const padding = random() < 0.2 ? 1 + Math.floor(random() * 2) : 0;
  if (padding === 0) {
    out.varint(value);
    return;
  }
  const start = out.pos;
  out.varint(value);
  out.buf[out.pos - 1]! |= 0x80;
  for (let i = 1; i < padding; i++) out.byte(0x80);
  out.byte(0);
  if (out.pos - start > 10) throw new Error('a varint of more than ten bytes');
}
