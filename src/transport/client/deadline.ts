/** Why a request was ended by this side. */
type Cause = 'timeout' | 'abort';

/** One AbortSignal for a request: its timeout or its caller's abort, and which it was. `end` must be called. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly cause: () => Cause | undefined;
  end(): void;
}

/** Cheaper than `AbortSignal.any`, and leaves nothing on a long-lived `abort` signal. */
export function startDeadline(timeoutMs: number, abort: AbortSignal): Deadline {
  const controller = new AbortController();
  let cause: Cause | undefined;
  const stop = (why: Cause) => (): void => {
    cause ??= why;
    controller.abort();
  };
  const aborted = stop('abort');
  const timer = setTimeout(stop('timeout'), Math.min(timeoutMs, 0x7fff_ffff));
  timer.unref();
  if (abort.aborted) aborted();
  else abort.addEventListener('abort', aborted, { once: true });
  return {
    signal: controller.signal,
    cause: () => cause,
    end: () => {
      clearTimeout(timer);
      abort.removeEventListener('abort', aborted);
    },
  };
}
