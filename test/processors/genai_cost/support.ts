import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import type { Processor } from '../../../src/kernel/component.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import { buildTraces, type PlainSpan } from '../../../src/otlp/build/traces.ts';
import { LogWalk, SpanWalk } from '../../../src/otlp/walk.ts';
import { createGenAiCost } from '../../../src/processors/genai_cost/processor.ts';
import type { GenAiCostConfig } from '../../../src/processors/genai_cost/config.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { plain } from '../../support/oracle.ts';

export const END_NS = 1_790_000_000_000_000_000n;

export const DEFAULTS: GenAiCostConfig = {
  prices: [],
  overrides: [],
  aliases: {},
  discounts: [],
  match: 'any',
  on_reported_cost: 'keep',
  also_write: [],
  reload_interval: '5s',
  report_interval: '5m',
};

/** A chat span in the current conventions. */
export function chat(attributes: PlainAttributes, more: Partial<PlainSpan> = {}): PlainSpan {
  return {
    name: 'chat',
    kind: 3,
    startNs: END_NS - 2_000_000_000n,
    endNs: END_NS,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o-mini', ...attributes },
    ...more,
  };
}

export const USED: PlainAttributes = { 'gen_ai.usage.input_tokens': 1_000, 'gen_ai.usage.output_tokens': 100 };

export interface Bench {
  readonly host: FakeHost;
  readonly processor: Processor & { kind: 'stages' };
}

export function make(config: Partial<GenAiCostConfig> = {}, host: FakeHost = makeFakeHost({ id: 'genai_cost' })): Bench {
  return { host, processor: createGenAiCost({ ...DEFAULTS, ...config }, host) };
}

export type Written = Readonly<Record<string, unknown>>;

interface PlainItem {
  readonly attributes?: readonly { readonly key: string; readonly value?: Readonly<Record<string, unknown>> }[];
}

/** Runs spans through the processor and gives back each span's attributes as plain values, and the batch. */
export function runSpans(bench: Bench, spans: readonly PlainSpan[] | Batch): { readonly spans: readonly Written[]; readonly batch: Batch } {
  const batch = 'bytes' in spans ? spans : buildTraces([{ scope: { name: 'app' }, spans }]);
  const calls = createCallReader(DEFAULT_DIALECT_SETTINGS);
  calls.prepare(batch);
  const context = { calls, pipeline: 'traces/test' };
  const walked = new SpanWalk().run(batch, {
    item: (span) => typeof bench.processor.stages.span?.span(span, span, context) !== 'object',
  });
  const request = plain('traces', walked.batch.bytes) as { resourceSpans: { scopeSpans: { spans: PlainItem[] }[] }[] };
  return { spans: request.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)).map(attributesOf), batch: walked.batch };
}

export function runRecords(bench: Bench, records: Parameters<typeof buildLogs>[0]): readonly Written[] {
  const context = { calls: createCallReader(DEFAULT_DIALECT_SETTINGS), pipeline: 'logs/test' };
  const walked = new LogWalk().run(buildLogs(records), {
    item: (record) => typeof bench.processor.stages.log?.log(record, record, context) !== 'object',
  });
  const request = plain('logs', walked.batch.bytes) as { resourceLogs: { scopeLogs: { logRecords: PlainItem[] }[] }[] };
  return request.resourceLogs.flatMap((r) => r.scopeLogs.flatMap((s) => s.logRecords)).map(attributesOf);
}

/** Only what this processor may write. */
export function costOf(attributes: Written | undefined): Written {
  return Object.fromEntries(Object.entries(attributes ?? {}).filter(([key]) => key.startsWith('assay.cost.')));
}

function attributesOf(item: PlainItem): Written {
  return Object.fromEntries((item.attributes ?? []).map(({ key, value }) => [key, Object.values(value ?? {})[0]]));
}
