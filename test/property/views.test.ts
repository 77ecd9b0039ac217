import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch, Signal } from '../../src/otlp/batch.ts';
import { canonicalise } from '../../src/otlp/canonicalise.ts';
import { isJsonError, jsonToProto, protoToJson } from '../../src/otlp/json/index.ts';
import { REQUEST_MESSAGE } from '../../src/otlp/schema.data.ts';
import { mergeBatches, splitBatch } from '../../src/otlp/split.ts';
import { validateRequest } from '../../src/otlp/validate.ts';
import { seeded } from '../../bench/payloads.ts';
import { oddly } from '../support/odd-encoder.ts';
import { ORACLE, plain } from '../support/oracle.ts';
import { REQUESTS, runs } from '../support/otlp-arbitrary.ts';
import { readBack } from '../support/read-back.ts';

const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

function encode(signal: Signal, object: Record<string, unknown>): Buffer {
  const type = ORACLE[signal];
  return Buffer.from(type.encode(type.fromObject(object)).finish());
}

function batchOf(signal: Signal, bytes: Uint8Array): Batch {
  const result = validateRequest(signal, bytes);
  if (!result.ok) throw new Error(`${result.code} ${result.message}`);
  const clean = result.irregular ? canonicalise(signal, bytes) : bytes;
  return { signal, bytes: clean, items: result.items, meta: { receivedAtMs: 0 } };
}

describe.each(SIGNALS)('%s', (signal) => {
  it('reads through views what protobufjs decodes', () => {
    fc.assert(
      fc.property(REQUESTS[signal], (object) => {
        const bytes = encode(signal, object);
        expect(readBack(batchOf(signal, bytes))).toEqual(plain(signal, bytes));
      }),
      runs(0.1),
    );
  });

  it('reads the same from any legal way of writing it', () => {
    fc.assert(
      fc.property(REQUESTS[signal], fc.integer(), (object, seed) => {
        const bytes = encode(signal, object);
        const odd = oddly(REQUEST_MESSAGE[signal], bytes, seeded(seed));
        const batch = batchOf(signal, odd);
        expect(plain(signal, batch.bytes)).toEqual(plain(signal, bytes));
        expect(readBack(batch)).toEqual(plain(signal, bytes));
      }),
      runs(0.08),
    );
  });

  it('splits within its limits and merges back to the same content', () => {
    fc.assert(
      fc.property(REQUESTS[signal], fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2000 }), (object, maxItems, maxBytes) => {
        const batch = batchOf(signal, encode(signal, object));
        const pieces = splitBatch(batch, { maxItems, maxBytes });
        for (const piece of pieces) {
          const checked = validateRequest(signal, piece.bytes);
          expect(checked).toEqual({ ok: true, items: piece.items, irregular: false });
          expect(piece.items).toBeLessThanOrEqual(maxItems);
          if (maxBytes > 0 && piece.items > 1) expect(piece.bytes.length).toBeLessThanOrEqual(maxBytes);
        }
        expect(itemsOf(readBack(mergeBatches(pieces)))).toEqual(itemsOf(readBack(batch)));
      }),
      runs(0.05),
    );
  });

  it('survives the way to JSON and back unchanged', () => {
    fc.assert(
      fc.property(REQUESTS[signal], (object) => {
        const bytes = encode(signal, object);
        const json = protoToJson(signal, bytes);
        JSON.parse(Buffer.from(json).toString('utf8'));
        const back = jsonToProto(signal, json);
        if (isJsonError(back)) throw new Error(back.message);
        expect(plain(signal, back)).toEqual(plain(signal, bytes));
        expect(Buffer.from(protoToJson(signal, back)).equals(Buffer.from(json))).toBe(true);
      }),
      runs(0.06),
    );
  });
});

/** Every item with the resource and scope around it, which is what a split must keep. */
function itemsOf(request: Record<string, unknown>): unknown[] {
  const items: unknown[] = [];
  for (const outer of (Object.values(request)[0] as Record<string, unknown>[] | undefined) ?? []) {
    const { resource, schemaUrl } = outer;
    const inner = (outer['scopeSpans'] ?? outer['scopeLogs'] ?? outer['scopeMetrics'] ?? []) as Record<string, unknown>[];
    for (const scoped of inner) {
      const list = (scoped['spans'] ?? scoped['logRecords'] ?? scoped['metrics'] ?? []) as Record<string, unknown>[];
      for (const item of list) {
        const around = { resource, schemaUrl, scope: scoped['scope'], scopeSchemaUrl: scoped['schemaUrl'] };
        const points = pointsOf(item);
        if (points === undefined) items.push({ ...around, item });
        else for (const point of points.list) items.push({ ...around, metric: points.head, point });
      }
    }
  }
  return items;
}

function pointsOf(item: Record<string, unknown>): { head: unknown; list: unknown[] } | undefined {
  for (const name of ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']) {
    const data = item[name] as { dataPoints?: unknown[] } | undefined;
    if (data === undefined) continue;
    const { dataPoints, ...rest } = data;
    return { head: { ...item, [name]: rest }, list: dataPoints ?? [] };
  }
  return undefined;
}
