import { equalBytes } from '../../wire/bytes.ts';
import { Cursor } from '../../wire/cursor.ts';
import { ARRAY, BOOL, DOUBLE, INT, KVLIST, NONE, STRING, ValueView } from '../../otlp/views/values.ts';
import { COMPOUND, FALSE, NUMBER, type PathHits, TEXT, TRUE } from './hits.ts';
import type { PathNode } from './path-set.ts';

/** The same paths over a structured AnyValue (kvlist and array), as log records and complex span attributes carry documents. */
export function scanValue(buf: Uint8Array, start: number, end: number, hits: PathHits): void {
  hits.reset(buf);
  visit(buf, start, end, hits.set.root, hits);
}

function visit(buf: Uint8Array, start: number, end: number, node: PathNode, hits: PathHits): void {
  const view = new ValueView().load(buf, start, end);
  if (view.kind === KVLIST) {
    if (view.end > view.start) compound(node, hits, view.start);
    members(buf, view.start, view.end, node, hits);
  } else if (view.kind === ARRAY) {
    if (view.end > view.start) compound(node, hits, view.start);
    elements(buf, view.start, view.end, node, hits);
  } else if (view.kind !== NONE) scalar(view, node, hits);
}

function compound(node: PathNode, hits: PathHits, at: number): void {
  for (const slot of node.slots) if (hits.set.specs[slot]!.gather === 'count') hits.put(slot, COMPOUND, Number.NaN, at, at);
}

function scalar(view: ValueView, node: PathNode, hits: PathHits): void {
  const { kind } = view;
  for (const slot of node.slots) {
    if (kind === STRING) hits.put(slot, TEXT, Number.NaN, view.start, view.end);
    else if (kind === INT) hits.put(slot, NUMBER, view.int(), view.start, view.end);
    else if (kind === DOUBLE) hits.put(slot, NUMBER, view.double(), view.start, view.end);
    else if (kind === BOOL) hits.put(slot, view.bool() ? TRUE : FALSE, Number.NaN, view.start, view.end);
  }
}

function members(buf: Uint8Array, start: number, end: number, node: PathNode, hits: PathHits): void {
  const c = new Cursor(buf, start);
  while (c.pos < end) {
    const tag = c.varint();
    if (tag !== 0x0a) {
      c.skip(tag & 7);
      continue;
    }
    const length = c.varint();
    const stop = c.pos + length;
    let [keyStart, keyEnd, from, to] = [0, 0, 0, 0];
    while (c.pos < stop) {
      const header = c.varint();
      if (header !== 0x0a && header !== 0x12) {
        c.skip(header & 7);
        continue;
      }
      const size = c.varint();
      if (header === 0x0a) [keyStart, keyEnd] = [c.pos, c.pos + size];
      else [from, to] = [c.pos, c.pos + size];
      c.pos += size;
    }
    const size = keyEnd - keyStart;
    for (let i = 0; i < node.keys.length; i++) {
      const key = node.keys[i]!;
      if (size === key.length && equalBytes(key, 0, buf, keyStart, size)) visit(buf, from, to, node.kids[i]!, hits);
    }
    for (let i = 0; i < node.openKeys.length; i++) {
      const key = node.openKeys[i]!;
      if (size >= key.length && equalBytes(key, 0, buf, keyStart, key.length)) visit(buf, from, to, node.openKids[i]!, hits);
    }
    if (node.star !== undefined) visit(buf, from, to, node.star, hits);
  }
}

function elements(buf: Uint8Array, start: number, end: number, node: PathNode, hits: PathHits): void {
  const c = new Cursor(buf, start);
  let index = 0;
  while (c.pos < end) {
    const tag = c.varint();
    if (tag !== 0x0a) {
      c.skip(tag & 7);
      continue;
    }
    const length = c.varint();
    if (node.star !== undefined) visit(buf, c.pos, c.pos + length, node.star, hits);
    const at = node.indices.indexOf(index);
    if (at !== -1) visit(buf, c.pos, c.pos + length, node.indexKids[at]!, hits);
    c.pos += length;
    index++;
  }
}
