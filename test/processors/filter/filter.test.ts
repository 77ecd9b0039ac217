import { expect, test } from 'vitest';
import type { WalkContext } from '../../../src/kernel/stage.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import { checkFilter, type FilterConfig } from '../../../src/processors/filter/config.ts';
import { filterProcessor } from '../../../src/processors/filter/index.ts';
import { traceBatch } from '../../genai/conditions/trace-request.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { plain } from '../../support/oracle.ts';

const CONTEXT: WalkContext = {
  calls: { read: () => undefined, readLog: () => undefined, prepare: () => undefined },
  pipeline: 'traces/test',
};
const SPANS = [{ name: 'a' }, { name: 'b', attributes: { size: 5 } }, { name: 'c' }];

function config(span: readonly string[], more: readonly string[] = []): FilterConfig {
  return { error_mode: 'ignore', traces: { span }, trace_conditions: more };
}

/** Names that are left and how many were dropped, with the reasons given. */
function run(host: FakeHost, using: FilterConfig): { names: unknown[]; reasons: string[] } {
  const processor = filterProcessor.create(using, host);
  if (processor.kind !== 'stages') throw new Error('filter is a stage');
  const reasons: string[] = [];
  const walked = new SpanWalk().run(traceBatch(SPANS), {
    item: (span) => {
      const verdict = processor.stages.span?.span(span, span, CONTEXT);
      if (typeof verdict === 'object') reasons.push(verdict.reason);
      return typeof verdict !== 'object';
    },
  });
  const request = plain('traces', walked.batch.bytes) as { resourceSpans?: { scopeSpans: { spans: { name: string }[] }[] }[] };
  const names = (request.resourceSpans ?? []).flatMap((resource) =>
    resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => span.name)),
  );
  return { names, reasons };
}

test('a span for which any condition is true is dropped and counted, the others pass', () => {
  const host = makeFakeHost({ id: 'filter/x' });
  const { names, reasons } = run(host, config(['name == "a"', 'attributes["size"] >= 5'], ['name == "no such"']));
  expect(names).toEqual(['c']);
  expect(reasons).toEqual(['filtered', 'filtered']);
  expect(host.metrics.value('otelcol_processor_filter_spans_filtered', { filter: 'filter/x' })).toBe(2);
});

test('conditions in the newer spelling count too', () => {
  expect(run(makeFakeHost(), config([], ['span.name == "b"'])).names).toEqual(['a', 'c']);
});

test('without a condition nothing is dropped, and the check warns', () => {
  expect(run(makeFakeHost(), config([])).names).toEqual(['a', 'b', 'c']);
  expect(checkFilter(config([]))).toEqual([expect.objectContaining({ code: 'ASSAY_FILTER_EMPTY', severity: 'warning' })]);
});

test('every wrong condition is reported with its path, its code and a caret', () => {
  const problems = checkFilter(config(['name == "a"', 'nmae == "a"'], ['kind == "x"']));
  expect(problems.map((problem) => [problem.path, problem.code])).toEqual([
    [['traces', 'span', 1], 'ASSAY_CONDITION_PATH'],
    [['trace_conditions', 0], 'ASSAY_CONDITION_TYPE'],
  ]);
  expect(problems[0]?.message).toContain('\n  nmae == "a"\n  ^^^^');
});

test('a wrong condition that nobody checked ends create with its code', () => {
  expect(() => filterProcessor.create(config(['nmae == "a"']), makeFakeHost())).toThrow(
    expect.objectContaining({ code: 'ASSAY_CONDITION_PATH' }),
  );
});

test('the filter emits only the metrics it declares', () => {
  const host = makeFakeHost();
  run(host, config(['name == "a"']));
  const declared = filterProcessor.telemetry.map((spec) => spec.name);
  expect(host.metrics.names().filter((name) => !declared.includes(name))).toEqual([]);
});
