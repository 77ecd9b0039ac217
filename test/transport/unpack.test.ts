import * as fc from 'fast-check';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RequestAccount } from '../../src/transport/body/admission.ts';
import { type BodyLimits, BodyCollector } from '../../src/transport/body/collector.ts';
import { encodingOf } from '../../src/transport/body/encodings.ts';
import { Unpacker } from '../../src/transport/body/unpack.ts';

const LIMITS: BodyLimits = { maxBodyBytes: 4 << 20, maxBodyKey: 'k', maxRatio: 500, ratioFloorBytes: 1 << 20 };

const PACK: Readonly<Record<string, (plain: Uint8Array) => Buffer>> = {
  gzip: (plain) => gzipSync(plain),
  zlib: (plain) => deflateSync(plain),
  deflate: (plain) => deflateRawSync(plain),
  zstd: (plain) => zstdCompressSync(plain),
};

function open(): RequestAccount {
  return new RequestAccount(undefined);
}

describe.each(Object.keys(PACK))('unpacking %s', (name) => {
  const encoding = encodingOf(name)!;
  const pack = PACK[name]!;

  it('gives back what was packed, small and large', async () => {
    const unpacker = new Unpacker(LIMITS);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 1500 }), async (seed, times) => {
        const plain = Buffer.concat(Array.from({ length: times }, () => seed));
        const result = await unpacker.unpack(pack(plain), encoding, open());
        expect(result instanceof Uint8Array ? plain.equals(result) : result).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('never throws on damaged bytes, and never gives more than the limit', async () => {
    const unpacker = new Unpacker({ ...LIMITS, maxBodyBytes: 100_000 });
    const good = pack(Buffer.from('some telemetry '.repeat(3000)));
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), async (at, value, cut) => {
        const bad = Buffer.from(good);
        bad[at] = value;
        const result = await unpacker.unpack(bad.subarray(0, cut), encoding, open());
        if (result instanceof Uint8Array) expect(result.length).toBeLessThanOrEqual(100_000);
        else expect(['malformed', 'too_large', 'ratio', 'busy']).toContain(result.problem);
      }),
      { numRuns: 300 },
    );
  });

  it('stops at the limit exactly', async () => {
    const unpacker = new Unpacker({ ...LIMITS, maxBodyBytes: 300_000, maxRatio: 1e9 });
    const random = Buffer.alloc(300_001, 'abcdefgh');
    expect(await unpacker.unpack(pack(random.subarray(0, 300_000)), encoding, open())).toHaveLength(300_000);
    expect(await unpacker.unpack(pack(random), encoding, open())).toMatchObject({ problem: 'too_large' });
    const tight = new Unpacker({ ...LIMITS, maxBodyBytes: 10 });
    expect(await tight.unpack(pack(Buffer.alloc(11)), encoding, open())).toMatchObject({ problem: 'too_large' });
  });

  it('charges the account for the result, and gives up when it does not fit', async () => {
    let free = 100_000;
    const admission = {
      tryEnter: (bytes: number) => {
        if (bytes > free) return false;
        free -= bytes;
        return true;
      },
      leave: (bytes: number) => void (free += bytes),
    };
    const unpacker = new Unpacker(LIMITS);
    const fits = new RequestAccount(admission);
    expect(await unpacker.unpack(pack(Buffer.alloc(60_000)), encoding, fits)).toHaveLength(60_000);
    expect(free).toBe(40_000);
    const second = new RequestAccount(admission);
    expect(await unpacker.unpack(pack(Buffer.alloc(60_000)), encoding, second)).toMatchObject({ problem: 'busy' });
    fits.release();
    second.release();
    second.release();
    expect(free).toBe(100_000);
  });
});

describe('many bombs at once', () => {
  it('are unpacked a few at a time, and each is answered', async () => {
    let held = 0;
    let peak = 0;
    const admission = {
      tryEnter: (bytes: number) => {
        held += bytes;
        peak = Math.max(peak, held);
        return true;
      },
      leave: (bytes: number) => void (held -= bytes),
    };
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    const unpacker = new Unpacker(LIMITS);
    const results = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const account = new RequestAccount(admission);
        const result = await unpacker.unpack(bomb, encodingOf('gzip')!, account);
        account.release();
        return result;
      }),
    );
    expect(results.every((result) => !(result instanceof Uint8Array) && result.problem === 'ratio')).toBe(true);
    expect(held).toBe(0);
    expect(peak).toBeLessThanOrEqual(8 * (LIMITS.ratioFloorBytes + 512 * 1024));
    expect(await unpacker.unpack(gzipSync(Buffer.alloc(200_000, 'x')), encodingOf('gzip')!, open())).toHaveLength(200_000);
  });
});

describe('collecting a body', () => {
  it('keeps the bytes in order whether the size was announced or not', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 500 })), fc.boolean(), (chunks, announced) => {
        const whole = Buffer.concat(chunks);
        const collector = new BodyCollector(announced ? whole.length : -1, LIMITS, open());
        for (const chunk of chunks) expect(collector.push(chunk)).toBeUndefined();
        expect(Buffer.from(collector.body()).equals(whole)).toBe(true);
      }),
    );
  });

  it('takes no more than was announced', () => {
    const collector = new BodyCollector(3, LIMITS, open());
    expect(collector.push(Buffer.from('abcd'))).toMatchObject({ problem: 'malformed' });
  });
});

describe('content encodings', () => {
  it('are known by token, whatever its case; none is identity; others and lists are unknown', () => {
    for (const none of [undefined, '', 'identity', ' Identity ']) expect(encodingOf(none)).toBeUndefined();
    for (const known of ['gzip', 'X-GZIP', 'zlib', 'deflate', ' zstd']) expect(encodingOf(known)).toBeTypeOf('object');
    for (const unknown of ['br', 'snappy', 'gzip, gzip', '__proto__', 'constructor']) expect(encodingOf(unknown)).toBeNull();
  });
});
