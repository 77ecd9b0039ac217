/** True when `length` bytes at `a[ai]` and `b[bi]` are the same. Bounds are the caller's. */
export function equalBytes(a: Uint8Array, ai: number, b: Uint8Array, bi: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[ai + i] !== b[bi + i]) return false;
  return true;
}

/** 32-bit FNV-1a over `buf[start..end)`, as an unsigned integer (draft-eastlake-fnv). */
export function hashBytes(buf: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ buf[i]!, 0x01000193);
  return hash >>> 0;
}

/** The bytes of an ASCII or UTF-8 constant; for tables made at load. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
