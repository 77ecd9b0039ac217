import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOTHING, NUMBER, PathHits, TEXT } from '../../../src/genai/json-paths/hits.ts';
import { compilePaths, type PathSpec } from '../../../src/genai/json-paths/path-set.ts';
import { JsonScanner } from '../../../src/genai/json-paths/scan-json.ts';
import { TextSlice } from '../../../src/wire/text-slice.ts';

function scan(document: string, ...specs: readonly (string | PathSpec)[]): PathHits {
  const hits = new PathHits(compilePaths(specs.map((spec) => (typeof spec === 'string' ? { paths: [spec], gather: 'first' } : spec))));
  // Bytes around the document must not be looked at.
  const bytes = Buffer.from(`"{[${document}]}"`, 'utf8');
  new JsonScanner().scan(bytes, 3, bytes.length - 3, hits);
  return hits;
}

function textOf(hits: PathHits, slot: number): string | undefined {
  const into = new TextSlice();
  return hits.text(slot, into) ? into.toString() : undefined;
}

describe('a scan for paths', () => {
  test('finds scalars at any depth and leaves the rest alone', () => {
    const hits = scan(
      '{"a":1,"b":{"c":{"d":"deep","x":[1,[2,{"d":"no"}]]},"e":-2.5e1},"f":true}',
      'a',
      'b.c.d',
      'b.e',
      'f',
      'missing.at.all',
    );
    expect([hits.numbers[0], textOf(hits, 1), hits.numbers[2], hits.kinds[3], hits.kinds[4]]).toEqual([1, 'deep', -25, 3, NOTHING]);
  });

  test('takes list places by number and all elements by a star', () => {
    const hits = scan('[{"n":"one"},{"n":"two"},{"m":"three"}]', '1.n', { paths: ['*.n'], gather: 'list' });
    const into = new TextSlice();
    const listed = Array.from({ length: hits.listed }, (_, i) => {
      hits.listText(i, into);
      return into.toString();
    });
    expect([textOf(hits, 0), listed]).toEqual(['two', ['one', 'two']]);
  });

  test('sums members by the start of their names, and the literal name beside', () => {
    const hits = scan(
      '{"input":700,"input_cached":40,"input_audio":2,"output":9}',
      { paths: ['input', 'input_*'], gather: 'sum' },
      'input_cached',
    );
    expect([hits.numbers[0], hits.numbers[1]]).toEqual([742, 40]);
  });

  test('makes a sum that is no number of anything that is none, instead of leaving it out', () => {
    expect(scan('{"a":1,"b":"many"}', { paths: ['a', 'b'], gather: 'sum' }).numbers[0]).toBeNaN();
  });

  test('counts what is there: no nulls, no empty lists, only the texts that are asked for', () => {
    const count = (document: string, path: string, equals?: readonly string[]): number => {
      const hits = scan(document, { paths: [path], gather: 'count', ...(equals === undefined ? {} : { equals }) });
      return hits.numbers[0]!;
    };
    expect(count('{"calls":[{"id":1},{"id":2}]}', 'calls.*')).toBe(2);
    expect(count('{"calls":null}', 'calls.*')).toBe(0);
    expect(count('[{"type":"text"},{"type":"tool_call"},{"type":"tool_call"}]', '*.type', ['tool_call'])).toBe(2);
  });

  test('reads numbers that were written as text as text, and null as nothing', () => {
    const hits = scan('{"n":"12","z":null}', 'n', 'z');
    expect([hits.kinds[0], hits.kinds[1]]).toEqual([TEXT, NOTHING]);
  });

  test('reads what Python prints of a dict: single quotes, None, True, tuples', () => {
    const hits = scan("{'a': None, 'b': {'c': 432, 'd': True}, 'e': ('x', 'y'), 'f': 'it\\'s'}", 'a', 'b.c', 'b.d', 'e.1', 'f');
    expect([hits.kinds[0], hits.numbers[1], hits.kinds[2], textOf(hits, 3), textOf(hits, 4)]).toEqual([NOTHING, 432, 3, 'y', "it's"]);
  });

  test('undoes escapes in texts that are asked for', () => {
    expect(textOf(scan('{"a":"x\\"y\\\\z\\n\\u00e9"}', 'a'), 0)).toBe('x"y\\z\né');
  });

  test('gives what stands before the cut of a document that was cut off', () => {
    const hits = scan('{"id":"resp_1","usage":{"input":12,"output":3', 'id', 'usage.input', 'usage.output');
    expect([textOf(hits, 0), hits.numbers[1]]).toEqual(['resp_1', 12]);
  });

  test('is not deceived by keys inside texts and inside skipped parts', () => {
    const hits = scan('{"note":"{\\"id\\":\\"wrong\\"}","inner":{"id":"wrong"},"list":[{"id":"wrong"}],"id":"right"}', 'id');
    expect(textOf(hits, 0)).toBe('right');
  });

  test('passes ten thousand levels without recursion', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(textOf(scan(`{"deep":${deep},"after":"here"}`, 'after'), 0)).toBe('here');
    expect(scan(`{"a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`, 'a.b').kinds[0]).toBe(NOTHING);
  });

  test('agrees with JSON.parse on every document, and ends on every broken one', () => {
    const key = fc.constantFrom('a', 'b', 'id', 'usage', 'a_b');
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.string(), fc.boolean(), fc.constant(null)),
      node: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(key, tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom('', ' ', '\n\t'), fc.nat(200), (document, blank, cut) => {
        const text = JSON.stringify(document, null, blank);
        const hits = scan(text, 'a.b', 'id');
        for (const [slot, path] of [['a', 'b'], ['id']].entries()) {
          const expected = path.reduce<unknown>(
            (at, step) => (typeof at === 'object' && at !== null && !Array.isArray(at) ? (at as Record<string, unknown>)[step] : undefined),
            document,
          );
          if (typeof expected === 'number') expect([hits.kinds[slot], hits.numbers[slot]]).toEqual([NUMBER, expected]);
          else if (typeof expected === 'string' && expected !== '') expect(textOf(hits, slot)).toBe(expected);
          else if (expected === undefined || expected === null) expect(hits.kinds[slot]).toBe(NOTHING);
        }
        scan(text.slice(0, cut), 'a.b', 'id', { paths: ['*.*'], gather: 'count' });
      }),
      { numRuns: 2000 },
    );
  });
});
