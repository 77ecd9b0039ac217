import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteSizeOf, durationMs, parseByteSize, parseDurationMs } from '../../src/config/units.ts';

describe('durations', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['200ms', 200],
    ['1.5s', 1500],
    ['.5s', 500],
    ['1h30m', 5_400_000],
    ['1m0.5s', 60_500],
    ['100us', 0.1],
    ['100\u00b5s', 0.1],
    ['100\u03bcs', 0.1],
    ['5000000ns', 5],
  ])('%s is %d milliseconds', (text, ms) => {
    expect(durationMs(text)).toBeCloseTo(ms, 9);
  });

  it.each(['', '5', '5 s', 's', '-1s', '+1s', '1d', '5S', '1e3s', '1s ', '1h30', '1..5s', '300000000h', 'constructors', '1constructor'])(
    '%j is no duration',
    (text) => {
      expect(durationMs(text)).toBeUndefined();
      expect(() => parseDurationMs(text)).toThrow(expect.objectContaining({ code: 'ASSAY_CONFIG_DURATION' }));
    },
  );

  it('adds up parts in any order and number, as Go does', () => {
    const part = fc.tuple(
      fc.nat(10_000),
      fc.constantFrom(['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000]) as fc.Arbitrary<[string, number]>,
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([amount, [unit]]) => `${amount}${unit}`).join('');
        expect(parseDurationMs(text)).toBe(parts.reduce((sum, [amount, [, ms]]) => sum + amount * ms, 0));
      }),
    );
  });
});

describe('byte sizes', () => {
  it.each([
    ['4096', 4096],
    ['4KiB', 4096],
    ['4 Ki', 4096],
    ['1.5MiB', 1_572_864],
    ['500kB', 500_000],
    ['2GB', 2e9],
    ['0', 0],
    ['1TiB', 2 ** 40],
  ])('%s is %d bytes', (text, bytes) => {
    expect(byteSizeOf(text)).toBe(bytes);
    expect(parseByteSize(text)).toBe(bytes);
  });

  it.each(['', 'MiB', '5M', '5 mib', '-1B', '1.5B', '0x10', '1e9', '99999TiB', '1constructor'])('%j is no size', (text) => {
    expect(byteSizeOf(text)).toBeUndefined();
    expect(() => parseByteSize(text)).toThrow(expect.objectContaining({ code: 'ASSAY_CONFIG_BYTE_SIZE' }));
  });

  it('takes a plain number as bytes, and no fractions or negatives', () => {
    expect(parseByteSize(33_554_432)).toBe(33_554_432);
    for (const bad of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => parseByteSize(bad)).toThrow();
  });
});
