import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACK_BYTES, decodeAcks, encodeAcks } from '../../../src/delivery/disk/acks.ts';
import { crc32c } from '../../../src/delivery/disk/crc32c.ts';
import { queueFolderName, segmentName, segmentNames } from '../../../src/delivery/disk/folder.ts';
import { decodeIndex, decodeTrailer, encodeFooter, footerBytes, TRAILER_BYTES } from '../../../src/delivery/disk/footer.ts';
import {
  decodeRecord,
  encodeHead,
  encodeRecordHead,
  HEAD_BYTES,
  headVersion,
  RECORD_HEAD_BYTES,
} from '../../../src/delivery/disk/record.ts';
import { SegmentIndex } from '../../../src/delivery/disk/segment-index.ts';
import { type Batch, SIGNALS } from '../../../src/otlp/batch.ts';

/** The definition, bit by bit. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

const salts = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const batches: fc.Arbitrary<Batch> = fc.record({
  signal: fc.constantFrom(...SIGNALS),
  bytes: fc.uint8Array({ maxLength: 200 }),
  items: fc.integer({ min: 1, max: 1e6 }),
  meta: fc.record({ receivedAtMs: fc.integer({ min: 0, max: 2 ** 45 }) }),
});

describe('CRC-32C', () => {
  it('has the check values of RFC 3720', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
    expect(crc32c(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))).toBe(0x46dd794e);
  });

  it('is its definition at every length and alignment, in one go or continued', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), fc.nat(20), (bytes, from, cut) => {
        const start = Math.min(from, bytes.length);
        const middle = Math.min(start + cut, bytes.length);
        const whole = slowCrc(bytes.subarray(start));
        expect(crc32c(bytes, start)).toBe(whole);
        expect(crc32c(bytes, middle, bytes.length, crc32c(bytes, start, middle))).toBe(whole);
      }),
    );
  });
});

describe('a record', () => {
  it('comes back as it was, and not at all when one bit of it is wrong', () => {
    fc.assert(
      fc.property(batches, salts, fc.nat(), (batch, salt, flip) => {
        const record = Buffer.concat([encodeRecordHead(batch, 7, 123.5, salt), batch.bytes]);
        const read = decodeRecord(record, salt);
        expect(read).toEqual({ ...batch, bytes: Buffer.from(batch.bytes) });
        const bit = flip % (record.length * 8);
        record[bit >> 3]! ^= 1 << (bit & 7);
        expect(decodeRecord(record, salt)).toBeUndefined();
      }),
    );
  });

  it('is no record under another salt', () => {
    const batch: Batch = { signal: 'traces', bytes: Buffer.from('x'), items: 1, meta: { receivedAtMs: 0 } };
    const record = Buffer.concat([encodeRecordHead(batch, 0, 0, 1), batch.bytes]);
    expect(decodeRecord(record, 2)).toBeUndefined();
  });
});

describe('a segment', () => {
  it('names its version in its head', () => {
    expect(headVersion(encodeHead(5))).toBe(1);
    expect(headVersion(Buffer.alloc(HEAD_BYTES))).toBeUndefined();
    const damaged = encodeHead(5);
    damaged[5]! ^= 1;
    expect(headVersion(damaged)).toBeUndefined();
  });

  it('has a footer that gives the index back, and not at all when one bit of it is wrong', () => {
    fc.assert(
      fc.property(fc.array(batches, { maxLength: 10 }), salts, fc.nat(), (list, salt, flip) => {
        const index = new SegmentIndex();
        let at = HEAD_BYTES;
        list.forEach((batch, i) => {
          index.add(at, { length: batch.bytes.length, items: batch.items, ordinal: i * 2, signal: batch.signal, storedAtMs: i + 0.25 });
          at += RECORD_HEAD_BYTES + batch.bytes.length;
        });
        const footer = encodeFooter(index, at, salt);
        expect(footer).toHaveLength(footerBytes(list.length));
        const read = (bytes: Buffer): SegmentIndex | undefined => {
          const trailer = decodeTrailer(bytes.subarray(-TRAILER_BYTES), at + bytes.length, salt);
          return trailer && decodeIndex(bytes.subarray(0, -TRAILER_BYTES), trailer, salt);
        };
        expect(read(footer)).toEqual(index);
        const bit = flip % (footer.length * 8);
        footer[bit >> 3]! ^= 1 << (bit & 7);
        expect(read(footer)).toBeUndefined();
      }),
    );
  });

  it('is found by its name, in the order of numbers, and nothing else is', () => {
    const names = [segmentName('/q', 2, 255), segmentName('/q', 100_000_000, 1), segmentName('/q', 10, 0)].map((name) =>
      name.path.slice(3),
    );
    const found = segmentNames('/q', [...names, 'lock', 'queue.json', '1-2.seg', '00000001-0000000g.seg', '00000003-00000000.ack']);
    expect(found.map((name) => [name.number, name.salt])).toEqual([
      [2, 255],
      [10, 0],
      [100_000_000, 1],
    ]);
  });
});

describe('acks', () => {
  it('come back, a damaged or torn one excepted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1e6), { minLength: 1, maxLength: 20 }), salts, fc.nat(), (ordinals, salt, flip) => {
        const bytes = encodeAcks(ordinals, salt);
        expect([...decodeAcks(bytes, salt)]).toEqual(ordinals);
        expect(decodeAcks(bytes.subarray(0, -1), salt).size).toBe(ordinals.length - 1);
        const bit = flip % (bytes.length * 8);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const damaged = Math.floor((bit >> 3) / ACK_BYTES);
        expect([...decodeAcks(bytes, salt)]).toEqual(ordinals.filter((_, i) => i !== damaged));
      }),
    );
  });
});

describe('the name of a queue folder', () => {
  it('leads nowhere else, whatever the id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 1024, unit: 'binary' }), (id) => {
        const name = queueFolderName(id);
        expect(name).toMatch(/^[A-Za-z0-9_%-]+$/);
        expect(name.length).toBeLessThan(200);
      }),
    );
    expect(queueFolderName('otlp_grpc/backup')).toBe('otlp_grpc%2fbackup');
    expect(queueFolderName('../../etc')).toBe('%2e%2e%2f%2e%2e%2fetc');
  });

  it('differs for different ids', () => {
    const long = 'x'.repeat(500);
    expect(queueFolderName(`${long}a`)).not.toBe(queueFolderName(`${long}b`));
    expect(queueFolderName('a/b')).not.toBe(queueFolderName('a_b'));
  });
});
