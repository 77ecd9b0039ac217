import { isDeepStrictEqual } from 'node:util';
import { loadConfig } from '../src/config/load.ts';
import { createCallReader } from '../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../src/genai/dialect.ts';
import type { Descriptor, Processor } from '../src/kernel/component.ts';
import { FusedWalk } from '../src/kernel/fused-walk.ts';
import type { StageSet } from '../src/kernel/stage.ts';
import type { Batch } from '../src/otlp/batch.ts';
import { validateRequest } from '../src/otlp/validate.ts';
import { builtInRegistry } from '../src/registry.ts';
import { makeFakeHost } from '../test/support/fake-host.ts';
import { plain } from '../test/support/oracle.ts';
import { makePayload } from './payloads.ts';
import { factsOf, protobufjsPass } from './protobufjs-baseline.ts';
import { type BenchResult, inTurns } from './result.ts';

const FOUR = ['genai_normalizer', 'genai_cost', 'genai_finish_reason', 'genai_eval_sampler'];
const SPANS = 512;

/** A fused walk with processors as a config of defaults makes them. */
export async function walkOf(processors: readonly string[]): Promise<FusedWalk> {
  const config = {
    receivers: { otlp: { protocols: { http: {} } } },
    processors: Object.fromEntries(processors.map((name) => [name, {}])),
    exporters: { debug: {} },
    service: { pipelines: { traces: { receivers: ['otlp'], processors, exporters: ['debug'] } } },
  };
  const loaded = await loadConfig({ uris: [`yaml:${JSON.stringify(config)}`], env: {}, registry: builtInRegistry() });
  if (loaded.config === undefined) throw new Error(loaded.diagnostics.map((diagnostic) => diagnostic.message).join('; '));
  const stages = processors.map((name): StageSet => {
    const component = loaded.config!.processors.get(name)!;
    const made = (component.descriptor as unknown as Descriptor<'processor', unknown, Processor>).create(
      component.config,
      makeFakeHost({ id: name }),
    );
    if (made.kind !== 'stages') throw new Error(`${name} is no stage`);
    return made.stages;
  });
  const host = makeFakeHost({ id: 'bench' });
  return new FusedWalk({
    signal: 'traces',
    pipeline: 'traces',
    stages,
    calls: createCallReader(DEFAULT_DIALECT_SETTINGS),
    metrics: host.metrics,
    log: host.log,
  });
}

/**
 * Validate, walk, stages, splice beside protobufjs doing decode, the same changes, encode: in turns in one run, the
 * results compared. For spans without and with content; cost alone and all four stages.
 */
export async function benchInProcess(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const content of [false, true]) {
    const bytes = makePayload({ spans: SPANS, content });
    const batch: Batch = { signal: 'traces', bytes, items: SPANS, meta: { receivedAtMs: 0 } };
    const facts = factsOf(batch);
    for (const [work, processors] of [
      ['cost alone', ['genai_cost']],
      ['four stages', FOUR],
    ] as const) {
      const walk = await walkOf(processors);
      const all = processors.length > 1;
      const ours = (): Uint8Array => {
        if (!validateRequest('traces', bytes).ok) throw new Error('the payload is not valid');
        return walk.run(batch).batch.bytes;
      };
      sameContent(ours(), protobufjsPass(bytes, facts, { all }), work);
      const time = inTurns(ours, () => void protobufjsPass(bytes, facts, { all }), 9, 60, 8);
      const what = `${work}, spans ${content ? 'with' : 'without'} content`;
      results.push(
        {
          name: what,
          unit: 'spans/s',
          value: (SPANS * 1e9) / time.ours,
          baseline: (SPANS * 1e9) / time.theirs,
          ratio: time.theirs / time.ours,
        },
        {
          name: `${what}, bytes`,
          unit: 'MB/s',
          value: (bytes.length * 1e3) / time.ours,
          baseline: (bytes.length * 1e3) / time.theirs,
          ratio: time.theirs / time.ours,
        },
      );
      if (!content && all) results.push(...heap(ours, bytes.length));
    }
    const validate = inTurns(
      () => void validateRequest('traces', bytes),
      () => void protobufjsPass(bytes, new Map(), { all: false }),
      5,
      60,
      4,
    );
    results.push({
      name: `validate alone, spans ${content ? 'with' : 'without'} content`,
      unit: 'spans/s',
      value: (SPANS * 1e9) / validate.ours,
      baseline: (SPANS * 1e9) / validate.theirs,
      ratio: validate.theirs / validate.ours,
    });
  }
  return results;
}

/** Heap growth over a million spans after a collection, and bytes allocated per span on the way (output buffers included). */
function heap(pass: () => void, _bytes: number): BenchResult[] {
  const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
  const runs = Math.ceil(1e6 / SPANS);
  for (let i = 0; i < 200; i++) pass();
  collect();
  const before = process.memoryUsage();
  let allocated = 0;
  let last = process.memoryUsage().heapUsed;
  for (let i = 0; i < runs; i++) {
    pass();
    if (i % 8 !== 7) continue;
    const now = process.memoryUsage().heapUsed;
    if (now > last) allocated += now - last;
    last = now;
  }
  collect();
  const after = process.memoryUsage();
  return [
    {
      name: 'heap growth over 10^6 spans, four stages',
      unit: 'bytes',
      value: after.heapUsed - before.heapUsed,
      baseline: null,
      ratio: null,
    },
    { name: 'JavaScript heap allocated, four stages', unit: 'bytes/span', value: allocated / (runs * SPANS), baseline: null, ratio: null },
  ];
}

/** Throws unless both outputs decode to the same spans; attributes are compared as a set, their order is nobody's promise. */
function sameContent(a: Uint8Array, b: Uint8Array, what: string): void {
  const sorted = (bytes: Uint8Array): unknown => {
    const request = plain('traces', bytes) as { resourceSpans: { scopeSpans: { spans: { attributes: { key: string }[] }[] }[] }[] };
    for (const resource of request.resourceSpans) {
      for (const scope of resource.scopeSpans) for (const span of scope.spans) span.attributes.sort((x, y) => (x.key < y.key ? -1 : 1));
    }
    return request;
  };
  const left = sorted(a);
  const right = sorted(b);
  if (!isDeepStrictEqual(left, right)) throw new Error(`${what}: the two outputs differ`);
}
