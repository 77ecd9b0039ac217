import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalToPico, Pico, roundedQuotient } from '../../../src/genai/pricing/pico.ts';

const count = fc.oneof(fc.nat(1_000_000), fc.maxSafeNat());

test('sums of products are exact, also far beyond what a double holds', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(count, fc.oneof(fc.nat(2_000_000_000), fc.maxSafeNat()))), (products) => {
      const sum = new Pico();
      let exact = 0n;
      for (const [a, b] of products) {
        if (a * b > 1e27) continue;
        sum.addProduct(a, b);
        exact += BigInt(a) * BigInt(b);
      }
      expect(sum.toBig()).toBe(exact);
      expect(sum.pico).toBeLessThan(1e12);
      expect(sum.pico).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a product just below a whole dollar does not round up to it', () => {
  const sum = new Pico();
  sum.addProduct(7_999_999_999_999_999, 1);
  expect([sum.usd, sum.pico]).toEqual([7999, 999_999_999_999]);
});

test('adding amounts carries into dollars', () => {
  const a = new Pico();
  const b = new Pico();
  a.addBig(600_000_000_000n);
  b.addBig(1_500_000_000_000n);
  a.add(b);
  expect([a.usd, a.pico]).toEqual([2, 100_000_000_000]);
});

test('an amount prints as exact decimal dollars and goes on the wire as the nearest double', () => {
  const amount = new Pico();
  amount.addProduct(1, 130_500_000);
  expect(amount.toString()).toBe('0.0001305');
  expect(amount.toUsd()).toBe(0.0001305);
  amount.addProduct(3, 1_000_000_000_000);
  expect(amount.toString()).toBe('3.0001305');
});

test('scaling rounds half up to the pico-dollar', () => {
  const amount = new Pico();
  amount.addBig(5n);
  amount.scale(1n, 2n);
  expect(amount.toBig()).toBe(3n);
  expect(roundedQuotient(4n, 10n)).toBe(0n);
});

test.each([
  [0.003625, 3_625_000_000n],
  [0.1, 100_000_000_000n],
  [1e-7, 100_000n],
  [1.5e-12, 2n],
  [4e-13, 0n],
  [150, 150_000_000_000_000n],
  [0, 0n],
])('the price %d is read as it is written', (usd, pico) => {
  expect(decimalToPico(usd)).toBe(pico);
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('%d is no price', (usd) => {
  expect(() => decimalToPico(usd)).toThrow(RangeError);
});

test('a million sub-cent calls sum without drift', () => {
  const sum = new Pico();
  const call = new Pico();
  // 137 input tokens at 0.15 and 11 output tokens at 0.60 for a million.
  call.addProduct(137, 150_000);
  call.addProduct(11, 600_000);
  for (let i = 0; i < 1_000_000; i++) sum.add(call);
  expect(sum.toString()).toBe('27.15');
});
