import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROPAGATED } from '../../../src/exporters/langfuse/propagated.data.ts';
import { Rewriter } from '../../../src/exporters/langfuse/rewriter.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { validateRequest } from '../../../src/otlp/validate.ts';
import { type Observation, observationsOf, type WireRequest } from '../../support/langfuse-worker.ts';
import { plain } from '../../support/oracle.ts';

const CORPUS = new URL('../../fixtures/corpus/', import.meta.url).pathname;
const CASES = globSync('*/*/request.binpb', { cwd: CORPUS }).map((path) => path.slice(0, -'/request.binpb'.length));

interface Truth {
  readonly totals?: Readonly<Record<string, number>>;
  readonly lossy?: readonly string[];
}

function recording(folder: string): Batch {
  const bytes = readFileSync(`${CORPUS}${folder}/request.binpb`);
  const validation = validateRequest('traces', bytes);
  if (!validation.ok) throw new Error(validation.message);
  return { signal: 'traces', bytes, items: validation.items, meta: { receivedAtMs: 0 } };
}

function rowsOf(batch: Batch, allSpans: boolean): Observation[] {
  const rewriter = new Rewriter({ allSpans, propagate: new Set(PROPAGATED.map((row) => row.name)), metadata: [], seed: 1 });
  const rewritten = rewriter.rewrite(batch).batch;
  expect(validateRequest('traces', rewritten.bytes)).toMatchObject({ ok: true });
  return observationsOf(plain('traces', rewritten.bytes) as WireRequest);
}

describe.each(CASES)('the recording %s at Langfuse', (folder) => {
  const truth = parse(readFileSync(`${CORPUS}${folder}/expected.yaml`, 'utf8')) as Truth;
  const isWhole = !(truth.lossy ?? []).some((text) => /\.(?:input|output)_tokens:/.test(text));
  const batch = recording(folder);

  it('has each token once, and usage on model calls only', () => {
    const rows = rowsOf(batch, false);
    const total = rows.reduce((sum, row) => sum + (row.usage['total'] ?? 0), 0);
    if (isWhole) expect(total).toBe((truth.totals?.['input_tokens'] ?? 0) + (truth.totals?.['output_tokens'] ?? 0));
    for (const row of rows.filter(({ usage }) => Object.keys(usage).length > 0)) {
      expect(['generation', 'embedding', 'retriever']).toContain(row.type);
      expect(row.model).toBeTruthy();
      const { total: said, ...buckets } = row.usage;
      expect(Object.values(buckets).reduce((sum, count) => sum + count, 0)).toBe(said);
    }
  });

  it('comes out the same when it is sent again, as after a full queue', () => {
    const rewriter = new Rewriter({ allSpans: false, propagate: new Set(PROPAGATED.map((row) => row.name)), metadata: [], seed: 1 });
    const first = Buffer.from(rewriter.rewrite(batch).batch.bytes);
    expect(first.equals(rewriter.rewrite(batch).batch.bytes)).toBe(true);
  });

  it('has every parent that is in the batch, and all spans with spans: all', () => {
    const all = rowsOf(batch, true);
    expect(all).toHaveLength(batch.items);
    const kept = rowsOf(batch, false);
    const keptIds = new Set(kept.map((row) => row.traceId + row.id));
    const known = new Set(all.map((row) => row.traceId + row.id));
    const dangling = kept.filter(
      (row) => row.parentId !== '' && known.has(row.traceId + row.parentId) && !keptIds.has(row.traceId + row.parentId),
    );
    expect(dangling).toEqual([]);
  });
});
