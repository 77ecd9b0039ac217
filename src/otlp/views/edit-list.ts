import type { Writer } from '../../wire/writer.ts';
import type { EditSink } from './attributes-view.ts';

/**
 * The edits of one message, in source order: ranges of the source and what takes their place in the scratch.
 *
 *     source   ....[start..end)......[start..end)....|
 *     output   ....from..to)........(nothing)........|appended..
 */
export class EditList implements EditSink {
  size = 0;
  /** Bytes by which the message grows (negative: shrinks). */
  delta = 0;
  #edits = new Int32Array(64 * 4);

  reset(): void {
    this.size = 0;
    this.delta = 0;
  }

  edit(start: number, end: number, from: number, to: number): void {
    if ((this.size + 1) * 4 > this.#edits.length) {
      const grown = new Int32Array(this.#edits.length * 2);
      grown.set(this.#edits);
      this.#edits = grown;
    }
    const edits = this.#edits;
    this.delta += to - from - (end - start);
    // Additions are written one after the other, so a run of them is one range.
    const last = this.size * 4 - 4;
    if (start === -1 && last >= 0 && edits[last] === -1 && edits[last + 3] === from) {
      edits[last + 3] = to;
      return;
    }
    // Insertion sort: edits come nearly in order. Appendices (start -1) sort last and keep their order.
    let at = this.size * 4;
    if (start !== -1) {
      while (at > 0 && (edits[at - 4] === -1 || edits[at - 4]! > start)) at -= 4;
      if (at < this.size * 4) edits.copyWithin(at + 4, at, this.size * 4);
    }
    edits[at] = start;
    edits[at + 1] = end;
    edits[at + 2] = from;
    edits[at + 3] = to;
    this.size++;
  }

  /** Writes the source message `buf[start..end)` with the edits applied. `scratch` may be `out` itself. */
  write(out: Writer, buf: Uint8Array, start: number, end: number, scratch: Writer): void {
    const edits = this.#edits;
    let done = start;
    for (let i = 0; i < this.size * 4; i += 4) {
      const at = edits[i]!;
      if (at !== -1) {
        out.bytes(buf, done, at);
        done = edits[i + 1]!;
      } else if (done < end) {
        out.bytes(buf, done, end);
        done = end;
      }
      out.bytes(scratch.buf, edits[i + 2]!, edits[i + 3]!);
    }
    if (done < end) out.bytes(buf, done, end);
  }
}
