import { Cursor } from '../../wire/cursor.ts';

const FIRST = 0x0a;
const SECOND = 0x12;

/**
 * Whether a traces batch has more than one resource or scope at all. Reads headers only, no spans: most batches of one
 * SDK have one of each, and then nothing in it can tell of the same call twice.
 */
export function hasSeveralScopes(bytes: Uint8Array): boolean {
  const c = new Cursor(bytes, 0);
  let resources = 0;
  let first = -1;
  while (c.pos < bytes.length) {
    const tag = c.varint();
    if (tag !== FIRST) {
      c.skip(tag & 7);
      continue;
    }
    const end = c.varint() + c.pos;
    let resource = 0;
    while (c.pos < end) {
      const inner = c.varint();
      if (inner !== FIRST && inner !== SECOND) {
        c.skip(inner & 7);
        continue;
      }
      const length = c.varint();
      if (inner === FIRST) resource = sampledHash(bytes, c.pos, c.pos + length);
      else {
        const emitter = (resource ^ Math.imul(scopeHash(bytes, c.pos, c.pos + length), 0x85eb_ca6b)) >>> 0;
        if (resources++ > 0 && emitter !== first) return true;
        first = emitter;
      }
      c.pos += length;
    }
  }
  return false;
}

/** Of the scope message at the head of a ScopeSpans. */
function scopeHash(bytes: Uint8Array, start: number, end: number): number {
  if (start >= end || bytes[start] !== FIRST) return 0;
  const c = new Cursor(bytes, start + 1);
  const length = c.varint();
  return sampledHash(bytes, c.pos, c.pos + length);
}

/** Of the length and up to 32 bytes spread over the range: resources of different services differ in both. */
function sampledHash(bytes: Uint8Array, start: number, end: number): number {
  const step = Math.max(1, (end - start) >>> 5);
  let hash = end - start;
  for (let i = start; i < end; i += step) hash = Math.imul(hash ^ bytes[i]!, 0x0100_0193);
  return hash;
}
