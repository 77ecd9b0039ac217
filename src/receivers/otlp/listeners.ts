import { parseByteSize, parseDurationMs } from '../../config/units.ts';
import type { Host } from '../../kernel/host.ts';
import { serverAuthenticator } from '../../transport/auth-config.ts';
import { parseServerEndpoint } from '../../transport/endpoint.ts';
import { type GrpcServerSettings, GrpcServerTransport } from '../../transport/grpc/grpc-server.ts';
import { serverKeepalive } from '../../transport/grpc/keepalive-config.ts';
import { corsSettings } from '../../transport/http/cors-config.ts';
import { type HttpServerSettings, HttpServerTransport } from '../../transport/http/http-server.ts';
import { DEFAULT_SERVER_LIMITS, type ServerLimits, type ServerSettings, type ServerTransport } from '../../transport/server-transport.ts';
import { serverTlsSettings } from '../../transport/tls/tls-config.ts';
import type { GrpcListenerConfig, HttpListenerConfig, OtlpReceiverConfig } from './config.ts';

/** The protocols of the receiver, as spelt in YAML and in the label `transport`. */
export type Protocol = 'grpc' | 'http';

/** What the receiver gives to each of its listeners. */
export type ListenerHooks = Pick<ServerSettings, 'handler' | 'gate' | 'admission' | 'onProblem'>;

/** One configured listener, made but not listening. */
export interface Listener {
  readonly protocol: Protocol;
  /** YAML key of its address. */
  readonly endpointKey: string;
  readonly config: GrpcListenerConfig | HttpListenerConfig;
  readonly transport: ServerTransport;
}

const MIB = 1024 * 1024;

/** The listeners of a config. Throws ASSAY_TRANSPORT_AUTHENTICATOR and ASSAY_TRANSPORT_BAD_ENDPOINT; binds nothing. */
export function makeListeners(
  config: OtlpReceiverConfig,
  host: Host,
  hooks: (protocol: Protocol, include: boolean) => ListenerHooks,
): readonly Listener[] {
  const listeners: Listener[] = [];
  const { grpc, http } = config.protocols;
  if (grpc !== undefined) {
    const key = keyOf(host, 'grpc');
    const limits = {
      ...commonLimits(grpc),
      maxBodyBytes: grpc.max_recv_msg_size_mib * MIB,
      maxBodyKey: `${key}.max_recv_msg_size_mib`,
      ...(grpc.max_concurrent_streams > 0 ? { maxStreams: grpc.max_concurrent_streams } : {}),
    };
    const settings: GrpcServerSettings = {
      ...common(grpc, key, host),
      ...hooks('grpc', grpc.include_metadata),
      limits,
      keepalive: serverKeepalive(grpc.keepalive),
    };
    listeners.push({ protocol: 'grpc', endpointKey: `${key}.endpoint`, config: grpc, transport: new GrpcServerTransport(settings) });
  }
  if (http !== undefined) {
    const key = keyOf(host, 'http');
    const cors = corsSettings(http.cors);
    const limits = {
      ...commonLimits(http),
      maxBodyBytes: parseByteSize(http.max_request_body_size),
      maxBodyKey: `${key}.max_request_body_size`,
      idleTimeoutMs: parseDurationMs(http.idle_timeout),
    };
    const settings: HttpServerSettings = {
      ...common(http, key, host),
      ...hooks('http', http.include_metadata),
      limits,
      ...(cors === undefined ? {} : { cors }),
    };
    listeners.push({ protocol: 'http', endpointKey: `${key}.endpoint`, config: http, transport: new HttpServerTransport(settings) });
  }
  return listeners;
}

function keyOf(host: Host, protocol: Protocol): string {
  return `receivers.${host.id}.protocols.${protocol}`;
}

function common(
  config: GrpcListenerConfig | HttpListenerConfig,
  key: string,
  host: Host,
): Pick<ServerSettings, 'endpoint' | 'tls' | 'authenticator' | 'clock' | 'log'> {
  const tls = serverTlsSettings(config.tls, `${key}.tls`);
  const authenticator = serverAuthenticator(host, config.auth);
  return {
    endpoint: parseServerEndpoint(config.endpoint, `${key}.endpoint`),
    clock: host.clock,
    log: host.log,
    ...(tls === undefined ? {} : { tls }),
    ...(authenticator === undefined ? {} : { authenticator }),
  };
}

function commonLimits(config: GrpcListenerConfig | HttpListenerConfig): ServerLimits {
  return {
    ...DEFAULT_SERVER_LIMITS,
    maxConnections: config.max_connections,
    requestTimeoutMs: parseDurationMs(config.read_timeout),
    headersTimeoutMs: parseDurationMs(config.read_header_timeout),
    responseTimeoutMs: parseDurationMs(config.write_timeout),
  };
}
