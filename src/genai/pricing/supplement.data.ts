import type { PriceSpec } from './price-spec.ts';
import { mtok } from './price-spec.ts';

/** A price that the bundled data lacks or has wrong, with the evidence for ours. */
export interface SupplementRow {
  /** Price list, by its id in the bundled data. */
  readonly list: string;
  /** Names in lower case, the first one being the model's id. */
  readonly names: readonly string[];
  /** First day on which this price is right, '' for always. Before it the bundled data holds. */
  readonly from: string;
  /** A price, or `list/id` of a bundled model whose price it is. */
  readonly price: PriceSpec | string;
  readonly evidence: string;
}

/** Version of this table, `assay.cost.price_version` of its rows. */
export const SUPPLEMENT_VERSION = '2026-11-23';

/** Rerank is sold by the search: one query with up to 100 documents. More documents are more searches, so it is an estimate. */
const RERANK_35: PriceSpec = { prices: { request: { amount: 2, per: 1000 } }, estimated: true };

export const SUPPLEMENT: readonly SupplementRow[] = [
  {
    list: 'openai',
    names: ['ft:gpt-4.1', 'ft:gpt-4.1-2025-04-14'],
    from: '',
    price: { prices: mtok({ input: 3, cache_read: 0.75, output: 12 }) },
    evidence: 'OpenAI pricing page, fine-tuning; LiteLLM table agrees',
  },
  {
    list: 'openai',
    names: ['ft:gpt-4.1-mini', 'ft:gpt-4.1-mini-2025-04-14'],
    from: '',
    price: { prices: mtok({ input: 0.8, cache_read: 0.2, output: 3.2 }) },
    evidence: 'OpenAI pricing page, fine-tuning; LiteLLM table agrees',
  },
  {
    list: 'openai',
    names: ['ft:gpt-4.1-nano', 'ft:gpt-4.1-nano-2025-04-14'],
    from: '',
    price: { prices: mtok({ input: 0.2, cache_read: 0.05, output: 0.8 }) },
    evidence: 'OpenAI pricing page, fine-tuning; LiteLLM table agrees',
  },
  {
    list: 'openai',
    names: [
      'moderation',
      'omni-moderation-latest',
      'omni-moderation-2024-09-26',
      'text-moderation-latest',
      'text-moderation-stable',
      'text-moderation-007',
    ],
    from: '',
    price: { prices: {}, free: true },
    evidence: 'OpenAI moderation guide: free of charge; the bundled rule takes any name that contains the word',
  },
  {
    list: 'aws',
    names: ['amazon.titan-embed-text-v2:0', 'amazon.titan-embed-text-v2'],
    from: '',
    price: { prices: mtok({ input: 0.02 }) },
    evidence:
      'Amazon Bedrock pricing page; Portkey agrees. The bundled rule amazon.titan-embed-text* gives it the price of v1, five times as much',
  },
  {
    list: 'aws',
    names: ['cohere.rerank-v3-5:0'],
    from: '',
    price: RERANK_35,
    evidence: 'Amazon Bedrock pricing page: 2.00 for 1,000 queries; Portkey agrees',
  },
  {
    list: 'cohere',
    names: ['rerank-v3.5'],
    from: '',
    price: RERANK_35,
    evidence: 'Cohere pricing page: 2.00 for 1,000 searches; Portkey agrees',
  },
  {
    list: 'azure',
    names: ['deepseek-r1'],
    from: '',
    price: { prices: mtok({ input: 1.35, output: 5.4 }) },
    evidence: 'Azure AI Foundry pricing, DeepSeek-R1; LiteLLM azure_ai/deepseek-r1 agrees',
  },
  {
    list: 'azure',
    names: ['deepseek-v3'],
    from: '',
    price: { prices: mtok({ input: 1.14, output: 4.56 }) },
    evidence: 'Azure AI Foundry pricing, DeepSeek-V3; LiteLLM azure_ai/deepseek-v3 agrees',
  },
  {
    list: 'google',
    names: ['text-embedding-005', 'text-embedding-004', 'text-multilingual-embedding-002'],
    from: '',
    price: { prices: {}, uncounted: ['characters'] },
    evidence: 'Vertex AI pricing page: by the 1,000 characters of input',
  },
  {
    list: 'mistral',
    names: ['mistral-large-latest'],
    from: '2025-12-02',
    price: 'mistral/mistral-large-2512',
    evidence:
      'Mistral changelog: the alias moved to Mistral Large 3 (25.12); Portkey and models.dev have 0.5/1.5, the bundled entry is that of 24.11',
  },
  {
    list: 'deepseek',
    names: ['deepseek-chat'],
    from: '2025-09-05T16:00Z',
    price: { prices: mtok({ input: 0.56, cache_read: 0.07, output: 1.68 }) },
    evidence: 'DeepSeek pricing page of September 2025: new list from 5 September 2025 16:00 UTC, night discount ended',
  },
  {
    list: 'deepseek',
    names: ['deepseek-reasoner'],
    from: '2025-09-05T16:00Z',
    price: { prices: mtok({ input: 0.56, cache_read: 0.07, output: 1.68 }) },
    evidence: 'DeepSeek pricing page of September 2025: new list from 5 September 2025 16:00 UTC, night discount ended',
  },
  {
    list: 'deepseek',
    names: ['deepseek-chat'],
    from: '2025-09-29',
    price: { prices: mtok({ input: 0.28, cache_read: 0.028, output: 0.42 }) },
    evidence: 'DeepSeek pricing page from V3.2-Exp on, both endpoints at one price',
  },
  {
    list: 'deepseek',
    names: ['deepseek-reasoner'],
    from: '2025-09-29',
    price: { prices: mtok({ input: 0.28, cache_read: 0.028, output: 0.42 }) },
    evidence: 'DeepSeek pricing page from V3.2-Exp on, both endpoints at one price',
  },
  {
    list: 'deepseek',
    names: ['deepseek-chat'],
    from: '2026-04-26',
    price: { prices: mtok({ input: 0.14, cache_read: 0.0028, output: 0.28 }) },
    evidence: 'DeepSeek pricing page of April 2026: the name is an alias of V4 Flash; Portkey and models.dev have 0.14/0.28',
  },
  {
    list: 'deepseek',
    names: ['deepseek-reasoner'],
    from: '2026-04-26',
    price: { prices: mtok({ input: 0.14, cache_read: 0.0028, output: 0.28 }) },
    evidence: 'DeepSeek pricing page of April 2026: the name is an alias of V4 Flash; Portkey and models.dev have 0.14/0.28',
  },
];
