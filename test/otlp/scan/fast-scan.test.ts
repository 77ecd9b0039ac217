import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makePayload, seeded } from '../../../bench/payloads.ts';
import { generate } from '../../../scripts/wasm.ts';
import type { Signal } from '../../../src/otlp/batch.ts';
import { internKey } from '../../../src/otlp/keys.ts';
import { FastScan } from '../../../src/otlp/scan/fast-scan.ts';
import { ItemIndex, ROW_STRIDE } from '../../../src/otlp/scan/item-index.ts';
import { Scanner } from '../../../src/otlp/scan/scanner.ts';
import { REQUEST_SHAPES } from '../../../src/otlp/scan/shapes.ts';
import { REQUEST_MESSAGE } from '../../../src/otlp/schema.data.ts';
import { oddly } from '../../support/odd-encoder.ts';
import { ORACLE } from '../../support/oracle.ts';
import { REQUESTS, runs } from '../../support/otlp-arbitrary.ts';

for (const name of ['gen_ai.request.model', 'gen_ai.system', 'k', 'http.route', 'ключ', 'user.id', 'server.address']) internKey(name);

const plainIndex = new ItemIndex();
const plainScanner = new Scanner(plainIndex);
const fastIndex = new ItemIndex();
const fastScanner = new Scanner(fastIndex, new FastScan());

/** Everything a scan says: verdict, problem, counts, and the index of what it let through. */
function verdict(scanner: Scanner, index: ItemIndex, signal: Signal, bytes: Uint8Array, trusted: boolean): unknown {
  const ok = scanner.run(REQUEST_SHAPES[signal], bytes, trusted);
  if (!ok) return { ok, problem: scanner.problem };
  const items = Array.from({ length: index.count }, (_, i) => [index.start(i), index.firstRow(i), index.endRow(i), index.mask(i)]);
  return {
    ok,
    items: scanner.items,
    irregular: scanner.irregular,
    index: items,
    rows: [...index.rows.subarray(0, index.rowCount * ROW_STRIDE)],
  };
}

function same(signal: Signal, bytes: Uint8Array): void {
  expect(verdict(fastScanner, fastIndex, signal, bytes, false)).toEqual(verdict(plainScanner, plainIndex, signal, bytes, false));
}

/** The fast scan leaves small batches alone, so random requests are joined until they are large enough. */
function enlarged(bytes: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(600 / Math.max(1, bytes.length)) }, () => bytes));
}

describe('the fast scan', () => {
  it.each(['traces', 'logs'] as const)('says of random %s what the plain scan says', (signal) => {
    fc.assert(
      fc.property(REQUESTS[signal], fc.integer(), (object, seed) => {
        const bytes = enlarged(Buffer.from(ORACLE[signal].encode(ORACLE[signal].fromObject(object)).finish()));
        same(signal, bytes);
        same(signal, oddly(REQUEST_MESSAGE[signal], bytes, seeded(seed)));
      }),
      runs(0.05),
    );
  });

  it('says of damaged bytes what the plain scan says', () => {
    const random = seeded(Number(process.env['ASSAY_PROPERTY_SEED'] ?? 4711));
    for (const payload of [makePayload({ spans: 8, content: false }), makePayload({ spans: 3, content: true, llmShare: 1 })]) {
      for (let i = 0; i < 4000; i++) {
        const damaged = Buffer.from(i % 3 === 0 ? payload.subarray(0, 600 + Math.floor(random() * (payload.length - 600))) : payload);
        for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips--)
          damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
        same('traces', damaged);
      }
    }
  });

  it('finds every kind of broken UTF-8 at every place in a text', () => {
    const broken = ['80', 'c0af', 'c1bf', 'e080af', 'eda080', 'f0808080', 'f4908080', 'f5', 'c3', 'e282', 'f09f98', 'ff'];
    const good = ['c3bc', 'e282ac', 'ed9fbf', 'ee8080', 'f09f9880', 'f48fbfbf', '41'];
    for (const hex of [...broken, ...good]) {
      for (let before = 0; before < 36; before++) {
        const text = Buffer.concat([Buffer.alloc(before, 0x61), Buffer.from(hex, 'hex'), Buffer.alloc(7, 0x62)]);
        const payload = makePayload({ spans: 2, content: false });
        const at = payload.indexOf('Mozilla/5.0');
        const place = at === -1 ? payload.indexOf('SELECT id, total') : at;
        text.copy(payload, place, 0, Math.min(text.length, 50));
        const result = verdict(fastScanner, fastIndex, 'traces', payload, false) as { ok: boolean };
        expect(result.ok, `${hex} after ${before} bytes`).toBe(good.includes(hex));
        same('traces', payload);
      }
    }
  });

  it('gives way to the plain scan when a batch has more attributes than its memory holds', () => {
    const attribute = Buffer.from([0x4a, 0x04, 0x0a, 0x00, 0x12, 0x00]);
    const ids = Buffer.concat([Buffer.from([0x0a, 16]), Buffer.alloc(16, 1), Buffer.from([0x12, 8]), Buffer.alloc(8, 2)]);
    const span = Buffer.concat([ids, ...Array.from({ length: 2000 }, () => attribute)]);
    const wrap = (tag: number, inner: Buffer): Buffer => {
      const length: number[] = [];
      for (let rest = inner.length; ; rest >>>= 7) {
        length.push(rest >= 0x80 ? (rest & 0x7f) | 0x80 : rest);
        if (rest < 0x80) break;
      }
      return Buffer.concat([Buffer.from([tag, ...length]), inner]);
    };
    const request = wrap(0x0a, wrap(0x12, Buffer.concat([wrap(0x12, span), wrap(0x12, span)])));
    same('traces', request);
    expect(fastIndex.rowCount).toBe(4000);
  });

  it('is compiled from the source beside it', () => {
    expect(readFileSync(new URL('../../../src/otlp/scan/item-scan.gen.ts', import.meta.url), 'utf8')).toBe(generate());
  });
});
