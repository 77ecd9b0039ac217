import { IDENTITY } from '../../genai/redaction/key-class.ts';
import { KEY_VALUE } from '../../otlp/fields.ts';
import { ARRAY, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
import { Cursor } from '../../wire/cursor.ts';
import type { KeyEntries } from './key-entries.ts';

/** Nesting beyond which no identity is looked for, and how many are taken from one item. */
const MOST_DEPTH = 8;
const MOST_TEXTS = 64;

const LIST_TAG = 0x0a;
const KEY_TAG = KEY_VALUE.key * 8 + 2;
const VALUE_TAG = KEY_VALUE.value * 8 + 2;

/**
 * Adds to `into` the texts that an AnyValue `buf[start..end)` holds as identities: all of it when it stands under an
 * identity key (`isIdentity`), else what stands under such keys in its maps.
 */
export function identityTexts(
  buf: Uint8Array,
  start: number,
  end: number,
  isIdentity: boolean,
  keys: KeyEntries,
  into: string[],
  depth: number = 0,
): void {
  if (depth > MOST_DEPTH || into.length >= MOST_TEXTS) return;
  const view = new ValueView().load(buf, start, end);
  if (view.kind === KVLIST || view.kind === ARRAY) {
    const c = new Cursor(buf, view.start);
    while (c.pos < view.end) {
      const tag = c.varint();
      if (tag !== LIST_TAG) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      const from = c.pos;
      c.pos += length;
      if (view.kind === ARRAY) identityTexts(buf, from, c.pos, isIdentity, keys, into, depth + 1);
      else pair(buf, from, c.pos, isIdentity, keys, into, depth + 1);
    }
    return;
  }
  if (!isIdentity) return;
  if (view.kind === STRING || view.kind === BYTES)
    into.push(Buffer.from(buf.buffer, buf.byteOffset + view.start, view.end - view.start).toString('utf8'));
  else if (view.kind === INT) into.push(new Cursor(buf, view.start).bigint64().toString());
  else if (view.kind === DOUBLE && Number.isInteger(view.double())) into.push(BigInt(view.double()).toString());
}

function pair(buf: Uint8Array, start: number, end: number, outer: boolean, keys: KeyEntries, into: string[], depth: number): void {
  const c = new Cursor(buf, start);
  let isIdentity = outer;
  let valueStart = -1;
  let valueEnd = -1;
  while (c.pos < end) {
    const tag = c.varint();
    if ((tag & 7) !== 2) {
      c.skip(tag & 7);
      continue;
    }
    const length = c.varint();
    if (tag === KEY_TAG) isIdentity = outer || keys.of(buf, c.pos, c.pos + length).info.keyClass === IDENTITY;
    else if (tag === VALUE_TAG) {
      valueStart = c.pos;
      valueEnd = c.pos + length;
    }
    c.pos += length;
  }
  if (valueStart !== -1) identityTexts(buf, valueStart, valueEnd, isIdentity, keys, into, depth);
}
