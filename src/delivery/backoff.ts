/** How long to wait between attempts; `retry_on_failure` in milliseconds. `maxElapsedMs` 0 means for ever. */
export interface RetrySettings {
  readonly enabled: boolean;
  readonly initialMs: number;
  readonly multiplier: number;
  /** 0.5 spreads a delay over 50 % to 150 % of itself. */
  readonly randomization: number;
  readonly maxMs: number;
  readonly maxElapsedMs: number;
}

/**
 * Delay after `attempts` failed attempts (1 or more): initial x multiplier^(attempts - 1), at most `maxMs`, spread by
 * `random` (uniform in [0, 1)). As the Collector's exporterhelper, which takes it from cenkalti/backoff.
 */
export function backoffMs(settings: RetrySettings, attempts: number, random: number): number {
  const plain = Math.min(settings.maxMs, settings.initialMs * settings.multiplier ** Math.max(0, attempts - 1));
  const spread = plain * settings.randomization;
  return Math.max(1, Math.round(plain - spread + random * 2 * spread));
}

/** What a failed attempt leads to: another one after `delayMs`, or none. */
export type NextAttempt = { readonly kind: 'wait'; readonly delayMs: number } | { readonly kind: 'give_up' };

const GIVE_UP: NextAttempt = Object.freeze({ kind: 'give_up' });

/**
 * When to try again. A delay the backend asked for is never cut short: if it passes the end of `maxElapsedMs`, there is no
 * other attempt. Our own delay is cut to the end, so that the time allowed is used.
 */
export function nextAttempt(
  settings: RetrySettings,
  failed: { readonly attempts: number; readonly elapsedMs: number; readonly afterMs?: number | undefined },
  random: number,
): NextAttempt {
  const own = backoffMs(settings, failed.attempts, random);
  const asked = failed.afterMs ?? 0;
  const delayMs = Math.max(own, asked);
  if (settings.maxElapsedMs === 0) return { kind: 'wait', delayMs };
  const leftMs = settings.maxElapsedMs - failed.elapsedMs;
  if (leftMs <= 0 || asked > leftMs) return GIVE_UP;
  return { kind: 'wait', delayMs: Math.min(delayMs, leftMs) };
}
