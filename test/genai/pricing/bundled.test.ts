import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { calcPrice, type MatchLogic, waitForUpdate } from '@pydantic/genai-prices';
import { expect, test, vi } from 'vitest';
import { BUNDLED_UNCOUNTED, BUNDLED_UNITS, BUNDLED_VERSION } from '../../../src/genai/pricing/bundled.data.ts';
import { Catalog } from '../../../src/genai/pricing/catalog.ts';
import { PriceBook } from '../../../src/genai/pricing/price-book.ts';
import { PROVIDERS, SLUGS } from '../../../src/genai/pricing/providers.data.ts';
import { providerRow } from '../../../src/genai/pricing/provider-row.ts';
import { SERVICE_TIERS } from '../../../src/genai/pricing/service-tiers.data.ts';
import { SUPPLEMENT } from '../../../src/genai/pricing/supplement.data.ts';
import { AT, callOf, costOf } from './support.ts';

const providers = (await waitForUpdate()) ?? [];
const catalog = new Catalog();

test('the version we report is that of the installed package', () => {
  const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const manifest = JSON.parse(readFileSync(new URL('../package.json', `file://${entry}`), 'utf8')) as { version: string };
  expect(manifest.version).toBe(BUNDLED_VERSION);
});

test('every list of the bundled data is reached by some provider name, and every list we name exists', () => {
  expect([...catalog.listIds].sort()).toEqual(providers.map((provider) => provider.id).sort());
  const known = new Set(providers.map((provider) => provider.id));
  for (const row of PROVIDERS) for (const list of [...row.lists, ...row.fallback]) expect(known).toContain(list);
  for (const row of [...SUPPLEMENT, ...SERVICE_TIERS]) expect(known).toContain(row.list);
});

test('no provider name stands in two rows, and every slug names a provider of the table', () => {
  const names = PROVIDERS.flatMap((row) => row.names);
  expect(new Set(names).size).toBe(names.length);
  for (const slug of SLUGS) expect(providerRow(slug.provider)).toBeDefined();
});

test('models named by service tier rows are in their lists', () => {
  for (const row of SERVICE_TIERS)
    for (const model of row.models) expect([row.list, model, catalog.find(row.list, model)?.judgement]).toEqual([row.list, model, 'same']);
});

/** Domains on which the vendor of a list writes about its prices. */
const VENDORS: Readonly<Record<string, RegExp>> = {
  openai: /^(?:\w+\.)?openai\.com\//,
  azure: /^learn\.microsoft\.com\//,
  anthropic: /^(?:\w+\.)?(?:claude|anthropic)\.com\//,
  google: /^(?:ai\.google\.dev|docs\.cloud\.google\.com)\//,
  aws: /^(?:\w+\.)?aws\.amazon\.com\//,
  groq: /^console\.groq\.com\//,
  voyageai: /^blog\.voyageai\.com\//,
};

test('a service tier row is an estimate unless a page of the vendor itself says the factor', () => {
  for (const row of SERVICE_TIERS) {
    expect(row.evidence.length).toBeGreaterThan(20);
    if (!row.estimated)
      expect(`${row.list} ${row.tier}: ${row.evidence}`).toMatch(new RegExp(`: ${VENDORS[row.list]?.source.slice(1) ?? 'no vendor'}`));
  }
  expect(SERVICE_TIERS.filter(({ estimated }) => estimated).length).toBeGreaterThan(10);
});

test('every price key of the bundled data is either a unit of ours or known to be uncounted', () => {
  const known = new Set([...Object.keys(BUNDLED_UNITS), ...Object.keys(BUNDLED_UNCOUNTED)]);
  for (const provider of providers) {
    for (const model of provider.models) {
      const entries = Array.isArray(model.prices) ? model.prices.map((entry) => entry.prices) : [model.prices];
      for (const prices of entries) for (const key of Object.keys(prices)) expect(known).toContain(key);
    }
  }
});

test('an empty price list entry is a price only where a row of evidence says that it is free', () => {
  const empty = [...catalog.models()].filter((model) => model.prices.length === 0).map((model) => `${model.list}/${model.id}`);
  expect(empty).toContain('cerebras/qwen-3-coder-480b');
  expect(empty).not.toContain('github-copilot/gpt-4o');
  for (const model of catalog.models()) {
    for (const { price } of model.prices)
      expect([
        price.id,
        price.spec.free === true || Object.keys(price.spec.prices).length > 0 || (price.spec.uncounted ?? []).length > 0,
      ]).toEqual([price.id, true]);
  }
});

/** Texts of a match expression that are names. */
function namesIn(match: MatchLogic): string[] {
  if ('or' in match) return match.or.flatMap(namesIn);
  if ('equals' in match) return [match.equals];
  return 'starts_with' in match ? [match.starts_with] : [];
}

test("our arithmetic gives what the library's does, for every model by every name, but where a row of ours says otherwise", () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const book = new PriceBook({ catalog });
  const counts = { inputTotal: 300_000, outputTotal: 7_777, cacheRead: 1_234, cacheWrite5m: 567, cacheWrite1h: 0 };
  const usage = { input_tokens: 300_000, output_tokens: 7_777, cache_read_tokens: 1_234, cache_write_tokens: 567 };
  const corrected = new Set(SUPPLEMENT.flatMap((row) => row.names.map((name) => `${row.list}/${name}`)));
  let compared = 0;
  for (const provider of providers) {
    for (const model of provider.models) {
      for (const name of new Set(namesIn(model.match))) {
        if (corrected.has(`${provider.id}/${name.toLowerCase()}`)) continue;
        const theirs = calcPrice(usage, name, { providerId: provider.id, timestamp: new Date(AT) });
        if (theirs === null || theirs.model.id !== model.id) continue;
        const ours = costOf(book, callOf(provider.id, name, counts));
        if (ours.priced) {
          compared++;
          expect([name, Math.abs(ours.total.toUsd() - theirs.total_price) < 1e-9]).toEqual([name, true]);
        } else {
          // The library says 0 for what has no price by the token; we say that it has none.
          expect([name, theirs.total_price]).toEqual([name, 0]);
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(1900);
  warned.mockRestore();
});
