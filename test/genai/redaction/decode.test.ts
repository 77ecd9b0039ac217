import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise, unescapeJson } from '../../../src/genai/redaction/text/decode.ts';
import { foldAt, FOLDS, mayFold } from '../../../src/genai/redaction/text/fold.ts';
import { Frame } from '../../../src/genai/redaction/text/frame.ts';

const allocate = (size: number): Uint8Array => Buffer.alloc(size);

function rootOf(text: string): Frame {
  const bytes = Buffer.from(text, 'utf8');
  const frame = new Frame(allocate);
  frame.root(bytes, 0, bytes.length);
  return frame;
}

function decode(text: string, how: typeof normalise): { text: string; frame: Frame } {
  const parent = rootOf(text);
  const frame = new Frame(allocate);
  how(frame, parent, 0, parent.end);
  return { text: Buffer.from(frame.bytes).toString('utf8', frame.start, frame.end), frame };
}

describe('unescaping JSON', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.boolean(), (value, ascii) => {
        const literal = JSON.stringify(value);
        const written = ascii
          ? literal.replace(/[\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
          : literal;
        expect(decode(written.slice(1, -1), unescapeJson).text).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('maps every piece back to where it was written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'bc', '"', '\\', '\n', 'é', '東', '🙂', '/', '\u0001', '%40'), { minLength: 1, maxLength: 20 }),
        (pieces) => {
          const written = pieces.map((piece) => JSON.stringify(piece).slice(1, -1));
          const { frame } = decode(written.join(''), unescapeJson);
          let inner = 0;
          let outer = 0;
          for (const [i, piece] of pieces.entries()) {
            const length = Buffer.byteLength(piece);
            const width = Buffer.byteLength(written[i]!);
            expect([frame.originStart(inner), frame.originEnd(inner + length)]).toEqual([outer, outer + width]);
            inner += length;
            outer += width;
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('leaves what is no escape, and cut ones, as they are', () => {
    for (const text of ['a\\qb', 'x\\', '\\u12', '\\uZZZZ', 'plain']) expect(decode(text, unescapeJson).text).toBe(text);
  });
});

describe('normalising', () => {
  it.each([
    ['bob%40x.com', 'bob@x.com'],
    ['bob&#64;x&#x2e;com', 'bob@x.com'],
    ['bob&commat;x&period;com', 'bob@x.com'],
    ['bob\\u0040x', 'bob@x'],
    ['a\\nb', 'a\nb'],
    ['４１１１', '4111'],
    ['ｂｏｂ＠ｘ．ｃｏｍ', 'bob@x.com'],
    ['b\u200bob', 'bob'],
    ['b\u00adob\ufeff', 'bob'],
    ['555\u2011123\u20134567', '555-123-4567'],
    ['4111\u00a01111', '4111 1111'],
    ['٠١٢٣', '0123'],
    ['𝟒𝟏𝟏𝟏 𝐛𝐨𝐛', '4111 bob'],
  ])('%s reads %s', (text, expected) => {
    expect(decode(text, normalise).text).toBe(expected);
  });

  it.each([
    '100 % sure',
    'R&D and AT&T',
    'caf\u00e9',
    '\u4f60\u597d\uff0c',
    'wor\u2014ld',
    'a\u00a0b',
    '👩\u200d👩',
    'می\u200cخواهم',
    '5 \u20ac',
    '\uff08\u6ce8\uff09',
  ])('leaves %s alone', (text) => {
    expect(decode(text, normalise).text).toBe(text);
  });

  it('maps what it left out to nothing and what it folded to the whole of it', () => {
    const { frame, text } = decode('x b\u200b%40\u200b９ y', normalise);
    expect(text).toBe('x b@9 y');
    expect([frame.originStart(2), frame.originEnd(5)]).toEqual([2, 2 + 1 + 3 + 3 + 3 + 3]);
  });

  it('has a table in order, without overlaps, as NFKC has it for digits and letters', () => {
    for (const [i, row] of FOLDS.entries()) {
      expect(row.to).toBeGreaterThanOrEqual(row.from);
      if (i > 0) expect(row.from).toBeGreaterThan(FOLDS[i - 1]!.to);
      if (row.step === 0) continue;
      for (let code = row.from; code <= row.to; code++) {
        const text = String.fromCodePoint(code);
        const nfkc = text.normalize('NFKC');
        if (!/^[0-9A-Za-z]$/.test(nfkc)) continue;
        const bytes = Buffer.from(text);
        expect({ code, folded: String.fromCharCode(foldAt(bytes, 0, bytes.length, 0) & 0xff), may: mayFold(code) }).toEqual({
          code,
          folded: nfkc,
          may: true,
        });
      }
    }
  });
});
