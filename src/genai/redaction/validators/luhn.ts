/** ISO/IEC 7812-1 annex B over decimal digit values 0 to 9. */
export function luhn(digits: Uint8Array, count: number): boolean {
  let sum = 0;
  for (let i = count - 1, double = false; i >= 0; i--, double = !double) {
    let value = digits[i]!;
    if (double) {
      value *= 2;
      if (value > 9) value -= 9;
    }
    sum += value;
  }
  return sum % 10 === 0;
}
