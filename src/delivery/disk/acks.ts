import { crc32c } from './crc32c.ts';

/*
 * The ack file of a segment: one entry for each record that is done with, appended in any order. A torn or damaged entry is
 * passed over: its record is sent once more.
 *
 *   0  4  ordinal of the record
 *   4  4  CRC-32C of the ordinal, seeded with the salt
 */

export const ACK_BYTES = 8;

export function encodeAcks(ordinals: readonly number[], salt: number): Buffer {
  const bytes = Buffer.alloc(ordinals.length * ACK_BYTES);
  ordinals.forEach((ordinal, i) => {
    const at = i * ACK_BYTES;
    bytes.writeUInt32LE(ordinal, at);
    bytes.writeUInt32LE(crc32c(bytes, at, at + 4, salt), at + 4);
  });
  return bytes;
}

/** The ordinals of valid entries. */
export function decodeAcks(bytes: Buffer, salt: number): Set<number> {
  const ordinals = new Set<number>();
  for (let at = 0; at + ACK_BYTES <= bytes.length; at += ACK_BYTES) {
    if (crc32c(bytes, at, at + 4, salt) === bytes.readUInt32LE(at + 4)) ordinals.add(bytes.readUInt32LE(at));
  }
  return ordinals;
}
