/** Unknown is never zero: an absent count is -1. */
export const ABSENT = -1;

/**
 * The usage of one model call as a partition: every token is in exactly one field, so prices multiply and add without
 * subtracting (docs/pricing.md). All counts are non-negative integers or `ABSENT`. The conventions' inclusive counts
 * are `inputTotal` and `outputTotal`.
 */
export interface Usage {
  /** Input of every kind, cache reads and writes included; as `gen_ai.usage.input_tokens`. */
  inputTotal: number;
  /** Output of every kind, reasoning included; as `gen_ai.usage.output_tokens`. */
  outputTotal: number;
  cacheRead: number;
  /** Cache writes that live 5 minutes, and those of unknown life. */
  cacheWrite5m: number;
  cacheWrite1h: number;
  /** Part of `outputTotal`. */
  reasoning: number;
  /** Modality parts of the totals; the rest is text or unknown. */
  audioInput: number;
  audioOutput: number;
  imageInput: number;
  imageOutput: number;
  videoInput: number;
  /** Audio among `cacheRead`. */
  audioCacheRead: number;
  webSearches: number;
  /** Seconds of audio, for models priced by time. */
  seconds: number;
  pages: number;
}

export const USAGE_FIELDS: readonly (keyof Usage)[] = [
  'inputTotal',
  'outputTotal',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'reasoning',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  'videoInput',
  'audioCacheRead',
  'webSearches',
  'seconds',
  'pages',
];

/** A usage with every count absent. Fields are always all present, so that the shape stays one. */
export function emptyUsage(): Usage {
  return {
    inputTotal: ABSENT,
    outputTotal: ABSENT,
    cacheRead: ABSENT,
    cacheWrite5m: ABSENT,
    cacheWrite1h: ABSENT,
    reasoning: ABSENT,
    audioInput: ABSENT,
    audioOutput: ABSENT,
    imageInput: ABSENT,
    imageOutput: ABSENT,
    videoInput: ABSENT,
    audioCacheRead: ABSENT,
    webSearches: ABSENT,
    seconds: ABSENT,
    pages: ABSENT,
  };
}

export function clearUsage(usage: Usage): void {
  for (let i = 0; i < USAGE_FIELDS.length; i++) usage[USAGE_FIELDS[i]!] = ABSENT;
}
