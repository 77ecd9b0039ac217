import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, didYouMean, editDistance, oneOfText, quote } from '../../src/config/suggest.ts';

describe('suggestions', () => {
  it.each([
    ['timout', 'timeout'],
    ['tiemout', 'timeout'],
    ['Time-Out', 'timeout'],
    ['genaicost', 'genai_cost'],
    ['batches', 'batch'],
    ['endp', 'endpoint'],
  ])('%s probably means %s', (typed, meant) => {
    expect(closest(typed, ['endpoint', 'batch', 'timeout', 'genai_cost'])).toBe(meant);
  });

  it('makes none when nothing is near', () => {
    expect(closest('zebra', ['endpoint', 'batch', 'timeout'])).toBeUndefined();
    expect(didYouMean('x', [])).toBeUndefined();
    expect(closest('ab', ['xy'])).toBeUndefined();
  });

  it('measures a distance that is symmetric, zero only for equal words, and bounded by the longer word', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('gives up on very long names instead of computing for long', () => {
    expect(editDistance('a'.repeat(100_000), 'b'.repeat(100_000))).toBe(Number.POSITIVE_INFINITY);
  });

  it('lists values with a count of those left out', () => {
    expect(oneOfText(['a', 'b', 'c'], 2)).toBe('one of a, b and 1 more');
    expect(oneOfText(['a'])).toBe('a');
  });

  it('quotes names so that control signs cannot reach a terminal', () => {
    expect(quote('a\u001b[31m"')).toBe('"a\\u001b[31m\\""');
    expect(quote('x'.repeat(200)).length).toBeLessThan(90);
  });
});
