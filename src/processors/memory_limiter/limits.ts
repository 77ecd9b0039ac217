import type { MemoryLimiterConfig } from './config.ts';

const MIB = 2 ** 20;

/** Bytes at which memory_limiter acts. */
export interface Limits {
  /** Resident memory from which new work is refused. */
  readonly softBytes: number;
  /** Resident memory from which nothing is taken, whatever it is made of. */
  readonly hardBytes: number;
  /** Bytes under way behind the processor, and, counted apart, bytes of requests being read. */
  readonly inFlightBytes: number;
}

/**
 * The limits for a process that may use `totalBytes`. As in the Collector, percentages are of the total, a spike in
 * percent is of the limit where the limit is given in MiB, and soft = hard - spike. A spike that eats the whole limit
 * (possible when it is given in MiB and the machine is small) is cut to half of it.
 */
export function limitsFor(config: MemoryLimiterConfig, totalBytes: number): Limits {
  const hardBytes = config.limit_mib > 0 ? config.limit_mib * MIB : (totalBytes * config.limit_percentage) / 100;
  const base = config.limit_mib > 0 ? hardBytes : totalBytes;
  const spike = config.spike_limit_mib > 0 ? config.spike_limit_mib * MIB : (base * config.spike_limit_percentage) / 100;
  const softBytes = Math.floor(hardBytes - Math.min(spike, hardBytes / 2));
  const inFlightBytes = config.in_flight_mib > 0 ? config.in_flight_mib * MIB : Math.floor(softBytes / 4);
  return { softBytes, hardBytes: Math.floor(hardBytes), inFlightBytes };
}

export function toMib(bytes: number): number {
  return Math.round(bytes / MIB);
}
