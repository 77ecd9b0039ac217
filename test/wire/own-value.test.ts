import { describe, expect, it } from 'vitest';
import { ownValue } from '../../src/wire/own-value.ts';

describe('the own value of a table', () => {
  it('is that of its row, and never what every object inherits', () => {
    const table = { a: 1 };
    expect(ownValue(table, 'a')).toBe(1);
    for (const key of ['b', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) expect(ownValue(table, key)).toBeUndefined();
  });
});
