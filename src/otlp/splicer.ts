import { Writer, varintLength } from '../wire/writer.ts';
import type { MessageView } from './views/message.ts';

const STRIDE = 6;
const TAG_AT = 0;
const LENGTH_AT = 1;
const START = 2;
const END = 3;
const OUT_TAG = 4;
const OUT_LENGTH = 5;
const CLOSED = -1;

/** Room beyond what was needed lately, relative; and how much of the memory of a larger need is kept from batch to batch. */
const SPARE = 1.05;
const FORGETTING = 0.95;

/**
 * Rewrites a batch by copying: untouched ranges in one piece, edited messages anew, dropped ones not at all. Nothing is
 * allocated until the first change. Messages around a change are frames; their length is put right when they are left:
 *
 *     source   [tag len | .......... [tag len | item item*item ] ....]
 *                ^frame 0              ^frame 1        ^change: both frames are opened in the output, lengths open
 */
export class Splicer {
  #src: Uint8Array = new Uint8Array(0);
  #copied = 0;
  #out: Writer | undefined;
  #frames = new Int32Array(8 * STRIDE);
  #depth = 0;
  /** How many bytes came out for one that went in, lately: the output is made large enough at once. */
  #growth = 1.2;

  begin(src: Uint8Array): void {
    this.#src = src;
    this.#copied = 0;
    this.#out = undefined;
    this.#depth = 0;
  }

  get changed(): boolean {
    return this.#out !== undefined;
  }

  /** Enters the message whose tag is at `tagAt`, whose length varint is at `lengthAt` and whose content is `[start..end)`. */
  enter(tagAt: number, lengthAt: number, start: number, end: number): void {
    const at = this.#depth * STRIDE;
    const f = this.#frames;
    f[at] = tagAt;
    f[at + 1] = lengthAt;
    f[at + 2] = start;
    f[at + 3] = end;
    f[at + 4] = CLOSED;
    this.#depth++;
  }

  /** Leaves the innermost message; `remove` takes it out altogether. */
  leave(remove: boolean): void {
    this.#depth--;
    const at = this.#depth * STRIDE;
    const f = this.#frames;
    const end = f[at + END]!;
    if (remove) {
      if (f[at + OUT_TAG] === CLOSED) this.drop(f[at + TAG_AT]!, end);
      else {
        this.#out!.pos = f[at + OUT_TAG]!;
        this.#copied = end;
      }
      return;
    }
    if (f[at + OUT_TAG] === CLOSED) return;
    const out = this.#out!;
    this.#copyTo(out, end);
    const lengthAt = f[at + OUT_LENGTH]!;
    const oldWidth = f[at + START]! - f[at + LENGTH_AT]!;
    const contentAt = lengthAt + oldWidth;
    const length = out.pos - contentAt;
    const width = varintLength(length);
    if (width !== oldWidth) {
      out.ensure(width);
      out.buf.copyWithin(lengthAt + width, contentAt, out.pos);
    }
    out.pos = lengthAt;
    out.varint(length);
    out.pos += length;
  }

  /** Leaves out `[tagAt..end)`. */
  drop(tagAt: number, end: number): void {
    const out = this.#open();
    this.#copyTo(out, tagAt);
    this.#copied = end;
  }

  /** Writes the edited `view` with the one-byte `tag` in the place of `[tagAt..end)`. */
  replace(tagAt: number, end: number, view: MessageView, tag: number): void {
    const out = this.#open();
    this.#copyTo(out, tagAt);
    view.write(out, tag);
    this.#copied = end;
  }

  /** The rewritten bytes; the source itself when nothing changed. */
  finish(): Uint8Array {
    const out = this.#out;
    if (out === undefined) return this.#src;
    this.#copyTo(out, this.#src.length);
    this.#out = undefined;
    this.#growth = Math.max(out.pos / this.#src.length, this.#growth * FORGETTING, 1);
    // What shrank a lot is copied, so that a queue does not hold memory it cannot see.
    return out.pos < out.buf.length >> 1 ? Buffer.from(out.buf.subarray(0, out.pos)) : out.buf.subarray(0, out.pos);
  }

  /** Makes the output, and opens all frames around the place. */
  #open(): Writer {
    let out = this.#out;
    if (out === undefined) {
      out = new Writer(Math.ceil(this.#src.length * this.#growth * SPARE) + 1024);
      this.#out = out;
    }
    const f = this.#frames;
    const deepest = this.#depth * STRIDE;
    if (deepest > 0 && f[deepest - STRIDE + OUT_TAG] === CLOSED) {
      for (let at = 0; at < deepest; at += STRIDE) {
        if (f[at + OUT_TAG] !== CLOSED) continue;
        this.#copyTo(out, f[at + TAG_AT]!);
        f[at + OUT_TAG] = out.pos;
        this.#copyTo(out, f[at + LENGTH_AT]!);
        f[at + OUT_LENGTH] = out.pos;
        this.#copyTo(out, f[at + START]!);
      }
    }
    return out;
  }

  #copyTo(out: Writer, end: number): void {
    if (end > this.#copied) {
      out.bytes(this.#src, this.#copied, end);
      this.#copied = end;
    }
  }
}
