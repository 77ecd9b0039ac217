import { ABSENT, type Usage } from '../usage.ts';

/** What a usage says about itself before any price is asked. */
export type UsageState = 'none' | 'inconsistent' | 'usable';

/**
 * `inconsistent` when a count is no count (NaN, below zero, a fraction, above 2^53) or parts exceed their whole;
 * `none` when nothing was counted. Never clamps: a clamp would hide the emitter's mistake (reference: accounting rules).
 * Fields are named one by one: reading them by a list of names took longer than all the arithmetic (bench: cost).
 */
export function checkUsage(usage: Usage): UsageState {
  const { inputTotal, outputTotal, cacheRead, cacheWrite5m, cacheWrite1h, reasoning } = usage;
  if (
    !(
      isCount(inputTotal) &&
      isCount(outputTotal) &&
      isCount(cacheRead) &&
      isCount(cacheWrite5m) &&
      isCount(cacheWrite1h) &&
      isCount(reasoning)
    )
  ) {
    return 'inconsistent';
  }
  const plain = hasOnlyText(usage);
  if (!plain && !othersFit(usage)) return 'inconsistent';
  // The six are counts or -1 by now, so that their sum tells whether all are absent.
  if (plain && inputTotal + outputTotal + cacheRead + cacheWrite5m + cacheWrite1h + reasoning === -6) return 'none';
  const cached = known(cacheRead) + known(cacheWrite5m) + known(cacheWrite1h);
  if (inputTotal !== ABSENT && cached > inputTotal) return 'inconsistent';
  if (outputTotal !== ABSENT && reasoning > outputTotal) return 'inconsistent';
  return 'usable';
}

/** The usual case: nothing but text was counted. */
function hasOnlyText(usage: Usage): boolean {
  return (
    usage.audioInput === ABSENT &&
    usage.audioOutput === ABSENT &&
    usage.imageInput === ABSENT &&
    usage.imageOutput === ABSENT &&
    usage.videoInput === ABSENT &&
    usage.audioCacheRead === ABSENT &&
    usage.webSearches === ABSENT &&
    usage.seconds === ABSENT &&
    usage.pages === ABSENT
  );
}

function othersFit(usage: Usage): boolean {
  const {
    inputTotal,
    outputTotal,
    cacheRead,
    audioInput,
    audioOutput,
    imageInput,
    imageOutput,
    videoInput,
    audioCacheRead,
    webSearches,
    pages,
    seconds,
  } = usage;
  if (!(isCount(audioInput) && isCount(audioOutput) && isCount(imageInput) && isCount(imageOutput) && isCount(videoInput))) return false;
  if (!(isCount(audioCacheRead) && isCount(webSearches) && isCount(pages))) return false;
  if (!(seconds === ABSENT || (seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER))) return false;
  if (known(audioCacheRead) > (audioInput === ABSENT ? known(cacheRead) : Math.min(audioInput, known(cacheRead)))) return false;
  if (inputTotal !== ABSENT && known(audioInput) + known(imageInput) + known(videoInput) > inputTotal) return false;
  return outputTotal === ABSENT || known(audioOutput) + known(imageOutput) <= outputTotal;
}

/** A whole number from 0 to 2^53 - 1, or absent. NaN fails every comparison. */
function isCount(count: number): boolean {
  return count === ABSENT || (count >= 0 && count <= Number.MAX_SAFE_INTEGER && Math.floor(count) === count);
}

function known(count: number): number {
  return count > 0 ? count : 0;
}
