import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../../src/config/validator.ts';
import {
  checkNormalizer,
  dialectSettings,
  NORMALIZER_SCHEMA,
  type NormalizerConfig,
} from '../../../src/processors/genai_normalizer/config.ts';
import { parseDialects } from '../../../src/processors/genai_normalizer/extra-dialects.ts';
import { callsOf } from '../../genai/corpus-kit.ts';
import { batchOfSpans } from '../../genai/spans.ts';

function configOf(config: Record<string, unknown>): NormalizerConfig {
  const full = structuredClone(config);
  const validate = compileSchema(NORMALIZER_SCHEMA);
  expect(validate(full), JSON.stringify(validate.errors)).toBe(true);
  return full as unknown as NormalizerConfig;
}

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'assay-dialects-')), 'dialects.yaml');
  writeFileSync(path, text);
  return path;
}

const ACME = `
dialects:
  - id: acme_agent
    detect: { scope: [acme-tracer], attr: [acme.kind] }
    usage: [{ id: counts, cache: beside }]
    values: { kind: { completion: chat } }
    map:
      gen_ai.operation.name: [{ attr: acme.kind, do: map:kind }]
      gen_ai.request.model: [{ attr: acme.model }]
      gen_ai.usage.input_tokens: [{ json: acme.usage, path: tokens.in }]
      gen_ai.usage.output_tokens: [{ json: acme.usage, path: tokens.out }]
      gen_ai.usage.cache_read.input_tokens: [{ json: acme.usage, path: tokens.cached }]
`;

describe('the config of genai_normalizer', () => {
  test('is complete by default', () => {
    expect(configOf({})).toEqual({
      target: 'current',
      originals: 'keep',
      overwrite: false,
      aggregate_usage: 'keep',
      messages: 'convert',
      dialects: {},
      duplicates: { entries: 32768, window: '15m' },
    });
  });

  test('passes what is said of dialects on to the reader of the whole walk', () => {
    const settings = dialectSettings(
      configOf({ dialects: { vercel_ai: { input_includes_cache: true, bill: 'both' } }, duplicates: { entries: 64, window: '1m' } }),
    );
    expect(settings).toMatchObject({
      overrides: { vercel_ai: { inputIncludesCache: true, bill: 'both' } },
      extra: [],
      duplicates: { entries: 64, windowS: 60 },
    });
  });

  test('adds a made-up dialect from YAML alone', () => {
    const settings = dialectSettings(configOf({ dialects: { extra: fileWith(ACME), acme_agent: { output_includes_reasoning: 'auto' } } }));
    const batch = batchOfSpans({
      attributes: { 'acme.kind': 'completion', 'acme.model': 'gpt-4o', 'acme.usage': '{"tokens":{"in":10,"out":5,"cached":90}}' },
    });
    expect(callsOf(batch, settings)).toMatchObject([
      { dialect: 'acme_agent', operation: 'chat', provider: 'openai', input: 100, output: 5, billable: true },
    ]);
  });

  test('knows the dialects that it is told of', () => {
    expect(checkNormalizer(configOf({ dialects: { vercel: {}, openlit: {} } })).map((problem) => [problem.code, problem.path])).toEqual([
      ['ASSAY_DIALECTS_UNKNOWN', ['dialects', 'vercel']],
    ]);
    expect(checkNormalizer(configOf({ dialects: { extra: fileWith(ACME), acme_agent: {} } }))).toEqual([]);
  });

  test('names every problem of a file of dialects by line and column', () => {
    const broken = ACME.replace('id: acme_agent', 'id: Acme Agent')
      .replace('do: map:kind', 'do: map:kinds')
      .replace('gen_ai.request.model', 'gen_ai.request.modell');
    const { tables, problems } = parseDialects(broken, 'd.yaml');
    expect(tables).toEqual([]);
    expect(problems.some((problem) => problem.startsWith('d.yaml:3:9: dialects[0].id: '))).toBe(true);
    expect(problems.some((problem) => problem.includes('gen_ai.request.modell'))).toBe(true);
    const mapless = parseDialects(ACME.replace('do: map:kind', 'do: map:kinds'), 'd.yaml');
    expect(mapless.problems).toEqual([
      expect.stringMatching(/^d\.yaml:8:\d+: dialects\[0\]\.map\.gen_ai\.operation\.name\[0\]\.do: names the value map kinds/),
    ]);
    expect(parseDialects('dialects: [', 'd.yaml').problems[0]).toMatch(/^d\.yaml:1:\d+: /);
  });

  test('reports a file that cannot be read, and does not throw', () => {
    expect(checkNormalizer(configOf({ dialects: { extra: '/does/not/exist.yaml' } }))).toMatchObject([{ code: 'ASSAY_DIALECTS_FILE' }]);
  });
});
