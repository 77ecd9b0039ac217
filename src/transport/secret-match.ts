import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Of this process alone: digests made with it are worth nothing elsewhere. */
const KEY = randomBytes(32);

/** A keyed digest of a secret, to keep or compare instead of the secret itself. */
export function secretDigest(secret: string): Buffer {
  return createHmac('sha256', KEY).update(secret, 'utf8').digest();
}

/**
 * Whether `digest` is among `known`. Takes the same time whichever matches and however much of a secret was right: digests
 * under a random key say nothing about how close a guess was, and all are compared.
 */
export function matchesAny(digest: Buffer, known: readonly Buffer[]): boolean {
  let found = false;
  for (const other of known) found = timingSafeEqual(digest, other) || found;
  return found;
}
