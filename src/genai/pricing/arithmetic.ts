import { ABSENT, type Usage } from '../usage.ts';
import type { Cost } from './cost.ts';
import type { Price } from './price.ts';
import type { RateCard } from './rate-card.ts';
import {
  AUDIO_CACHE_READ,
  AUDIO_INPUT,
  AUDIO_OUTPUT,
  CACHE_READ,
  CACHE_WRITE,
  CACHE_WRITE_1H,
  IMAGE_INPUT,
  IMAGE_OUTPUT,
  INPUT,
  OUTPUT,
  PAGE,
  REASONING,
  REQUEST,
  SECOND,
  VIDEO_INPUT,
  WEB_SEARCH,
} from './units.data.ts';

/** Takes down each multiplication, for explanations; absent in the pipeline. */
export type ChargeLog = (unit: number, count: number, card: RateCard) => void;

/**
 * Charges a consistent usage (`checkUsage`) at a price: every token once, at the rate of the most particular thing that is
 * known of it. Leaves `cost` unpriced with a reason when the price does not fit the usage. `cost` must be clear.
 *
 * Rules, in the order in which they matter:
 * - the long-context step is chosen by total input, cached tokens included, and holds for input, cache and output alike;
 * - cache writes of unknown life count as 5 minute ones and make the cost an estimate where a 1 hour price exists;
 * - a cached part without a price of its own costs what input costs, as an estimate;
 * - cached tokens of unknown modality are text as long as that is possible.
 */
export function charge(cost: Cost, price: Price, usage: Usage, log?: ChargeLog): void {
  const card = price.card(usage.inputTotal);
  if (!card.tokenPriced) {
    chargeFees(cost, price, card, usage, log);
    return;
  }
  if (usage.inputTotal === ABSENT && usage.outputTotal === ABSENT && usage.cacheRead === ABSENT) {
    cost.refuse('no_usage');
    return;
  }
  chargeInput(cost, card, usage, log);
  chargeOutput(cost, card, usage, log);
  if (card.states(REQUEST)) put(cost, card, REQUEST, 1, log);
  if (usage.webSearches > 0) {
    // A search that the source has no price for is paid all the same: the sum is too low and says so.
    if (card.states(WEB_SEARCH)) put(cost, card, WEB_SEARCH, usage.webSearches, log);
    else cost.estimated = true;
  }
}

function chargeInput(cost: Cost, card: RateCard, usage: Usage, log: ChargeLog | undefined): void {
  const read = usage.cacheRead > 0 ? usage.cacheRead : 0;
  const write = usage.cacheWrite5m > 0 ? usage.cacheWrite5m : 0;
  const write1h = usage.cacheWrite1h > 0 ? usage.cacheWrite1h : 0;
  let fresh = (usage.inputTotal >= 0 ? usage.inputTotal : read + write + write1h) - read - write - write1h;
  cost.inputKnown = usage.inputTotal >= 0;
  // Half a usage is priced as far as it goes; the rest is unknown, not zero.
  if (!cost.inputKnown) cost.estimated = true;
  if (write > 0 && usage.cacheWrite1h === ABSENT && card.states(CACHE_WRITE_1H)) cost.estimated = true;
  let readText = read;
  if (usage.audioInput > 0 || usage.imageInput > 0 || usage.videoInput > 0 || usage.audioCacheRead > 0) {
    const audioRead = cachedAudio(cost, card, usage, fresh);
    fresh -= chargeModalities(cost, card, usage, audioRead, fresh, log);
    readText -= audioRead;
    put(cost, card, AUDIO_CACHE_READ, audioRead, log);
  }
  put(cost, card, INPUT, fresh, log);
  put(cost, card, CACHE_READ, readText, log);
  put(cost, card, CACHE_WRITE, write, log);
  put(cost, card, CACHE_WRITE_1H, write1h, log);
}

