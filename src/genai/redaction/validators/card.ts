import { ISSUERS } from '../recognisers/card.data.ts';
import { luhn } from './luhn.ts';

/** Issuers by first two digits, most numbers end here. */
const byHead: { readonly digits: number; readonly from: number; readonly to: number; readonly lengths: number }[][] = Array.from(
  { length: 100 },
  () => [],
);

for (const row of ISSUERS) {
  const digits = row.digits ?? String(row.from).length;
  let lengths = 0;
  for (const length of row.lengths) lengths |= 1 << length;
  for (let head = 0; head < 100; head++) {
    const first = digits === 1 ? Math.floor(head / 10) : head;
    const low = digits <= 2 ? row.from : Math.floor(row.from / 10 ** (digits - 2));
    const high = digits <= 2 ? row.to : Math.floor(row.to / 10 ** (digits - 2));
    if (first >= low && first <= high) byHead[head]!.push({ digits, from: row.from, to: row.to, lengths });
  }
}

/** Issuer range, its length, and the Luhn digit; all the same digit is an example. */
export function card(digits: Uint8Array, count: number): boolean {
  const rows = byHead[digits[0]! * 10 + digits[1]!]!;
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r]!;
    if ((row.lengths & (1 << count)) === 0) continue;
    let head = 0;
    for (let i = 0; i < row.digits; i++) head = head * 10 + digits[i]!;
    if (head >= row.from && head <= row.to) return luhn(digits, count);
  }
  return false;
}
