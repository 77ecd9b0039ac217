import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareTables } from '../../../../src/genai/pricing/import/compare.ts';
import { readLiteLlm } from '../../../../src/genai/pricing/import/litellm.ts';
import { readModelsDev } from '../../../../src/genai/pricing/import/models-dev.ts';
import { PriceBook } from '../../../../src/genai/pricing/price-book.ts';
import { formatPricesReport, pricesReport } from '../../../../src/genai/pricing/report.ts';
import { AT } from '../support.ts';

const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../fixtures/pricing/${name}`, import.meta.url), 'utf8'));
const book = new PriceBook();

test("LiteLLM's table is read: providers mapped, prefixes taken off, steps found, odd values left out", () => {
  const prices = readLiteLlm(fixture('litellm.json'));
  expect(prices.map(({ provider, model }) => `${provider} ${model}`)).toEqual([
    'openai gpt-4o-mini',
    'gcp.gemini gemini-2.5-pro',
    'azure.ai.openai gpt-35-turbo',
    'openai made-up-1',
    'openai broken',
    'openai whisper-1',
  ]);
  expect(prices[1]?.spec.tiers).toEqual([
    { above: 200_000, prices: { input: { amount: 2.5e-6, per: 1 }, output: { amount: 1.8e-5, per: 1 } } },
  ]);
  expect(prices[4]?.spec.prices).toEqual({});
});

test("the comparison with LiteLLM's table finds what differs and what we lack", () => {
  const { compared, differences, missing } = compareTables(book, readLiteLlm(fixture('litellm.json')), AT, 5);
  expect(compared).toBe(4);
  expect(
    differences.map(({ model, unit, above, ours, theirs, percent }) => [model, unit, above, ours, theirs, Math.round(percent)]),
  ).toEqual([
    ['gpt-35-turbo', 'output', 0, 1.5, 3, 100],
    ['gemini-2.5-pro', 'output', 200_000, 15, 18, 20],
  ]);
  expect(missing).toEqual([{ provider: 'openai', model: 'made-up-1', reason: 'unknown_model' }]);
});

test("models.dev's table is read and compared", () => {
  const prices = readModelsDev(fixture('models-dev.json'));
  expect(prices.map(({ provider, model }) => `${provider} ${model}`)).toEqual([
    'anthropic claude-opus-4-8',
    'anthropic claude-sonnet-4-5',
    'x_ai grok-4',
  ]);
  const { differences } = compareTables(book, prices, AT, 5);
  expect(differences.map(({ model, unit, ours, theirs }) => [model, unit, ours, theirs])).toEqual([['grok-4', 'output', 15, 12]]);
});

test.each([[null], [[]], [{ a: 1 }], ['text']])('%j is neither table', (document) => {
  expect(() => readLiteLlm(document)).toThrow(expect.objectContaining({ code: 'ASSAY_PRICES_IMPORT' }));
  expect(() => readModelsDev(document)).toThrow(expect.objectContaining({ code: 'ASSAY_PRICES_IMPORT' }));
});

test('the report tells age, names without a price, unsure matches and differences', () => {
  const comparison = { table: 'LiteLLM', ...compareTables(book, readLiteLlm(fixture('litellm.json')), AT, 5) };
  const names = [
    { provider: 'openai', model: 'gpt-4o' },
    { provider: 'azure.ai.openai', model: 'gpt-4o' },
    { provider: 'azure.ai.openai', model: 'my-deployment' },
  ];
  const report = pricesReport(book, names, [comparison], Date.parse('2026-10-03'));
  expect(report).toMatchObject({
    data: [{ name: 'genai-prices', ageDays: 10 }, { name: 'assay supplement' }],
    unpriced: [{ model: 'my-deployment', reason: 'unknown_model' }],
    unsure: [{ model: 'gpt-4o', match: 'fallback', id: 'openai/gpt-4o' }],
  });
  expect(formatPricesReport(report)).toContain('+100.0 %  azure.ai.openai gpt-35-turbo (openai/gpt-3.5-turbo) output: 1.5 here, 3 there');
});