/** Audio, images and video among the uncached input; gives back how many tokens were charged. */
function chargeModalities(cost: Cost, card: RateCard, usage: Usage, audioRead: number, fresh: number, log: ChargeLog | undefined): number {
  let left = fresh;
  const audio = Math.min(left, Math.max(usage.audioInput, 0) - audioRead);
  put(cost, card, AUDIO_INPUT, audio, log);
  left -= audio;
  const image = Math.min(left, Math.max(usage.imageInput, 0));
  put(cost, card, IMAGE_INPUT, image, log);
  left -= image;
  const video = Math.min(left, Math.max(usage.videoInput, 0));
  put(cost, card, VIDEO_INPUT, video, log);
  left -= video;
  return fresh - left;
}

/** How many of the cached tokens are audio. Not told: as few as the other counts allow. */
function cachedAudio(cost: Cost, card: RateCard, usage: Usage, fresh: number): number {
  const audio = usage.audioInput > 0 ? usage.audioInput : 0;
  if (usage.audioCacheRead >= 0) return Math.min(usage.audioCacheRead, audio > 0 ? audio : usage.audioCacheRead);
  const read = usage.cacheRead > 0 ? usage.cacheRead : 0;
  if (audio > 0 && read > 0 && (card.states(AUDIO_INPUT) || card.states(AUDIO_CACHE_READ))) cost.estimated = true;
  return Math.min(read, Math.max(0, audio - fresh));
}

function chargeOutput(cost: Cost, card: RateCard, usage: Usage, log: ChargeLog | undefined): void {
  cost.outputKnown = usage.outputTotal >= 0;
  if (!cost.outputKnown) {
    // Embeddings have no output and no price for it.
    if (card.states(OUTPUT)) cost.estimated = true;
    return;
  }
  let left = usage.outputTotal;
  if (usage.audioOutput > 0) {
    put(cost, card, AUDIO_OUTPUT, usage.audioOutput, log);
    left -= usage.audioOutput;
  }
  if (usage.imageOutput > 0) {
    put(cost, card, IMAGE_OUTPUT, usage.imageOutput, log);
    left -= usage.imageOutput;
  }
  if (usage.reasoning > 0 && card.states(REASONING)) {
    const reasoning = Math.min(left, usage.reasoning);
    put(cost, card, REASONING, reasoning, log);
    left -= reasoning;
  }
  put(cost, card, OUTPUT, left, log);
}

/** Prices by the call, the second or the page alone. Without that count there is no price, never a zero. */
function chargeFees(cost: Cost, price: Price, card: RateCard, usage: Usage, log: ChargeLog | undefined): void {
  let charged = price.spec.free === true;
  if (card.states(REQUEST)) {
    put(cost, card, REQUEST, 1, log);
    charged = true;
  }
  if (card.states(SECOND) && usage.seconds >= 0) {
    const seconds = usage.seconds > 0 ? Math.max(usage.seconds, price.spec.minimumSeconds ?? 0) : 0;
    card.chargeFraction(cost.other, SECOND, seconds);
    log?.(SECOND, seconds, card);
    charged = true;
  }
  if (card.states(PAGE) && usage.pages >= 0) {
    put(cost, card, PAGE, usage.pages, log);
    charged = true;
  }
  if (!charged) cost.refuse('not_token_priced');
}

function put(cost: Cost, card: RateCard, unit: number, count: number, log: ChargeLog | undefined): void {
  if (count <= 0) return;
  card.charge(partOf(cost, unit), unit, count);
  if (card.guesses(unit)) cost.estimated = true;
  if (log !== undefined) log(unit, count, card);
}

function partOf(cost: Cost, unit: number): Cost['input'] {
  switch (unit) {
    case INPUT:
    case AUDIO_INPUT:
    case IMAGE_INPUT:
    case VIDEO_INPUT:
      return cost.input;
    case OUTPUT:
    case AUDIO_OUTPUT:
    case IMAGE_OUTPUT:
    case REASONING:
      return cost.output;
    case CACHE_READ:
    case AUDIO_CACHE_READ:
      return cost.cacheRead;
    case CACHE_WRITE:
    case CACHE_WRITE_1H:
      return cost.cacheWrite;
    default:
      return cost.other;
  }
}
