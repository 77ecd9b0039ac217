import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OwnMetrics } from '../../../src/telemetry/metrics/own-metrics.ts';
import { GENAI_COST_TELEMETRY } from '../../../src/processors/genai_cost/processor.ts';
import { printable } from '../../../src/processors/genai_cost/unknown-models.ts';
import { makeFakeHost } from '../../support/fake-host.ts';
import { chat, make, runSpans, USED } from './support.ts';

const unknown = (model: string, provider: string = 'openai') =>
  chat({ ...USED, 'gen_ai.provider.name': provider, 'gen_ai.request.model': model });

test('each model without a price is counted under its name', () => {
  const bench = make();
  runSpans(bench, [unknown('a-1'), unknown('a-1'), unknown('b-2', 'azure.ai.openai')]);
  expect(bench.host.metrics.value('assay_unknown_models', { provider: 'openai', model: 'a-1' })).toBe(2);
  expect(bench.host.metrics.value('assay_unknown_models', { provider: 'azure.ai.openai', model: 'b-2' })).toBe(1);
});

test('whatever names are invented, there are at most fifty series of their own and one for the rest', () => {
  const bench = make();
  for (let i = 0; i < 3_000; i += 100)
    runSpans(
      bench,
      Array.from({ length: 100 }, (_, j) => unknown(`invented-${i + j}`)),
    );
  const shown = Array.from({ length: 3_000 }, (_, i) =>
    bench.host.metrics.value('assay_unknown_models', { model: `invented-${i}` }),
  ).filter((value) => value !== undefined);
  expect(shown).toHaveLength(50);
  expect(bench.host.metrics.value('assay_unknown_models')).toBe(3_000);
  expect(bench.host.metrics.value('assay_unknown_models', { model: 'other' })).toBe(2_950);
});

test('every few minutes the most frequent names are listed in one line with the remedy, and only when there are any', async () => {
  const bench = make();
  await bench.processor.start?.();
  await bench.host.clock.advance(300_000);
  expect(bench.host.logs).toEqual([]);
  runSpans(bench, [unknown('rare'), unknown('often', 'azure.ai.openai'), unknown('often', 'azure.ai.openai')]);
  await bench.host.clock.advance(300_000);
  expect(bench.host.logs).toEqual([
    {
      level: 'warn',
      message: 'calls of models without a price',
      fields: {
        names: 2,
        calls: 3,
        top: ['2 x azure.ai.openai often', '1 x openai rare'],
        fix: 'genai_cost:\n  aliases:\n    "often": openai/gpt-4o   # the model behind the name',
      },
    },
  ]);
  await bench.host.clock.advance(600_000);
  expect(bench.host.logs).toHaveLength(1);
});

test('a sender cannot put more than 120 printable characters into a label or a line', () => {
  expect(printable(`a\u0000\n\u001b[31m${'b'.repeat(500)}`)).toBe(`a???[31m${'b'.repeat(112)}`);
  expect(printable('modèle-日本')).toBe('modèle-日本');
});

test('a model disappears from the metrics once a reloaded price file prices it', async () => {
  const own = new OwnMetrics();
  own.define(GENAI_COST_TELEMETRY);
  const host = { ...makeFakeHost({ id: 'genai_cost' }), metrics: own.sink('processor/genai_cost') };
  const file = join(mkdtempSync(join(tmpdir(), 'unknown-')), 'p.yaml');
  writeFileSync(file, 'prices: []\n');
  const bench = make({ prices: [file] }, host as never);
  await bench.processor.start?.();
  runSpans(bench, [unknown('my-dep'), unknown('still-unknown')]);
  expect(await own.registry.metrics()).toContain('assay_unknown_models_total{provider="openai",model="my-dep"} 1');
  writeFileSync(file, 'aliases:\n  my-dep: openai/gpt-4o\n');
  await host.clock.advance(6_000);
  runSpans(bench, [unknown('my-dep'), unknown('still-unknown')]);
  const after = await own.registry.metrics();
  expect(after).not.toContain('my-dep');
  expect(after).toContain('assay_unknown_models_total{provider="openai",model="still-unknown"} 2');
});
