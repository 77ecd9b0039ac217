import { describe, expect, test } from 'vitest';
import { versionWithin } from '../../../src/genai/usage-rules/usage-table.ts';

describe('a bound on versions', () => {
  test.each([
    ['0.27.0', '<=0.27.0', true],
    ['0.26.9', '<=0.27.0', true],
    ['0.27.1', '<=0.27.0', false],
    ['0.28.0', '<=0.27.0', false],
    ['1.0.0', '<=0.27.0', false],
    ['v5.9', '<6', true],
    ['6.0.0-beta.1', '<6', false],
    ['6', '>=6', true],
    ['5', '=5.0', true],
    ['', '<6', false],
    ['unknown', '<6', false],
  ])('%s %s is %s', (version, bound, expected) => {
    expect(versionWithin(version, bound)).toBe(expected);
  });
});
