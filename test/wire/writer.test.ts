import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/wire/cursor.ts';
import { Writer } from '../../src/wire/writer.ts';

/** Three fields in one another around `text`, by a writer that has room for `capacity` bytes at first. */
function nested(capacity: number, text: string): Uint8Array {
  const w = new Writer(capacity);
  const outer = w.begin(1);
  const middle = w.begin(2);
  const inner = w.begin(3);
  w.text(text);
  w.end(inner);
  w.end(middle);
  w.end(outer);
  return w.finish();
}

describe('the writer', () => {
  it('keeps what stands behind a length that is written later, wherever its memory ends', () => {
    for (const text of ['', 'ab', 'x'.repeat(9), 'y'.repeat(130), 'z'.repeat(17_000)]) {
      const want = Buffer.from(nested(100_000, text));
      for (let capacity = 0; capacity < 170; capacity++) {
        expect(Buffer.from(nested(capacity, text)).equals(want), `${text.length} bytes, room for ${capacity}`).toBe(true);
      }
    }
  });

  it('keeps what stands behind a place it goes back to', () => {
    for (let capacity = 1; capacity < 40; capacity++) {
      const w = new Writer(capacity);
      w.byte(0);
      w.text('content');
      const end = w.pos;
      w.rewind(0);
      w.varint(7);
      w.rewind(end);
      expect(Buffer.from(w.finish()).toString('latin1')).toBe('\u0007content');
    }
  });

  it('writes numbers that a cursor reads again', () => {
    for (const value of [0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
      const w = new Writer(1);
      w.varint(value);
      w.double(value);
      const c = new Cursor(w.finish());
      expect(c.varint()).toBe(value);
      expect(Buffer.from(w.finish()).readDoubleLE(c.pos)).toBe(value);
    }
  });
});
