import { expect, test } from 'vitest';
import { explainCost, type CostQuestion } from '../../../src/genai/pricing/explain-cost.ts';
import { explainPrice } from '../../../src/genai/pricing/explain-price.ts';
import { formatCostExplanation } from '../../../src/genai/pricing/format-cost.ts';
import { formatPriceExplanation } from '../../../src/genai/pricing/format-price.ts';
import { PriceBook } from '../../../src/genai/pricing/price-book.ts';
import type { Usage } from '../../../src/genai/usage.ts';
import { AT, bookWith, usageOf } from './support.ts';

const book = new PriceBook();

function question(provider: string, model: string, counts: Partial<Usage>, more: Partial<CostQuestion> = {}): CostQuestion {
  return {
    provider,
    requestModel: '',
    responseModel: model,
    usage: usageOf(counts),
    usageRule: 'table:inclusive',
    usageConsistent: true,
    serviceTier: '',
    endMs: AT,
    durationS: 1,
    reportedCostUsd: Number.NaN,
    ...more,
  };
}

test('a price is explained with every step that was tried, its source and its unit prices', () => {
  const explanation = explainPrice(book, {
    provider: 'aws.bedrock',
    model: 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    atMs: AT,
  });
  expect(explanation.steps.map((step) => step.step)).toEqual([
    'override_exact',
    'override_pattern',
    'bundled',
    'normalized',
    'normalized',
    'normalized',
  ]);
  expect(explanation.steps.at(-1)).toMatchObject({ outcome: 'match', tried: 'aws: us.anthropic.claude-sonnet-4-5-20250929-v1:0' });
  expect(explanation.found).toMatchObject({
    id: 'aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0',
    match: 'normalized',
    source: { name: 'genai-prices', version: '0.1.8', date: '2026-09-23' },
  });
  expect(explanation.found?.prices[0]).toEqual({
    unit: 'input',
    label: 'input tokens',
    amount: 3.3,
    per: 1_000_000,
    currency: 'USD',
    usdPerUnit: 1,
  });
});

test('a refused broad rule says what it would have done', () => {
  const explanation = explainPrice(book, { provider: 'anthropic', model: 'claude-sonnet-5-5', atMs: AT });
  expect(explanation).toMatchObject({ found: undefined, reason: 'unknown_model' });
  expect(explanation.steps).toContainEqual({
    step: 'bundled',
    tried: 'anthropic: claude-sonnet-5-5',
    outcome: 'refused',
    detail: 'anthropic/claude-sonnet-5: another version',
  });
});

test('steps of a price, its period and its long-context prices can be read by people', () => {
  const text = formatPriceExplanation(explainPrice(book, { provider: 'openai', model: 'gpt-5.6-sol', atMs: AT }));
  expect(text).toContain('gpt-5.6-sol (openai) at 2026-10-01T12:00:00.000Z\n  price   openai/gpt-5.6-sol\n  match   exact\n');
  expect(text).toContain('  holds   from 2026-08-21');
  expect(text).toContain('with more than 271,999 input tokens, for all tokens of the request:');
  expect(text).toMatch(/input tokens +4 USD for 1,000,000\n/);
});

test('a cost is explained by multiplications that add up to it', () => {
  const explanation = explainCost(
    book,
    question('anthropic', 'claude-sonnet-4-5-20250929', { inputTotal: 10_000, cacheRead: 6_000, cacheWrite5m: 2_000, outputTotal: 500 }),
  );
  expect(explanation.lines.map(({ unit, count, rateUsd, amountUsd }) => [unit, count, rateUsd, amountUsd])).toEqual([
    ['input', 2_000, '3 per 1M', '0.006'],
    ['cache_read', 6_000, '0.3 per 1M', '0.0018'],
    ['cache_write', 2_000, '3.75 per 1M', '0.0075'],
    ['output', 500, '15 per 1M', '0.0075'],
  ]);
  expect(explanation).toMatchObject({
    totalUsd: '0.0228',
    estimated: true,
    pricedBy: 'response model',
    parts: { input: '0.006', output: '0.0075', cache_read: '0.0018', cache_write: '0.0075', other: '0' },
  });
  expect(explanation.wouldChange.join('\n')).toContain('1 hour writes cost more');
  expect(explanation.wouldChange.join('\n')).toContain(
    'input of more than 200,000 tokens would take higher rates for all tokens (190,001 more)',
  );
});

test('the text of a cost explanation shows total, arithmetic, price and what would change it', () => {
  const text = formatCostExplanation(
    explainCost(
      book,
      question('openai', 'gpt-4o-mini', { inputTotal: 1_000, outputTotal: 100 }, { serviceTier: 'batch', reportedCostUsd: 0.5 }),
    ),
  );
  expect(text.split('\n')[0]).toBe('0.000105 USD');
  expect(text).toContain('reported by the emitter  0.5 USD');
  expect(text).toContain('service tier  batch: token prices times 1/2');
  expect(text).toMatch(/input tokens +1,000 x 0\.075 per 1M +\s= 0\.000075 USD/);
  expect(text).toContain('parts  input 0.000075 + output 0.00003 = 0.000105 USD');
});

test('an unpriced call is explained by its reason, with three lines that would price it', () => {
  const explanation = explainCost(book, question('azure.ai.openai', 'prod-chat', { inputTotal: 10, outputTotal: 1 }));
  expect(explanation).toMatchObject({ totalUsd: undefined, reason: 'unknown_model', lines: [] });
  expect(explanation.wouldChange[0]).toContain('genai_cost:\n  aliases:\n    "prod-chat": openai/gpt-4o');
  expect(formatCostExplanation(explanation).split('\n')[0]).toBe('not priced: unknown_model');
});

test('a discount is shown with the list price beside', () => {
  const own = bookWith({ discounts: [{ id: 'spring', percent: 50 }] });
  expect(explainCost(own, question('openai', 'gpt-4o', { inputTotal: 1_000_000, outputTotal: 0 }))).toMatchObject({
    totalUsd: '1.25',
    listUsd: '2.5',
    discount: 'spring',
  });
});

test('an operator rule is named with its file', () => {
  const own = bookWith({ prices: [{ id: 'r1', match: { prefix: 'my-' }, per_mtok: { input: 1, output: 1 }, source: 'contract 7' }] });
  const explanation = explainPrice(own, { provider: 'acme', model: 'my-model', atMs: AT });
  expect(explanation.steps.at(-1)).toEqual({
    step: 'override_pattern',
    tried: 'my-model',
    outcome: 'match',
    detail: 'rule r1 (prefix my-) of test.yaml',
  });
  expect(explanation.found).toMatchObject({ id: 'r1', match: 'override', version: 'test.yaml@1', source: { evidence: 'contract 7' } });
});

test('a name of a megabyte is cut in the explanation', () => {
  const explanation = explainPrice(book, { provider: 'openai', model: 'x'.repeat(1_000_000), atMs: AT });
  expect(JSON.stringify(explanation).length).toBeLessThan(2_000);
});
