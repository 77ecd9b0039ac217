import { fieldIndex } from '../semconv/fields.data.ts';

/** Places of the counts in a raw usage (by field). */
export const RAW_INPUT: number = fieldIndex('gen_ai.usage.input_tokens');
export const RAW_OUTPUT: number = fieldIndex('gen_ai.usage.output_tokens');
export const RAW_CACHE_READ: number = fieldIndex('gen_ai.usage.cache_read.input_tokens');
export const RAW_CACHE_WRITE: number = fieldIndex('gen_ai.usage.cache_write.input_tokens');
export const RAW_CACHE_WRITE_5M: number = fieldIndex('x.cache_write_5m');
export const RAW_CACHE_WRITE_1H: number = fieldIndex('x.cache_write_1h');
export const RAW_REASONING: number = fieldIndex('gen_ai.usage.reasoning.output_tokens');
export const RAW_AUDIO_INPUT: number = fieldIndex('gen_ai.usage.audio.input_tokens');
export const RAW_AUDIO_OUTPUT: number = fieldIndex('gen_ai.usage.audio.output_tokens');
export const RAW_IMAGE_INPUT: number = fieldIndex('gen_ai.usage.image.input_tokens');
export const RAW_IMAGE_OUTPUT: number = fieldIndex('gen_ai.usage.image.output_tokens');
export const RAW_AUDIO_CACHE_READ: number = fieldIndex('gen_ai.usage.audio.cache_read.input_tokens');
export const RAW_VIDEO_INPUT: number = fieldIndex('x.usage.video.input_tokens');
export const RAW_TOTAL: number = fieldIndex('x.usage.total_tokens');
export const RAW_WEB_SEARCHES: number = fieldIndex('x.usage.web_searches');
export const RAW_SECONDS: number = fieldIndex('x.usage.seconds');
export const RAW_PAGES: number = fieldIndex('x.usage.pages');

/** First and last place of a count in the fields' order; everything between is cleared together. */
const FIRST = RAW_INPUT;
const LAST = RAW_PAGES;

/** No call uses more of anything: what is above is no count (a time stamp, 2^63, a hash). */
export const MOST_COUNT = 1e9;

/**
 * Counts as the emitter wrote them, by field. -1 is absent. `bad` is set when something stood there that is no count:
 * negative, fractional, NaN, absurd, or a text.
 */
export class RawUsage {
  readonly counts: Float64Array = new Float64Array(LAST + 1).fill(-1);
  bad = false;
  any = false;

  clear(): void {
    this.counts.fill(-1, FIRST, LAST + 1);
    this.bad = false;
    this.any = false;
  }

  /** Takes a number for a field. `fractional` amounts (seconds) need not be whole. */
  put(field: number, value: number, fractional: boolean): void {
    if (value >= 0 && value <= MOST_COUNT && (fractional || Number.isInteger(value))) {
      this.counts[field] = value;
      this.any = true;
    } else this.bad = true;
  }
}
