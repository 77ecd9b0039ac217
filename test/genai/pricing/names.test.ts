import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Catalog } from '../../../src/genai/pricing/catalog.ts';
import { familyOf } from '../../../src/genai/pricing/family.ts';
import { FAMILIES } from '../../../src/genai/pricing/families.data.ts';
import { PriceBook } from '../../../src/genai/pricing/price-book.ts';
import { PROVIDERS } from '../../../src/genai/pricing/providers.data.ts';
import { AT, textSlice } from './support.ts';

interface NameRow {
  readonly provider: string;
  readonly model: string;
  readonly id: string | null;
  readonly match: string | null;
  readonly reason: string | null;
  /** Dollars for a million tokens; null when the model has no such price. */
  readonly input: number | null;
  readonly output: number | null;
}

const rows = JSON.parse(readFileSync(new URL('../../fixtures/pricing/names.json', import.meta.url), 'utf8')) as readonly NameRow[];
const book = new PriceBook();

test.each(rows.map((row) => [row.provider, row.model, row] as const))(
  '%s %s resolves as the table of names says',
  (provider, model, row) => {
    const quote = book.lookup(provider, textSlice(model), AT);
    const rate = (unit: number): number | null => (quote.price?.base.states(unit) === true ? quote.price.base.whole[unit]! / 1e6 : null);
    expect({
      id: quote.price?.id ?? null,
      match: quote.match ?? null,
      reason: quote.reason ?? null,
      input: rate(0),
      output: rate(1),
    }).toEqual({
      id: row.id,
      match: row.match,
      reason: row.reason,
      input: row.input,
      output: row.output,
    });
  },
);

test.each([
  ['anthropic', 'claude-sonnet-5-5', 'another version under the rule claude-sonnet-5*'],
  ['deepseek', 'deepseek-chat-v9', 'another version under the rule deepseek-chat*'],
  ['aws.bedrock', 'amazon.titan-embed-text-v3:0', 'another version under the rule *amazon.titan-embed-text*'],
  ['anthropic', 'claude-3-5-haiku-fast', 'another product'],
  ['deepseek', 'deepseek-r1-distill-llama-70b', 'a distilled model under the rule deepseek-r1*'],
  ['openai', 'my-moderation', 'a name that only contains a word'],
  ['gcp.vertex_ai', 'not-claude-opus-4-7', 'a name that only contains a name'],
  ['cerebras', 'qwen-3-coder-480b', 'a model that the list has without a price'],
  ['openrouter', 'gemini-2.5-pro-exp-03-25', 'a model without a price whose namesake elsewhere has one'],
])('%s %s has no price: %s', (provider, model) => {
  expect(book.lookup(provider, textSlice(model), AT)).toMatchObject({ price: undefined, reason: 'unknown_model' });
});

test('a broad rule with a harmless rest is priced, marked prefix and estimated', () => {
  const quote = book.lookup('anthropic', textSlice('claude-haiku-4-5-acme-eu'), AT);
  expect([quote.match, quote.estimated, quote.price?.id]).toEqual(['prefix', true, 'anthropic/claude-haiku-4-5']);
});

test.each([
  [
    'a regional name takes the regional price',
    'aws.bedrock',
    'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    'aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0',
    'exact',
  ],
  [
    'an unlisted region takes the regional price',
    'aws.bedrock',
    'ca.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'normalized',
  ],
  [
    'LiteLLM paths on Bedrock',
    'litellm',
    'bedrock/us-east-1/anthropic.claude-3-haiku-20240307-v1:0',
    'aws/regional.anthropic.claude-3-haiku-20240307-v1:0',
    'normalized',
  ],
  [
    'Bedrock ids without a provider',
    '',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'normalized',
  ],
  ['a slug without a provider', '', 'anthropic/claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5', 'normalized'],
  ['a proxy prefix before a slug', 'litellm', 'litellm_proxy/openai/gpt-4o', 'openai/gpt-4o', 'normalized'],
  ['a name without a provider, by its family', '', 'gpt-4o', 'openai/gpt-4o', 'fallback'],
  ['a slug under an unknown gateway', 'acme', 'openai/gpt-4o', 'openai/gpt-4o', 'fallback'],
  ['a slug under another provider', 'openai', 'anthropic/claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5', 'fallback'],
  ["Claude Code's context mark", 'anthropic', 'claude-sonnet-4-5-20250929[1m]', 'anthropic/claude-sonnet-4-5', 'normalized'],
  ["OpenRouter's routing variant", 'openrouter', 'openai/gpt-4o:nitro', 'openrouter/openai/gpt-4o', 'normalized'],
  ["Azure's fine-tuned name", 'azure.ai.openai', 'gpt-4o-mini-2024-07-18.ft-abc123', 'openai/ft:gpt-4o-mini', 'fallback'],
  ['case and blanks', 'OpenAI', '  GPT-4o-Mini ', 'openai/gpt-4o-mini', 'exact'],
])('%s', (_, provider, model, id, match) => {
  const quote = book.lookup(provider, textSlice(model), AT);
  expect([quote.price?.id, quote.match]).toEqual([id, match]);
});

