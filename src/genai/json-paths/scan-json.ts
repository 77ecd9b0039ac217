import { asBuffer } from '../../wire/text.ts';
import { equalBytes } from '../../wire/bytes.ts';
import { COMPOUND, FALSE, NUMBER, numberOf, type PathHits, TEXT, TRUE } from './hits.ts';
import { bucketOf, type PathNode } from './path-set.ts';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;

/**
 * Reads the wanted paths of a JSON document out of its bytes in one pass, without building anything. Lenient on purpose:
 * Python's repr (single quotes, None, True, tuples) reads the same, and a document that was cut off yields what stands
 * before the cut. Recursion goes only as deep as the paths; everything else is skipped by a loop.
 */
export class JsonScanner {
  #buf: Uint8Array = new Uint8Array(0);
  #pos = 0;
  #end = 0;
  #hits!: PathHits;
  #stopped = false;
  /** Range of the key read last. */
  #keyStart = 0;
  #keyEnd = 0;

  /** False when `buf[start..end)` starts like no document (`{`, `[`, `(`). */
  scan(buf: Uint8Array, start: number, end: number, hits: PathHits): boolean {
    this.#buf = buf;
    this.#pos = start;
    this.#end = end;
    this.#hits = hits;
    this.#stopped = false;
    hits.reset(buf);
    this.#blank();
    const first = this.#pos < end ? buf[this.#pos]! : 0;
    if (first !== 0x7b && first !== 0x5b && first !== 0x28) return false;
    this.#visit(hits.set.root);
    return true;
  }

  #blank(): void {
    const buf = this.#buf;
    while (this.#pos < this.#end && buf[this.#pos]! <= 0x20) this.#pos++;
  }

