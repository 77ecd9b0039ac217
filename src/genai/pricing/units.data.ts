/** The parts of a cost that are shown one by one; they add up to the total (contract section 5). */
export type CostPart = 'input' | 'output' | 'cache_read' | 'cache_write' | 'other';

export type UnitName =
  | 'input'
  | 'output'
  | 'cache_read'
  | 'cache_write'
  | 'cache_write_1h'
  | 'audio_input'
  | 'audio_output'
  | 'audio_cache_read'
  | 'image_input'
  | 'image_output'
  | 'video_input'
  | 'reasoning'
  | 'request'
  | 'web_search'
  | 'second'
  | 'page';

/** One thing that can have a price. */
export interface UnitRow {
  readonly name: UnitName;
  readonly part: CostPart;
  /** Plural, for explanations. */
  readonly label: string;
  /** Which unit's price stands in when a source states none; undefined: none, and the unit costs nothing. */
  readonly standsIn?: UnitName;
  /** The stand-in is a guess, so that a call that uses this unit is marked `estimated`. */
  readonly guessed: boolean;
}

/**
 * Order gives the index of a unit in a rate card. Tokens first. Stand-ins: a provider that states one input price bills
 * text, images and video by it (Gemini pricing page, "input price (text, image, video)"), and reasoning as output
 * (OpenAI, Anthropic, Gemini, xAI); whereas cached and audio tokens have their own price wherever they are billed
 * apart, so that the plain price for them is only an assumption.
 */
export const UNITS: readonly UnitRow[] = [
  { name: 'input', part: 'input', label: 'input tokens', guessed: false },
  { name: 'output', part: 'output', label: 'output tokens', guessed: true },
  { name: 'cache_read', part: 'cache_read', label: 'cache read tokens', standsIn: 'input', guessed: true },
  { name: 'cache_write', part: 'cache_write', label: 'cache write tokens', standsIn: 'input', guessed: true },
  { name: 'cache_write_1h', part: 'cache_write', label: '1 h cache write tokens', standsIn: 'cache_write', guessed: true },
  { name: 'audio_input', part: 'input', label: 'audio input tokens', standsIn: 'input', guessed: true },
  { name: 'audio_output', part: 'output', label: 'audio output tokens', standsIn: 'output', guessed: true },
  { name: 'audio_cache_read', part: 'cache_read', label: 'audio cache read tokens', standsIn: 'cache_read', guessed: true },
  { name: 'image_input', part: 'input', label: 'image input tokens', standsIn: 'input', guessed: false },
  { name: 'image_output', part: 'output', label: 'image output tokens', standsIn: 'output', guessed: true },
  { name: 'video_input', part: 'input', label: 'video input tokens', standsIn: 'input', guessed: false },
  { name: 'reasoning', part: 'output', label: 'reasoning tokens', standsIn: 'output', guessed: false },
  { name: 'request', part: 'other', label: 'requests', guessed: false },
  { name: 'web_search', part: 'other', label: 'web searches', guessed: false },
  { name: 'second', part: 'other', label: 'seconds of audio', guessed: false },
  { name: 'page', part: 'other', label: 'pages', guessed: false },
];

/** Units below this index are tokens: service tiers and long-context tiers change them; fees are left alone. */
export const TOKEN_UNITS = 12;

export const INPUT = 0;
export const OUTPUT = 1;
export const CACHE_READ = 2;
export const CACHE_WRITE = 3;
export const CACHE_WRITE_1H = 4;
export const AUDIO_INPUT = 5;
export const AUDIO_OUTPUT = 6;
export const AUDIO_CACHE_READ = 7;
export const IMAGE_INPUT = 8;
export const IMAGE_OUTPUT = 9;
export const VIDEO_INPUT = 10;
export const REASONING = 11;
export const REQUEST = 12;
export const WEB_SEARCH = 13;
export const SECOND = 14;
export const PAGE = 15;

export function unitIndex(name: UnitName): number {
  return UNITS.findIndex((row) => row.name === name);
}
