import type { Policy } from '../policy/policy.ts';
import { hexAt, isDigit } from '../text/byte-class.ts';

const LONGEST = 128;
const HASH_DIGITS = 16;

/**
 * Whether a finding lies within a placeholder that an earlier pass wrote: `<ENTITY>`, or `<ENTITY:KEYID:16 hex>` with a
 * key id of this policy. Only whole, known forms count, so that nothing can hide between angle brackets.
 */
export function insidePlaceholder(policy: Policy, bytes: Uint8Array, lo: number, hi: number, start: number, end: number): boolean {
  const stop = Math.max(lo, start - LONGEST);
  let open = start;
  while (open >= stop && bytes[open] !== 0x3c) {
    if (open < start && bytes[open] === 0x3e) return false;
    open--;
  }
  if (open < stop) return false;
  let close = Math.max(open + 1, end - 1);
  while (close < hi && close - open < LONGEST * 2 && bytes[close] !== 0x3e) close++;
  return close < hi && bytes[close] === 0x3e && isPlaceholder(policy, bytes, open, close + 1);
}

/** Whether `[start..end)`, angle brackets included, is exactly one placeholder. */
export function isPlaceholder(policy: Policy, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 4 || bytes[start] !== 0x3c || bytes[end - 1] !== 0x3e) return false;
  let colon = start + 1;
  while (colon < end - 1 && bytes[colon] !== 0x3a) colon++;
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + start + 1, colon - start - 1).toString('latin1');
  let known = false;
  for (let i = 0; i < policy.entities.length && !known; i++) known = policy.entities[i]!.id === name;
  if (!known) return false;
  if (colon === end - 1) return true;
  const hash = end - 1 - HASH_DIGITS;
  if (hash <= colon + 1 || bytes[hash - 1] !== 0x3a || policy.hmac === undefined) return false;
  if (hexAt(bytes, hash, end, 8) < 0 || hexAt(bytes, hash + 8, end, 8) < 0) return false;
  // Sixteen decimal digits are no pseudonym (`hmac.ts`) and may be a card number.
  let decimal = true;
  for (let i = hash; i < end - 1 && decimal; i++) decimal = isDigit(bytes[i]!);
  if (decimal) return false;
  return policy.hmac.knows(Buffer.from(bytes.buffer, bytes.byteOffset + colon + 1, hash - colon - 2).toString('latin1'));
}
