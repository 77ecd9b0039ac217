import { duration, integer, number, object } from '../../config/schema-kit.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** The user's config after defaults. */
export interface MemoryLimiterConfig {
  readonly check_interval: string;
  readonly limit_mib: number;
  readonly limit_percentage: number;
  readonly spike_limit_mib: number;
  readonly spike_limit_percentage: number;
  readonly in_flight_mib: number;
}

const PERCENT = { min: 1, max: 100 };

export const MEMORY_LIMITER_SCHEMA: JsonSchema = object({
  check_interval: duration('1s', 'How often the memory of the process is measured.'),
  limit_mib: integer({ min: 0 }, 0, 'Hard limit on the resident memory; 0 takes limit_percentage.'),
  limit_percentage: number(PERCENT, 80, 'Hard limit as a part of what the cgroup, else the machine, has.'),
  spike_limit_mib: integer({ min: 0 }, 0, 'How far below the hard limit refusing begins; 0 takes spike_limit_percentage.'),
  spike_limit_percentage: number(PERCENT, 20, 'The same as a part of limit_mib where that is set, else of the memory there is.'),
  in_flight_mib: integer({ min: 0 }, 0, 'Bytes under way behind this processor; 0 is a quarter of the soft limit.'),
});

/** The soft limit (hard limit less spike) must leave something. */
export function checkMemoryLimiter(config: MemoryLimiterConfig): readonly ConfigProblem[] {
  const { limit_mib, limit_percentage, spike_limit_mib, spike_limit_percentage } = config;
  const code = 'ASSAY_MEMORY_LIMIT_CONFIG';
  if (limit_mib > 0 && spike_limit_mib >= limit_mib) {
    return [{ path: ['spike_limit_mib'], code, message: 'must be less than limit_mib', hint: `${Math.floor(limit_mib / 5)}` }];
  }
  if (limit_mib === 0 && spike_limit_mib === 0 && spike_limit_percentage >= limit_percentage) {
    return [{ path: ['spike_limit_percentage'], code, message: 'must be less than limit_percentage', hint: '20' }];
  }
  if (limit_mib > 0 && spike_limit_mib === 0 && spike_limit_percentage >= 100) {
    return [{ path: ['spike_limit_percentage'], code, message: 'must be less than 100 where limit_mib is set', hint: '20' }];
  }
  return [];
}
