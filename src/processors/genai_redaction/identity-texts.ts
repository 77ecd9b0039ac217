import { IDENTITY } from '../../genai/redaction/key-class.ts';
import { eachElement, eachPair } from '../../otlp/build/read-plain.ts';
import { ARRAY, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
import { Cursor } from '../../wire/cursor.ts';
import type { KeyEntries } from './key-entries.ts';

/** Nesting beyond which no identity is looked for, and how many are taken from one item. */
const MOST_DEPTH = 8;
const MOST_TEXTS = 64;

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
  const inner = (from: number, to: number, identity: boolean): void => identityTexts(buf, from, to, identity, keys, into, depth + 1);
  if (view.kind === ARRAY) eachElement(view, (from, to) => inner(from, to, isIdentity));
  else if (view.kind === KVLIST)
    eachPair(view, (keyStart, keyEnd, from, to) =>
      inner(from, to, isIdentity || keys.of(buf, keyStart, keyEnd).info.keyClass === IDENTITY),
    );
  if (!isIdentity) return;
  if (view.kind === STRING || view.kind === BYTES)
    into.push(Buffer.from(buf.buffer, buf.byteOffset + view.start, view.end - view.start).toString('utf8'));
  else if (view.kind === INT) into.push(new Cursor(buf, view.start).bigint64().toString());
  else if (view.kind === DOUBLE && Number.isInteger(view.double())) into.push(BigInt(view.double()).toString());
}
