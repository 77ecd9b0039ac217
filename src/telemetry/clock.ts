import type { Clock } from '../kernel/host.ts';

/** The longest delay `setTimeout` keeps; above it Node fires at once. */
const MAX_DELAY_MS = 0x7fff_ffff;

/** The system's clock, with its timers counted so that a test can show that none is left. */
export interface SystemClock extends Clock {
  /** Timers that were set and neither fired for the last time nor were cancelled. */
  liveTimers(): number;
  /** Cancels every timer; for the end of the process. */
  cancelAll(): void;
}

/** Real time, unreferenced timers (they never keep the process alive), `Math.random` for jitter only. */
export function systemClock(): SystemClock {
  const live = new Set<NodeJS.Timeout>();

  const cancel = (timer: NodeJS.Timeout): void => {
    clearTimeout(timer);
    live.delete(timer);
  };

  const after = (ms: number, fn: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, MAX_DELAY_MS);
      timer = setTimeout(() => {
        live.delete(timer);
        if (leftMs > stepMs) arm(leftMs - stepMs);
        else fn();
      }, stepMs);
      timer.unref();
      live.add(timer);
    };
    arm(Math.max(0, ms));
    return () => cancel(timer);
  };

  const every = (ms: number, fn: () => void): (() => void) => {
    const timer = setInterval(fn, Math.min(Math.max(1, ms), MAX_DELAY_MS));
    timer.unref();
    live.add(timer);
    return () => cancel(timer);
  };

  return {
    now: Date.now,
    monotonicMs: () => performance.now(),
    random: Math.random,
    after,
    every,
    liveTimers: () => live.size,
    cancelAll: () => {
      for (const timer of live) clearTimeout(timer);
      live.clear();
    },
  };
}
