import { duration, flag, object, optionalObject } from '../../config/schema-kit.ts';
import { parseDurationMs } from '../../config/units.ts';
import type { JsonSchema } from '../../kernel/component.ts';
import type { GrpcClientKeepalive, GrpcServerKeepalive } from './keepalive.ts';

/** `keepalive` of a gRPC listener, as the Collector's `configgrpc.KeepaliveServerConfig`. */
export interface KeepaliveServerConfig {
  readonly server_parameters?: {
    readonly max_connection_idle?: string;
    readonly max_connection_age?: string;
    readonly max_connection_age_grace?: string;
    readonly time?: string;
    readonly timeout?: string;
  };
  readonly enforcement_policy?: { readonly min_time: string; readonly permit_without_stream: boolean };
}

/** `keepalive` of a gRPC exporter. */
export interface KeepaliveClientConfig {
  readonly time?: string;
  readonly timeout?: string;
  readonly permit_without_stream?: boolean;
}

export const KEEPALIVE_SERVER_SCHEMA: JsonSchema = optionalObject(
  {
    server_parameters: object({
      max_connection_idle: duration(undefined, 'A connection without requests for so long is closed; never when absent.'),
      max_connection_age: duration(undefined, 'A connection is closed after so long, so that load spreads anew; never when absent.'),
      max_connection_age_grace: duration(undefined, 'Time for requests in progress after that.'),
      time: duration(undefined, 'A silent client is pinged after so long (2h when absent).'),
      timeout: duration(undefined, 'A client that does not answer a ping for so long is cut (20s when absent).'),
    }),
    enforcement_policy: optionalObject(
      {
        min_time: duration('5m', 'A client that pings more often than this is closed with too_many_pings.'),
        permit_without_stream: flag(false, 'Whether min_time holds without requests under way, too; else it is 2h then.'),
      },
      { description: 'Polices pings; without this block each is answered.' },
    ),
  },
  { description: 'Pings and ages of connections.' },
);

export const KEEPALIVE_CLIENT_SCHEMA: JsonSchema = optionalObject(
  {
    time: duration(undefined, 'The backend is pinged after so long without traffic.'),
    timeout: duration(undefined, 'A backend that does not answer a ping for so long is connected to anew.'),
    permit_without_stream: flag(undefined, 'Ping also while no request is under way.'),
  },
  { description: 'Pings; none when absent.' },
);

export function serverKeepalive(config: KeepaliveServerConfig | undefined): GrpcServerKeepalive {
  const given = config?.server_parameters ?? {};
  const policy = config?.enforcement_policy;
  return {
    ...ms('maxConnectionIdleMs', given.max_connection_idle),
    ...ms('maxConnectionAgeMs', given.max_connection_age),
    ...ms('maxConnectionAgeGraceMs', given.max_connection_age_grace),
    ...ms('timeMs', given.time),
    ...ms('timeoutMs', given.timeout),
    ...(policy === undefined
      ? {}
      : { pings: { minTimeMs: parseDurationMs(policy.min_time), permitWithoutStream: policy.permit_without_stream } }),
  };
}

export function clientKeepalive(config: KeepaliveClientConfig | undefined): GrpcClientKeepalive | undefined {
  if (config === undefined) return undefined;
  return { ...ms('timeMs', config.time), ...ms('timeoutMs', config.timeout), permitWithoutStream: config.permit_without_stream ?? false };
}

function ms<K extends string>(key: K, text: string | undefined): { [P in K]?: number } {
  return text === undefined ? {} : ({ [key]: parseDurationMs(text) } as { [P in K]?: number });
}
