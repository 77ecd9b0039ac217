import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gateModule } from '../../../scripts/redaction/build-gate-simd.ts';
import { EVENT_CLASS, NIBBLE_GROUPS, RUN_ABOVE } from '../../../src/genai/redaction/gate/event-bytes.ts';
import { EventScanner } from '../../../src/genai/redaction/gate/event-scanner.ts';
import { GATE_SIMD } from '../../../src/genai/redaction/gate/gate-simd.gen.ts';
import { makeSimdScan } from '../../../src/genai/redaction/gate/simd.ts';
import { RUN } from '../../../src/genai/redaction/text/byte-class.ts';
import { seeded } from './support/secret-samples.ts';

function all(scanner: EventScanner, bytes: Uint8Array, lo: number, hi: number): { events: number[]; runs: number[] } {
  const events: number[] = [];
  const runs: number[] = [];
  for (let from = lo; from < hi; ) {
    from = scanner.scan(bytes, from, lo, hi);
    events.push(...scanner.at.subarray(0, scanner.count));
    runs.push(...scanner.runAt.subarray(0, scanner.runs));
  }
  return { events, runs };
}

describe('the SIMD scan', () => {
  it('is the module its script makes', () => {
    expect(GATE_SIMD).toBe(Buffer.from(gateModule()).toString('base64'));
    expect(readFileSync(new URL('../../../src/genai/redaction/gate/gate-simd.gen.ts', import.meta.url), 'utf8')).toContain(GATE_SIMD);
  });

  it('is at hand on this runtime', () => {
    expect(makeSimdScan()).toBeDefined();
  });

  it('knows the same bytes as the tables of the loop', () => {
    const classes = (groups: typeof NIBBLE_GROUPS, byte: number): boolean =>
      groups.some(({ high, low }) => high.includes(byte >> 4) && low.includes(byte & 15));
    for (let byte = 0; byte < 256; byte++) {
      expect({ byte, event: classes(NIBBLE_GROUPS, byte) }).toEqual({ byte, event: EVENT_CLASS[byte] !== 0 });
      if (RUN[byte] === 1) expect(byte).toBeGreaterThan(RUN_ABOVE);
    }
  });

  it('finds what the loop finds in random texts at every alignment and length', () => {
    const vectors = new EventScanner(0);
    const loop = new EventScanner(Number.POSITIVE_INFINITY);
    const random = seeded(3);
    for (let run = 0; run < 3000; run++) {
      const length = Math.floor(random() * (run % 10 === 0 ? 40_000 : 200));
      const offset = run % 37;
      const bytes = Buffer.alloc(offset + length + 40);
      const dense = random();
      for (let i = 0; i < bytes.length; i++) bytes[i] = random() < dense ? 0x61 + Math.floor(random() * 26) : Math.floor(random() * 256);
      const a = all(vectors, bytes, offset, offset + length);
      const b = all(loop, bytes, offset, offset + length);
      if (a.events.join() !== b.events.join() || a.runs.join() !== b.runs.join())
        expect({ run, length, ...a }).toEqual({ run, length, ...b });
    }
  });
});
