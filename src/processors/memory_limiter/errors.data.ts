import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Refusals and config findings of memory_limiter. Refusals are answered UNAVAILABLE / 503 with a delay. */
export const MEMORY_LIMIT_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_MEMORY_LIMIT_RSS',
    cause: 'The process uses more memory than the soft limit of memory_limiter; new data is refused until it is below again.',
    cure: 'Clients come back by themselves. If it lasts, look for a backend that does not take data, lower the queue sizes or give the process more memory.',
  },
  {
    code: 'ASSAY_MEMORY_LIMIT_IN_FLIGHT',
    cause: 'More bytes are under way behind memory_limiter than in_flight_mib allows.',
    cure: 'Clients come back by themselves. If it lasts, raise in_flight_mib; it must be larger than the largest request.',
  },
  {
    code: 'ASSAY_MEMORY_LIMIT_CONFIG',
    cause: 'The spike of memory_limiter is not smaller than its limit, so the soft limit would be zero.',
    cure: 'Set spike_limit_mib below limit_mib, spike_limit_percentage below limit_percentage.',
  },
];
