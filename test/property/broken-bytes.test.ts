import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makePayload, seeded } from '../../bench/payloads.ts';
import type { Signal } from '../../src/otlp/batch.ts';
import { canonicalise } from '../../src/otlp/canonicalise.ts';
import { OTLP_ERRORS } from '../../src/otlp/errors.data.ts';
import { isJsonError, jsonToProto, protoToJson } from '../../src/otlp/json/index.ts';
import { splitBatch } from '../../src/otlp/split.ts';
import { validateRequest } from '../../src/otlp/validate.ts';
import { readBack } from '../support/read-back.ts';

interface Recording {
  readonly name: string;
  readonly signal: Signal;
  readonly bytes: Buffer;
}

const root = new URL('../fixtures/corpus/', import.meta.url).pathname;
const recordings: Recording[] = globSync('**/*.binpb', { cwd: root })
  .sort()
  .map((name) => ({
    name,
    signal: name.endsWith('logs.binpb') ? 'logs' : name.endsWith('metrics.binpb') ? 'metrics' : 'traces',
    bytes: readFileSync(root + name),
  }));
recordings.push({ name: 'generated', signal: 'traces', bytes: makePayload({ spans: 6, content: false }) });

const CODES = new Set<string>(OTLP_ERRORS.map((spec) => spec.code));

/** Bytes are either refused with a listed code, or good enough for every reader. */
function judge(signal: Signal, bytes: Uint8Array): 'valid' | 'refused' {
  const result = validateRequest(signal, bytes);
  if (!result.ok) {
    expect(CODES).toContain(result.code);
    return 'refused';
  }
  const clean = result.irregular ? canonicalise(signal, bytes) : bytes;
  const again = validateRequest(signal, clean);
  expect(again).toMatchObject({ ok: true, irregular: false });
  const batch = { signal, bytes: clean, items: result.items, meta: { receivedAtMs: 0 } };
  readBack(batch);
  splitBatch(batch, { maxItems: 1, maxBytes: 0 });
  JSON.parse(Buffer.from(protoToJson(signal, clean)).toString('utf8'));
  return 'valid';
}

describe('bytes that are not what they should be', () => {
  it('end as a typed error or a valid batch at every truncation', () => {
    let refused = 0;
    for (const { signal, bytes } of recordings) {
      // All cuts of small recordings, and evenly spread ones of large recordings.
      const step = Math.max(1, Math.floor(bytes.length / 1500));
      for (let end = 0; end < bytes.length; end += step) if (judge(signal, bytes.subarray(0, end)) === 'refused') refused++;
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it('end as a typed error or a valid batch after 10,000 bit flips', () => {
    const seed = Number(process.env['ASSAY_PROPERTY_SEED'] ?? Date.now() % 1_000_000);
    console.info(`bit flips: ASSAY_PROPERTY_SEED=${seed}`);
    const random = seeded(seed);
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const { signal, bytes } = recordings[Math.floor(random() * recordings.length)]!;
      const flipped = Buffer.from(bytes);
      for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips--)
        flipped[Math.floor(random() * flipped.length)]! ^= 1 << Math.floor(random() * 8);
      if (judge(signal, flipped) === 'refused') refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('are refused in JSON with a position and without content', () => {
    const json = Buffer.from(protoToJson('traces', makePayload({ spans: 2, content: false })));
    const random = seeded(11);
    for (let i = 0; i < 3000; i++) {
      const broken = Buffer.from(json);
      if (i % 2 === 0) broken[Math.floor(random() * broken.length)] = Math.floor(random() * 128);
      const body = i % 2 === 0 ? broken : json.subarray(0, Math.floor(random() * json.length));
      const result = jsonToProto('traces', body);
      if (isJsonError(result)) {
        expect(CODES).toContain(result.code);
        expect(result.message).not.toContain('gpt-');
      } else validateRequest('traces', result);
    }
  });

  it('are refused when nested ten thousand levels deep, in protobuf and in JSON', () => {
    let value: Buffer = Buffer.from([0x0a, 0x01, 0x78]);
    const wrap = (tag: number, inner: Buffer): Buffer => {
      const length: number[] = [];
      let rest = inner.length;
      while (rest >= 0x80) {
        length.push((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      return Buffer.concat([Buffer.from([tag, ...length, rest]), inner]);
    };
    for (let i = 0; i < 10_000; i++) value = wrap(0x2a, wrap(0x0a, value));
    const attribute = wrap(0x0a, Buffer.concat([wrap(0x0a, Buffer.from('deep')), wrap(0x12, value)]));
    expect(validateRequest('traces', wrap(0x0a, wrap(0x0a, attribute)))).toMatchObject({ ok: false, code: 'ASSAY_OTLP_DEPTH' });
    const nested = `${'{"arrayValue":{"values":['.repeat(10_000)}{"stringValue":"x"}${']}}'.repeat(10_000)}`;
    const body = `{"resourceSpans":[{"resource":{"attributes":[{"key":"deep","value":${nested}}]}}]}`;
    expect(jsonToProto('traces', Buffer.from(body))).toMatchObject({ code: 'ASSAY_OTLP_DEPTH' });
    expect(jsonToProto('traces', Buffer.from(`{"unknown":${'['.repeat(10_000)}${']'.repeat(10_000)}}`))).toMatchObject({
      code: 'ASSAY_OTLP_DEPTH',
    });
  });
});
