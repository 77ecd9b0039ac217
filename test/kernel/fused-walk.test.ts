import { describe, expect, it } from 'vitest';
import type { CallReader } from '../../src/genai/call-reader.ts';
import { FusedWalk } from '../../src/kernel/fused-walk.ts';
import { drop, KEEP, type SpanStage, type StageSet } from '../../src/kernel/stage.ts';
import { buildTraces } from '../../src/otlp/build/traces.ts';
import { internKey } from '../../src/otlp/keys.ts';
import { validateRequest } from '../../src/otlp/validate.ts';
import { makeFakeHost } from '../support/fake-host.ts';
import { plain } from '../support/oracle.ts';

const NO_CALLS: CallReader = { read: () => undefined, readLog: () => undefined, prepare: () => undefined };
const A = internKey('test.a');
const B = internKey('test.b');
const SECRET = internKey('secret');

function stage(id: string, span: SpanStage['span'], more: Partial<StageSet> = {}): StageSet {
  return { id, span: { span }, ...more };
}

/** Walks three spans, s0 to s2, and gives what came out: name and attributes of each. */
function walk(stages: readonly StageSet[]): {
  out: Record<string, Record<string, string>>;
  drops: unknown;
  host: ReturnType<typeof makeFakeHost>;
} {
  const host = makeFakeHost({ id: 'walk' });
  const batch = buildTraces([
    {
      resource: { secret: 'in the resource' },
      spans: ['s0', 's1', 's2'].map((name) => ({ name, startNs: 1n, endNs: 2n, attributes: { secret: `text of ${name}` } })),
    },
  ]);
  expect(validateRequest('traces', batch.bytes).ok).toBe(true);
  const fused = new FusedWalk({ signal: 'traces', pipeline: 'traces/t', stages, calls: NO_CALLS, metrics: host.metrics, log: host.log });
  const walked = fused.run(batch);
  type Attributes = { key: string; value: { stringValue?: string } }[];
  const request = plain('traces', walked.batch.bytes) as {
    resourceSpans?: { resource?: { attributes?: Attributes }; scopeSpans: { spans: { name: string; attributes?: Attributes }[] }[] }[];
  };
  const flat = (attributes: Attributes = []): Record<string, string> =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? '']));
  const out: Record<string, Record<string, string>> = {};
  for (const resourced of request.resourceSpans ?? []) {
    out['resource'] = flat(resourced.resource?.attributes);
    for (const span of resourced.scopeSpans.flatMap((scoped) => scoped.spans)) out[span.name] = flat(span.attributes);
  }
  return { out, drops: fused.drops.map((count) => ({ ...count })), host };
}

describe('a fused walk', () => {
  it('shows each stage the edits of those before it', () => {
    const { out } = walk([
      stage('one', (_span, edit) => {
        edit.attributes.setText(A, 'x');
        return KEEP;
      }),
      stage('two', (span, edit) => {
        const row = span.attributes.find(A);
        edit.attributes.setText(B, `${span.attributes.text(row)}${span.name()}`);
        edit.attributes.delete(A);
        return KEEP;
      }),
    ]);
    expect(out['s1']).toEqual({ secret: 'text of s1', 'test.b': 'xs1' });
  });

  it('lets an item pass as if the stage that threw on it were not there', () => {
    const { out, host } = walk([
      stage('before', (_span, edit) => {
        edit.attributes.setText(A, 'kept');
        return KEEP;
      }),
      stage('broken', (span, edit) => {
        edit.attributes.setText(SECRET, 'half done');
        if (span.name() === 's1') throw new Error('text of s1');
        return KEEP;
      }),
      stage('after', (_span, edit) => {
        edit.attributes.setText(B, 'too');
        return KEEP;
      }),
    ]);
    expect(out['s0']).toEqual({ secret: 'half done', 'test.a': 'kept', 'test.b': 'too' });
    expect(out['s1']).toEqual({ secret: 'text of s1', 'test.a': 'kept', 'test.b': 'too' });
    expect(host.metrics.value('assay_stage_failures', { component: 'broken' })).toBe(1);
    expect(JSON.stringify(host.logs)).not.toContain('text of s1');
  });

  it('survives several stages that throw on one item', () => {
    const broken = (id: string): StageSet =>
      stage(id, () => {
        throw new Error('no');
      });
    const { out, host } = walk([
      broken('one'),
      broken('two'),
      stage('three', (_s, edit) => (edit.attributes.setText(A, 'x'), KEEP)),
      broken('four'),
    ]);
    expect(out['s2']).toEqual({ secret: 'text of s2', 'test.a': 'x' });
    expect(host.metrics.value('assay_stage_failures')).toBe(9);
  });

  it('takes out an item on which redaction throws, whatever threw before', () => {
    const { out, drops } = walk([
      stage('first', (span) => {
        if (span.name() === 's1') throw new Error('no');
        return KEEP;
      }),
      stage(
        'redaction',
        (span, edit) => {
          if (span.name() === 's1') throw new Error('no');
          edit.attributes.setText(SECRET, '<GONE>');
          return KEEP;
        },
        { failClosed: true },
      ),
    ]);
    expect(out).toEqual({ resource: { secret: 'in the resource' }, s0: { secret: '<GONE>' }, s2: { secret: '<GONE>' } });
    expect(drops).toEqual([{ component: 'redaction', reason: 'stage_failed', items: 1 }]);
  });

  it('never passes a redaction by when a later stage throws', () => {
    const { out } = walk([
      stage('redaction', (_span, edit) => (edit.attributes.setText(SECRET, '<GONE>'), KEEP), { failClosed: true }),
      stage('last', () => {
        throw new Error('no');
      }),
    ]);
    expect(out['s0']).toEqual({ secret: '<GONE>' });
  });

  it('empties a resource that redaction could not read', () => {
    const fails = {
      resource: {
        resource: (): never => {
          throw new Error('no');
        },
      },
    };
    expect(walk([{ id: 'redaction', failClosed: true, ...fails }]).out['resource']).toEqual({});
    expect(walk([{ id: 'other', ...fails }]).out['resource']).toEqual({ secret: 'in the resource' });
  });

  it('counts what stages take out by component and reason', () => {
    const filtered = drop('filtered');
    const { out, drops } = walk([stage('filter', (span) => (span.name() === 's0' ? KEEP : filtered))]);
    expect(Object.keys(out)).toEqual(['resource', 's0']);
    expect(drops).toEqual([{ component: 'filter', reason: 'filtered', items: 2 }]);
  });

  it('hands on the very same bytes when nothing changed', () => {
    const host = makeFakeHost({ id: 'walk' });
    const batch = buildTraces([{ spans: [{ name: 'a', startNs: 1n, endNs: 2n }] }]);
    const fused = new FusedWalk({
      signal: 'traces',
      pipeline: 't',
      stages: [stage('look', () => KEEP)],
      calls: NO_CALLS,
      metrics: host.metrics,
      log: host.log,
    });
    expect(fused.run(batch).batch).toBe(batch);
  });
});