  /** Reads the value at the position for `node`. */
  #visit(node: PathNode): void {
    const c = this.#pos < this.#end ? this.#buf[this.#pos]! : 0;
    if (c === 0x7b) {
      this.#leaf(node, COMPOUND);
      this.#members(node);
    } else if (c === 0x5b || c === 0x28) {
      this.#leaf(node, COMPOUND);
      this.#elements(node);
    } else if (node.slots.length > 0) this.#scalar(node, c);
    else this.#skip();
  }

  #leaf(node: PathNode, kind: typeof COMPOUND): void {
    for (let i = 0; i < node.slots.length; i++) {
      const slot = node.slots[i]!;
      // An empty list or map counts as nothing.
      if (this.#hits.set.specs[slot]!.gather === 'count' && !this.#isEmpty()) this.#hits.put(slot, kind, Number.NaN, this.#pos, this.#pos);
    }
  }

  #isEmpty(): boolean {
    const buf = this.#buf;
    let at = this.#pos + 1;
    while (at < this.#end && buf[at]! <= 0x20) at++;
    return buf[at] === 0x7d || buf[at] === 0x5d || buf[at] === 0x29;
  }

  #members(node: PathNode): void {
    this.#pos++;
    while (!this.#stopped) {
      this.#separators();
      if (this.#pos >= this.#end) return;
      const c = this.#buf[this.#pos]!;
      if (c === 0x7d) {
        this.#pos++;
        return;
      }
      if (c === QUOTE || c === APOSTROPHE) this.#key(c);
      else if (!this.#bareKey()) return;
      this.#separators();
      this.#member(node);
    }
  }

  /** Goes on with every step that the key at hand matches; several read the same value again. */
  #member(node: PathNode): void {
    const at = this.#pos;
    const start = this.#keyStart;
    const length = this.#keyEnd - start;
    let visited = false;
    const buf = this.#buf;
    for (let i = node.first[bucketOf(length, length === 0 ? 0 : buf[start + length - 1]!)]!; i !== -1; i = node.next[i]!) {
      const key = node.keys[i]!;
      if (key.length !== length || !equalBytes(key, 0, buf, start, length)) continue;
      this.#visit(node.kids[i]!);
      visited = true;
      break;
    }
    for (let i = 0; i < node.openKeys.length; i++) {
      const key = node.openKeys[i]!;
      if (length < key.length || !equalBytes(key, 0, buf, start, key.length)) continue;
      this.#pos = at;
      this.#visit(node.openKids[i]!);
      visited = true;
    }
    if (node.star !== undefined) {
      this.#pos = at;
      this.#visit(node.star);
      visited = true;
    }
    if (!visited) this.#skip();
  }

  #elements(node: PathNode): void {
    this.#pos++;
    for (let index = 0; !this.#stopped; index++) {
      this.#separators();
      if (this.#pos >= this.#end) return;
      const c = this.#buf[this.#pos]!;
      if (c === 0x5d || c === 0x29) {
        this.#pos++;
        return;
      }
      const at = this.#pos;
      let visited = false;
      if (node.star !== undefined) {
        this.#visit(node.star);
        visited = true;
      }
      for (let i = 0; i < node.indices.length; i++) {
        if (node.indices[i] !== index) continue;
        this.#pos = at;
        this.#visit(node.indexKids[i]!);
        visited = true;
      }
      if (!visited) this.#skip();
      if (this.#pos === at) this.#pos++;
    }
  }

  #scalar(node: PathNode, c: number): void {
    const hits = this.#hits;
    if (c === QUOTE || c === APOSTROPHE) {
      this.#key(c);
      for (let i = 0; i < node.slots.length; i++) hits.put(node.slots[i]!, TEXT, Number.NaN, this.#keyStart, this.#keyEnd);
    } else {
      const start = this.#pos;
      this.#bare();
      const end = this.#pos;
      const kind = this.#wordKind(c, start, end);
      if (kind !== 0) {
        const number = kind === NUMBER ? numberOf(this.#buf, start, end) : Number.NaN;
        for (let i = 0; i < node.slots.length; i++) hits.put(node.slots[i]!, kind, number, start, end);
      }
    }
    if (hits.found === hits.set.stopAfter) this.#stopped = true;
  }

  /** null and None are nothing. */
  #wordKind(c: number, start: number, end: number): 0 | 1 | 2 | 3 | 4 {
    if (c === 0x2d || (c >= 0x30 && c <= 0x39)) return NUMBER;
    if (c === 0x74 || c === 0x54) return TRUE;
    if (c === 0x66 || c === 0x46) return FALSE;
    if ((c === 0x6e && end - start === 4) || (c === 0x4e && this.#buf[start + 1] === 0x6f)) return 0;
    return c === 0x4e || c === 0x49 ? NUMBER : TEXT;
  }

  /** A quoted text; leaves its content in keyStart and keyEnd. */
  #key(quote: number): void {
    const buf = this.#buf;
    const end = this.#end;
    let at = this.#pos + 1;
    this.#keyStart = at;
    for (;;) {
      const stop = at + 48 < end ? at + 48 : end;
      while (at < stop && buf[at] !== quote && buf[at] !== BACKSLASH) at++;
      if (at < stop) {
        if (buf[at] === quote) break;
        at += 2;
      } else if (at >= end) break;
      else {
        // A long text: the native search finds its end faster than a loop, unless it is full of escapes.
        const next = asBuffer(buf).indexOf(quote, at);
        if (next === -1 || next >= end) {
          at = end;
          break;
        }
        let back = next;
        while (buf[back - 1] === BACKSLASH && back > at) back--;
        if (((next - back) & 1) === 0) {
          at = next;
          break;
        }
        at = next + 1;
      }
    }
    this.#keyEnd = at < end ? at : end;
    this.#pos = at < end ? at + 1 : end;
  }

  #bareKey(): boolean {
    this.#keyStart = this.#pos;
    this.#bare();
    this.#keyEnd = this.#pos;
    return this.#pos > this.#keyStart;
  }

  /** A word or number: up to a separator. */
  #bare(): void {
    const buf = this.#buf;
    while (this.#pos < this.#end) {
      const c = buf[this.#pos]!;
      if (c <= 0x20 || c === 0x2c || c === 0x3a || c === 0x7d || c === 0x5d || c === 0x29) return;
      this.#pos++;
    }
  }

  #separators(): void {
    const buf = this.#buf;
    while (this.#pos < this.#end) {
      const c = buf[this.#pos]!;
      if (c > 0x20 && c !== 0x2c && c !== 0x3a) return;
      this.#pos++;
    }
  }

  /** Passes over one value of any depth. */
  #skip(): void {
    const buf = this.#buf;
    let depth = 0;
    while (this.#pos < this.#end) {
      const c = buf[this.#pos]!;
      if (c === QUOTE || c === APOSTROPHE) this.#key(c);
      else if (c === 0x7b || c === 0x5b || c === 0x28) {
        depth++;
        this.#pos++;
        continue;
      } else if (c === 0x7d || c === 0x5d || c === 0x29) {
        if (depth === 0) return;
        depth--;
        this.#pos++;
      } else if (c <= 0x20 || c === 0x2c || c === 0x3a) {
        this.#pos++;
        continue;
      } else this.#bare();
      if (depth === 0) return;
    }
  }
}