test.each([
  ['acme', 'gpt-4o', 'unknown_provider'],
  ['acme', 'openai/gpt-oss-120b', 'unknown_provider'],
  ['vllm', 'openai/gpt-oss-120b', 'unknown_model'],
  ['vllm', 'gpt-4o', 'unknown_model'],
  ['ibm.watsonx.ai', 'ibm/granite-3-8b', 'unknown_provider'],
  ['', 'meta-llama/Llama-3.3-70B-Instruct', 'unknown_model'],
  ['gcp.vertex_ai', 'gemma-4-31b-it', 'unknown_model'],
  ['openai', 'gpt-4:free', 'unknown_model'],
])('%s %s is %s: nothing is better than a guess', (provider, model, reason) => {
  expect(book.lookup(provider, textSlice(model), AT).reason).toBe(reason);
});

test.each([
  ['openrouter', 'deepseek/deepseek-r1:free', 'exact'],
  ['openrouter', 'foo/bar:free', 'normalized'],
  ['', 'meta-llama/llama-3.3-70b-instruct:free', 'normalized'],
  ['gcp.gemini', 'gemma-4-31b-it', 'exact'],
  ['github-copilot', 'gpt-4o', 'exact'],
])('%s %s is free, found as %s', (provider, model, match) => {
  const quote = book.lookup(provider, textSlice(model), AT);
  expect([quote.price?.spec.free, quote.match]).toEqual([true, match]);
});

const starts = FAMILIES.flatMap((row) => row.starts);
const anyProvider = fc.constantFrom(...PROVIDERS.flatMap((row) => row.names), 'acme');
const fragment = fc.stringMatching(/^[a-z0-9.:@/_-]{0,16}$/);
const wrapping = fc.constantFrom(
  '',
  'openai/',
  'anthropic/',
  'us.anthropic.',
  'global.',
  'models/',
  'publishers/google/models/',
  'bedrock/',
  'ft:',
  'litellm_proxy/',
);

test('no name ever gets the price of another family than the one it says', () => {
  fc.assert(
    fc.property(anyProvider, wrapping, fc.constantFrom(...starts), fragment, (provider, wrap, start, rest) => {
      const name = `${wrap}${start}${rest}`;
      const quote = book.lookup(provider, textSlice(name), AT);
      if (quote.price === undefined) return;
      const said = familyOf(name);
      const got = familyOf(quote.modelId.toLowerCase());
      if (said !== undefined && got !== undefined) expect(got.family).toBe(said.family);
    }),
    { numRuns: 3000 },
  );
});

const models = [...new Catalog().models()].filter((model) => model.prices.length > 0 && /^[a-z]/i.test(model.id));

test('a version or size added to a listed name never finds the listed price', () => {
  const tail = fc.oneof(
    fc.nat({ max: 9 }).map((n) => `.${n}`),
    fc.integer({ min: 2, max: 9 }).map((n) => `-v${n}`),
    fc.constantFrom('-mini', '-nano', '-lite', '-fast', '-70b', '-turbo', '-distill-x', '-realtime'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...models), tail, (model, end) => {
      const name = `${model.id}${end}`;
      if (model.rules.some((rule) => rule.literal === name.toLowerCase() || (rule.kind === 'exact' && rule.accepts?.(name) === true)))
        return;
      const quote = book.lookup(model.list, textSlice(name), AT);
      // Another model may really be named so; then it is that one.
      if (quote.modelId.toLowerCase() === model.id.toLowerCase()) expect([name, quote.match]).toEqual([name, undefined]);
    }),
    { numRuns: 2000 },
  );
});

test('a version behind the one that a listed name has is another model', () => {
  const versioned = models.filter((model) => /-v\d+(?::0)?$/.test(model.id));
  expect(versioned.length).toBeGreaterThan(3);
  for (const model of versioned) {
    for (const end of ['-v2', '-v9']) {
      const quote = book.lookup(model.list, textSlice(`${model.id}${end}`), AT);
      if (quote.modelId.toLowerCase() === model.id.toLowerCase()) expect([model.id, end, quote.match]).toEqual([model.id, end, undefined]);
    }
  }
});
