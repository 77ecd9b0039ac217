import { duration, flag, object, optionalObject } from '../../config/schema-kit.ts';
import { parseDurationMs } from '../../config/units.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
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
  readonly enforcement_policy?: { readonly min_time?: string; readonly permit_without_stream?: boolean };
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
    enforcement_policy: optionalObject({
      min_time: duration(undefined, "Taken for the Collector's sake, without effect."),
      permit_without_stream: flag(undefined, "Taken for the Collector's sake, without effect."),
    }),
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

/** grpc-js answers pings without policing them, so this block can have no effect. */
export function checkServerKeepalive(config: KeepaliveServerConfig | undefined, path: readonly string[]): ConfigProblem[] {
  if (config?.enforcement_policy === undefined) return [];
  const message = 'pings of clients are answered and not policed: this block has no effect';
  return [{ path: [...path, 'enforcement_policy'], code: 'ASSAY_TRANSPORT_NO_EFFECT', severity: 'warning', message, hint: 'take it out' }];
}

export function serverKeepalive(config: KeepaliveServerConfig | undefined): GrpcServerKeepalive {
  const given = config?.server_parameters ?? {};
  return {
    ...ms('maxConnectionIdleMs', given.max_connection_idle),
    ...ms('maxConnectionAgeMs', given.max_connection_age),
    ...ms('maxConnectionAgeGraceMs', given.max_connection_age_grace),
    ...ms('timeMs', given.time),
    ...ms('timeoutMs', given.timeout),
  };
}

export function clientKeepalive(config: KeepaliveClientConfig | undefined): GrpcClientKeepalive | undefined {
  if (config === undefined) return undefined;
  return { ...ms('timeMs', config.time), ...ms('timeoutMs', config.timeout), permitWithoutStream: config.permit_without_stream ?? false };
}

function ms<K extends string>(key: K, text: string | undefined): { [P in K]?: number } {
  return text === undefined ? {} : ({ [key]: parseDurationMs(text) } as { [P in K]?: number });
}
