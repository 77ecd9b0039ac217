import type { UnitName } from './units.data.ts';

/** The release of `@pydantic/genai-prices` in use; a test compares it with the installed package. */
export const BUNDLED_VERSION = '0.1.8';
/** Day on which that release was published. */
export const BUNDLED_DATE = '2026-09-23';

/** Keys of the bundled price objects that become units of ours, and for how many units the figure is. */
export const BUNDLED_UNITS: Readonly<Record<string, { readonly unit: UnitName; readonly per: number }>> = {
  input_mtok: { unit: 'input', per: 1e6 },
  output_mtok: { unit: 'output', per: 1e6 },
  cache_read_mtok: { unit: 'cache_read', per: 1e6 },
  cache_write_mtok: { unit: 'cache_write', per: 1e6 },
  cache_write_1h_mtok: { unit: 'cache_write_1h', per: 1e6 },
  input_audio_mtok: { unit: 'audio_input', per: 1e6 },
  output_audio_mtok: { unit: 'audio_output', per: 1e6 },
  cache_audio_read_mtok: { unit: 'audio_cache_read', per: 1e6 },
  input_image_mtok: { unit: 'image_input', per: 1e6 },
  output_image_mtok: { unit: 'image_output', per: 1e6 },
  input_video_mtok: { unit: 'video_input', per: 1e6 },
  output_reasoning_mtok: { unit: 'reasoning', per: 1e6 },
  requests_kcount: { unit: 'request', per: 1e3 },
  web_searches_kcount: { unit: 'web_search', per: 1e3 },
  audio_hours: { unit: 'second', per: 3600 },
  input_audio_hours: { unit: 'second', per: 3600 },
  input_document_kpages: { unit: 'page', per: 1e3 },
};

/** Keys for what telemetry of a call does not count; a model that has only such prices is `not_token_priced`. */
export const BUNDLED_UNCOUNTED: Readonly<Record<string, string>> = {
  cache_image_read_mtok: 'cached image tokens',
  output_video_mtok: 'video output tokens',
  output_citation_mtok: 'citation tokens',
  storage_searches_kcount: 'storage searches',
  social_searches_kcount: 'social searches',
  code_executions_kcount: 'code executions',
  rerank_searches_kcount: 'rerank searches',
  input_annotated_document_kpages: 'annotated pages',
  input_text_messages_kcount: 'messages',
  input_mchars: 'characters',
  input_gpixels: 'pixels',
  output_audio_hours: 'seconds of audio output',
};

/** Models whose bundled price object is empty because they really cost nothing. Other empty ones are no price at all. */
export interface FreeRow {
  readonly list: string;
  /** Start of the model's id. */
  readonly start: string;
  /** Telemetry provider names for which it holds; empty: all. */
  readonly providers: readonly string[];
  readonly evidence: string;
}

export const FREE: readonly FreeRow[] = [
  {
    list: 'google',
    start: 'gemma-',
    providers: ['gcp.gemini'],
    evidence: 'Gemini API pricing page: Gemma is free of charge there, without a paid tier; Vertex AI charges for it',
  },
  {
    list: 'github-copilot',
    start: 'gpt-',
    providers: [],
    evidence: 'included in the subscription: no rate on the pricing page, zero token cost in a live answer of 2026-09-03 (bundled remark)',
  },
];

/** Groq bills at least ten seconds of a transcription (Groq speech-to-text guide; the bundled library does the same). */
export const MINIMUM_SECONDS: Readonly<Record<string, number>> = {
  'groq/whisper-large-v3': 10,
  'groq/whisper-large-v3-turbo': 10,
};

/** One hour cache writes cost twice the input price for every Claude model (Anthropic prompt caching guide); lists of resellers leave it out. */
export const LONG_CACHE: readonly { readonly family: string; readonly timesInput: readonly [bigint, bigint] }[] = [
  { family: 'claude', timesInput: [2n, 1n] },
];
