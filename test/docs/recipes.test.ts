import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { optionTable } from '../../scripts/docs/options.ts';
import { createCallReader } from '../../src/genai/call-reader.ts';
import type { DialectTable } from '../../src/genai/dialects/table.ts';
import { bundledLists } from '../../src/genai/pricing/bundled.ts';
import { Catalog } from '../../src/genai/pricing/catalog.ts';
import { PriceBook } from '../../src/genai/pricing/price-book.ts';
import { SUPPLEMENT, type SupplementRow } from '../../src/genai/pricing/supplement.data.ts';
import { Engine } from '../../src/genai/redaction/engine/engine.ts';
import { NO_KEY } from '../../src/genai/redaction/key-class.ts';
import { compilePolicy } from '../../src/genai/redaction/policy/compile.ts';
import type { RecogniserRow } from '../../src/genai/redaction/recogniser.ts';
import { RECOGNISERS } from '../../src/genai/redaction/recognisers/index.ts';
import type { AnyDescriptor, Descriptor, Processor } from '../../src/kernel/component.ts';
import { ACCEPTED } from '../../src/kernel/outcome.ts';
import { buildTraces } from '../../src/otlp/build/traces.ts';
import { SpanWalk } from '../../src/otlp/walk.ts';
import { startSmallCollector } from '../support/small-collector.ts';
import { blocksOf, REPOSITORY } from '../support/yaml-blocks.ts';

mkdirSync(`${REPOSITORY}.cache`, { recursive: true });
const folder = mkdtempSync(`${REPOSITORY}.cache/recipes-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Path, as its first line says, and text of each block of code in CONTRIBUTING.md. */
const RECIPES: ReadonlyMap<string, string> = new Map(
  blocksOf('CONTRIBUTING.md', 'ts').map(({ place, text }) => {
    const path = /^\/\/ (src\/\S+)/.exec(text)?.[1];
    if (path === undefined) throw new Error(`${place}: the first line must name the file`);
    return [path, text];
  }),
);

/**
 * Puts the files of a recipe beside the sources and imports the last of them. Their imports reach the repository's own
 * modules, unless the recipe itself brings the file.
 */
async function follow(...paths: readonly string[]): Promise<Record<string, unknown>> {
  for (const path of paths) {
    const text = RECIPES.get(path);
    if (text === undefined) throw new Error(`CONTRIBUTING.md has no block for ${path}`);
    const home = (target: string): string => (paths.includes(target) ? `${folder}/${target}` : REPOSITORY + target);
    const moved = text.replaceAll(/(from ')(\.[^']+)(')/g, (_all, before: string, target: string, after: string) => {
      const resolved = new URL(target, `file:///${path}`).pathname.slice(1);
      return before + home(resolved) + after;
    });
    mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    writeFileSync(`${folder}/${path}`, moved);
  }
  return (await import(`${folder}/${paths.at(-1)!}`)) as Record<string, unknown>;
}

const START_NS = 1_764_000_000_000_000_000n;

describe('the recipe for a component', () => {
  it('makes a processor that runs in a pipeline', async () => {
    const made = await follow('src/processors/span_namer/config.ts', 'src/processors/span_namer/index.ts');
    const descriptor = made['spanNamerProcessor'] as Descriptor<'processor', unknown, Processor>;
    expect(optionTable(descriptor.config)).toContain('`prefix`');
    const yaml = `
      receivers: { source: {} }
      processors: { span_namer: { prefix: 'model: ' } }
      exporters: { sink: {} }
      service: { pipelines: { traces: { receivers: [source], processors: [span_namer], exporters: [sink] } } }`;
    const small = await startSmallCollector(yaml, [descriptor as unknown as AnyDescriptor]);
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o' };
    const batch = buildTraces([
      { spans: [{ name: 'before', kind: 3, startNs: START_NS, endNs: START_NS, attributes }, { name: 'GET /' }] },
    ]);
    expect(await small.send(batch)).toEqual(ACCEPTED);
    await small.stop();
    const names: string[] = [];
    const walk = new SpanWalk();
    for (const arrived of small.arrived) walk.run(arrived, { item: (span) => names.push(span.name()) > 0 });
    expect(names).toEqual(['model: chat', 'GET /']);
  });
});

describe('the recipe for a dialect', () => {
  it('makes a table by which calls are read', async () => {
    const table = (await follow('src/genai/dialects/acme.ts'))['ACME'] as DialectTable;
    const reader = createCallReader({ overrides: {}, extra: [table] });
    const attributes = { 'acme.model': 'gpt-4o', 'acme.tokens.in': 100, 'acme.tokens.out': 20, 'acme.tokens.cached': 40 };
    const batch = buildTraces([{ scope: { name: '@acme/llm', version: '2.1.0' }, spans: [{ name: 'call', kind: 3, attributes }] }]);
    reader.prepare(batch);
    const seen: unknown[] = [];
    new SpanWalk().run(batch, {
      item(span) {
        const call = reader.read(span)!;
        seen.push([
          call.dialect,
          call.operation,
          call.requestModel.toString(),
          call.usage.inputTotal,
          call.usage.outputTotal,
          call.usage.cacheRead,
        ]);
        return true;
      },
    });
    expect(seen).toEqual([['acme', 'chat', 'gpt-4o', 140, 20, 40]]);
  });
});

describe('the recipe for a detector', () => {
  it('makes a row that finds its examples and leaves its counter-examples alone', async () => {
    const rows = (await follow('src/genai/redaction/recognisers/acme.data.ts'))['ACME_ROWS'] as readonly RecogniserRow[];
    (RECOGNISERS as RecogniserRow[]).push(...rows);
    const { policy } = compilePolicy({});
    const engine = new Engine(policy!);
    const found = (text: string): string[] => {
      const bytes = Buffer.from(text);
      const count = engine.scan(bytes, 0, bytes.length, NO_KEY);
      return Array.from({ length: count }, (_, hit) => bytes.toString('utf8', engine.hits.start(hit), engine.hits.end(hit)));
    };
    expect(rows.length).toBeGreaterThan(0);
    for (const { examples, counterExamples } of rows) {
      expect(examples.length * counterExamples.length).toBeGreaterThan(0);
      for (const example of examples) {
        const expected = [...example.matchAll(/\[\[(.*?)\]\]/g)].map((match) => match[1]);
        expect(found(example.replaceAll(/\[\[|\]\]/g, ''))).toEqual(expected);
      }
      for (const text of counterExamples) expect(found(text)).toEqual([]);
    }
  });
});

describe('the recipe for a price', () => {
  it('makes a row that prices the model from its first day on', async () => {
    const row = (await follow('src/genai/pricing/acme-row.ts'))['ACME_ROW'] as SupplementRow;
    const known = new PriceBook({ catalog: new Catalog(bundledLists(), [...SUPPLEMENT, row]) });
    const quoteOn = (day: string) => known.trace('openai', row.names[1]!, Date.parse(day), () => undefined);
    expect(quoteOn(row.from).price?.id).toBe(`${row.list}/${row.names[0]}`);
    expect(quoteOn(row.from).price?.source.evidence).toBe(row.evidence);
    expect(quoteOn('2026-10-31').price).toBeUndefined();
  });
});

describe('CONTRIBUTING.md', () => {
  it('has no code that no test follows', () => {
    expect([...RECIPES.keys()].toSorted()).toEqual([
      'src/genai/dialects/acme.ts',
      'src/genai/pricing/acme-row.ts',
      'src/genai/redaction/recognisers/acme.data.ts',
      'src/processors/span_namer/config.ts',
      'src/processors/span_namer/index.ts',
    ]);
  });
});
