import type { ChannelOptions } from '@grpc/grpc-js';
import type { PingPolicy } from './ping-police.ts';

/** grpc-go's `keepalive.ServerParameters`, in milliseconds; absent = library default (never, except time 2 h, timeout 20 s). */
export interface GrpcServerKeepalive {
  readonly maxConnectionIdleMs?: number;
  readonly maxConnectionAgeMs?: number;
  readonly maxConnectionAgeGraceMs?: number;
  readonly timeMs?: number;
  readonly timeoutMs?: number;
  /** Pings of clients are answered as they come when absent. */
  readonly pings?: PingPolicy;
}

/** grpc-go's `keepalive.ClientParameters`, in milliseconds; absent = no pings. */
export interface GrpcClientKeepalive {
  readonly timeMs?: number;
  readonly timeoutMs?: number;
  readonly permitWithoutStream?: boolean;
}

/** As grpc-js options. 2 h and 20 s are grpc-go's defaults; grpc-js would never ping. */
export function keepaliveOptions(keepalive: GrpcServerKeepalive = {}): ChannelOptions {
  return defined({
    'grpc.max_connection_idle_ms': keepalive.maxConnectionIdleMs,
    'grpc.max_connection_age_ms': keepalive.maxConnectionAgeMs,
    'grpc.max_connection_age_grace_ms': keepalive.maxConnectionAgeGraceMs,
    'grpc.keepalive_time_ms': keepalive.timeMs ?? 7_200_000,
    'grpc.keepalive_timeout_ms': keepalive.timeoutMs ?? 20_000,
  });
}

/** As grpc-js options. */
export function clientKeepaliveOptions(keepalive: GrpcClientKeepalive | undefined): ChannelOptions {
  if (keepalive === undefined) return {};
  return defined({
    'grpc.keepalive_time_ms': keepalive.timeMs,
    'grpc.keepalive_timeout_ms': keepalive.timeoutMs,
    'grpc.keepalive_permit_without_calls': keepalive.permitWithoutStream === true ? 1 : 0,
  });
}

function defined(options: Record<string, number | undefined>): ChannelOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value > 0));
}
