import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MetricsConnector } from '../../../src/connectors/genai_metrics/connector.ts';
import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import { validateRequest } from '../../../src/otlp/validate.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import { makeFakeHost } from '../../support/fake-host.ts';
import { pick, type Read, readPoints, Sink } from './support.ts';

const CORPUS = new URL('../../fixtures/corpus/', import.meta.url).pathname;
const CASES = globSync('*/*/request.binpb', { cwd: CORPUS }).map((path) => path.slice(0, -'/request.binpb'.length));

interface Truth {
  readonly calls: readonly { readonly request_model: string }[];
  readonly totals?: Readonly<Record<string, number>>;
  readonly lossy?: readonly string[];
}

async function readsOf(folder: string): Promise<Read[]> {
  const bytes = readFileSync(`${CORPUS}${folder}/request.binpb`);
  const validation = validateRequest('traces', bytes);
  if (!validation.ok) throw new Error(validation.message);
  const batch = { signal: 'traces' as const, bytes, items: validation.items, meta: { receivedAtMs: 0 } };
  const connector = new MetricsConnector(
    {
      dimensions: [],
      semconv: 'both',
      histograms: {},
      exemplars: { enabled: true },
      metrics_flush_interval: '15s',
      aggregation_cardinality_limit: 2000,
      resource_attributes: {},
    },
    makeFakeHost(),
  );
  const sink = new Sink();
  connector.connect(new Map([['metrics', sink]]));
  const calls = createCallReader(DEFAULT_DIALECT_SETTINGS);
  calls.prepare(batch);
  const stage = connector.stages.span!;
  new SpanWalk().run(batch, { item: (view) => stage.span(view, view, { calls, pipeline: 'traces' }) === 0 });
  await connector.flush(new AbortController().signal);
  return readPoints(sink.batches[0]!);
}

const sum = (reads: readonly Read[], name: string): number => pick(reads, name).reduce((total, read) => total + read.value, 0);
const sumOfSums = (reads: readonly Read[], name: string, labels: Record<string, string> = {}): number =>
  pick(reads, name, labels).reduce((total, read) => total + (read.point.sum ?? 0), 0);

describe.each(CASES)('genai_metrics over the recording %s', (folder) => {
  const truth = parse(readFileSync(`${CORPUS}${folder}/expected.yaml`, 'utf8')) as Truth;
  // A figure that is not on the wire may be replaced there by a wrong one, which nobody can see.
  const isWhole = !(truth.lossy ?? []).some((text) => /\.(?:input|output)_tokens:/.test(text));

  it('counts each token once, in both generations of the conventions', async () => {
    const reads = await readsOf(folder);
    const input = sum(reads, 'gen_ai.client.inference.usage.input_tokens');
    const output = sum(reads, 'gen_ai.client.inference.usage.output_tokens');
    if (isWhole) expect([input, output]).toEqual([truth.totals?.['input_tokens'] ?? 0, truth.totals?.['output_tokens'] ?? 0]);
    expect(sumOfSums(reads, 'gen_ai.client.inference.operation.input_tokens')).toBe(input);
    expect(sumOfSums(reads, 'gen_ai.client.token.usage', { 'gen_ai.token.type': 'output' })).toBe(output);
    expect(sum(reads, 'gen_ai.client.inference.usage.cache_read.input_tokens')).toBeLessThanOrEqual(input);
    expect(sum(reads, 'gen_ai.client.inference.usage.reasoning.output_tokens')).toBeLessThanOrEqual(output);
  });

  it('names models that were asked for', async () => {
    const asked = new Set(truth.calls.map((call) => call.request_model));
    const shown = pick(await readsOf(folder), 'assay.requests').flatMap((read) => read.labels['gen_ai.request.model'] ?? []);
    expect(shown.filter((model) => ![...asked].some((name) => model.includes(name) || name.includes(model)))).toEqual([]);
  });
});
