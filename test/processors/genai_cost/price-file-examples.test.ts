import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPriceFile } from '../../../src/processors/genai_cost/load-price-file.ts';
import { PRICE_FILE_SCHEMA } from '../../../src/genai/pricing/overrides/schema.ts';
import { OverrideTable } from '../../../src/genai/pricing/overrides/table.ts';
import { defaultCatalog, PriceBook } from '../../../src/genai/pricing/price-book.ts';
import { AT, callOf, costOf, total } from '../../genai/pricing/support.ts';

const folder = fileURLToPath(new URL('../../../config/prices/', import.meta.url));
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const load = (name: string) => loadPriceFile(`${folder}${name}`, defaultCatalog());

test.each(examples)('the example %s is valid', (name) => {
  expect(load(name).problems).toEqual([]);
});

const parts = examples.map((name) => load(name).part).filter((part) => part !== undefined);
const book = new PriceBook({ overrides: new OverrideTable(parts, defaultCatalog()) });
const mtok = { inputTotal: 1_000_000, outputTotal: 0 };

test.each([
  ['azure.ai.openai', 'chat-prod', '2.5'],
  ['azure.ai.openai', 'ft-support-2026-09', '0.8'],
  ['azure.ai.openai', 'chat-eu-datazone', '2.75'],
  ['aws.bedrock', 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd1234efgh', '3.3'],
  ['aws.bedrock', 'arn:aws:bedrock:eu-west-1:210987654321:application-inference-profile/zz', '0.8'],
  ['vllm', 'Qwen/Qwen2.5-72B-Instruct', '0.2'],
  ['vllm', 'sandbox-1', '0'],
  ['openai', 'gpt-4.1-2025-04-14', '1.7'],
  ['acme', 'eu-reseller/large', '4.48'],
  ['anthropic', 'claude-opus-4-8', '4.375'],
])('with all examples %s %s costs %s dollars for a million', (provider, model, expected) => {
  expect(total(book, callOf(provider, model, mtok))).toBe(expected);
});

test('the self-hosted example prices a call by the time of the processors', () => {
  const cost = costOf(book, callOf('vllm', 'meta-llama/Llama-3.3-70B-Instruct', {}), AT, 60);
  // 4 x 2.10 for a sixtieth of an hour, an eighth of it.
  expect([cost.total.toString(), cost.estimated]).toEqual(['0.0175', true]);
});

test('the published schema of price files is the one they are checked with', () => {
  const { $schema: _, title: __, ...published } = JSON.parse(readFileSync(`${folder}schema.json`, 'utf8')) as Record<string, unknown>;
  expect(published).toEqual(JSON.parse(JSON.stringify(PRICE_FILE_SCHEMA)));
});

test('a version of a file is its name and a hash of its text', () => {
  expect(load('azure.yaml').part?.source).toMatchObject({ name: 'azure.yaml', version: expect.stringMatching(/^[0-9a-f]{8}$/) as string });
});

test('a file that is not there is a problem, not an exception', () => {
  expect(load('no-such.yaml').problems).toEqual([
    expect.objectContaining({ code: 'ASSAY_PRICES_FILE_UNREADABLE', message: expect.stringContaining('ENOENT') as string }),
  ]);
});
