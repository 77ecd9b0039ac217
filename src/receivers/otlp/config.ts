import { byteSize, duration, flag, integer, listenEndpoint, object, optionalObject } from '../../config/schema-kit.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { AUTH_SCHEMA, type AuthConfig } from '../../transport/auth-config.ts';
import { KEEPALIVE_SERVER_SCHEMA, type KeepaliveServerConfig } from '../../transport/grpc/keepalive-config.ts';
import { CORS_SCHEMA, type CorsConfig } from '../../transport/http/cors-config.ts';
import { checkServerTls, SERVER_TLS_SCHEMA, type ServerTlsConfig } from '../../transport/tls/tls-config.ts';

/** What both listeners have. */
interface ListenerConfig {
  readonly endpoint: string;
  readonly tls?: ServerTlsConfig;
  readonly auth?: AuthConfig;
  readonly include_metadata: boolean;
  readonly max_connections: number;
  readonly read_timeout: string;
  readonly read_header_timeout: string;
  readonly write_timeout: string;
}

/** `protocols.grpc`. */
export interface GrpcListenerConfig extends ListenerConfig {
  readonly max_recv_msg_size_mib: number;
  readonly max_concurrent_streams: number;
  readonly keepalive?: KeepaliveServerConfig;
}

/** `protocols.http`. */
export interface HttpListenerConfig extends ListenerConfig {
  readonly max_request_body_size: number | string;
  readonly idle_timeout: string;
  readonly cors?: CorsConfig;
}

/** The user's config after defaults. A protocol that is not listed does not start. */
export interface OtlpReceiverConfig {
  readonly protocols: { readonly grpc?: GrpcListenerConfig; readonly http?: HttpListenerConfig };
}

const LISTENER: Readonly<Record<string, JsonSchema>> = {
  tls: SERVER_TLS_SCHEMA,
  auth: AUTH_SCHEMA,
  include_metadata: flag(false, 'Keep request headers beside the data, for processors that ask for them.'),
  max_connections: integer({ min: 1 }, 4096, 'Connections at once; more are turned away.'),
  read_timeout: duration('60s', 'From the first byte of a request to its last; 0s = no limit.'),
  read_header_timeout: duration('30s', 'From connecting to the end of the headers, also for TLS handshakes; 0s = no limit.'),
  write_timeout: duration('30s', 'How long a client may take no byte of its answer; 0s = no limit.'),
};

export const OTLP_RECEIVER_SCHEMA: JsonSchema = object({
  protocols: object(
    {
      grpc: optionalObject(
        {
          endpoint: listenEndpoint('localhost:4317', 'Address to listen on; port 0 takes a free one.'),
          max_recv_msg_size_mib: integer({ min: 1, max: 1024 }, 32, 'Largest message in MiB, also after decompression.'),
          max_concurrent_streams: integer({ min: 0 }, 0, 'Requests at once on one connection; 0 = 1024.'),
          keepalive: KEEPALIVE_SERVER_SCHEMA,
          ...LISTENER,
        },
        { description: 'OTLP/gRPC; starts only when listed.' },
      ),
      http: optionalObject(
        {
          endpoint: listenEndpoint('localhost:4318', 'Address to listen on; port 0 takes a free one.'),
          max_request_body_size: byteSize(33_554_432, 'Largest body, also after decompression.'),
          idle_timeout: duration('60s', 'How long an idle connection is kept; 0s = for ever.'),
          cors: CORS_SCHEMA,
          ...LISTENER,
        },
        { description: 'OTLP/HTTP on /v1/traces, /v1/metrics and /v1/logs; starts only when listed.' },
      ),
    },
    { description: 'The listeners.' },
  ),
});

/** What the schema cannot say. */
export function checkOtlpReceiver(config: OtlpReceiverConfig): readonly ConfigProblem[] {
  const { grpc, http } = config.protocols;
  if (grpc === undefined && http === undefined) {
    const message = 'no protocol is listed, so nothing would listen';
    return [{ path: ['protocols'], code: 'ASSAY_RECEIVER_NO_PROTOCOL', message, hint: 'write `grpc:` or `http:` below protocols' }];
  }
  const problems: ConfigProblem[] = [];
  for (const [name, listener] of [
    ['grpc', grpc],
    ['http', http],
  ] as const) {
    if (listener !== undefined) problems.push(...checkServerTls(listener.tls, ['protocols', name, 'tls']));
  }
  if (grpc !== undefined && grpc.endpoint === http?.endpoint && !grpc.endpoint.endsWith(':0')) {
    const message = 'gRPC and HTTP cannot share an address';
    problems.push({
      path: ['protocols', 'http', 'endpoint'],
      code: 'ASSAY_RECEIVER_PORT_TAKEN',
      message,
      hint: 'the usual port of OTLP/HTTP is 4318',
    });
  }
  return problems;
}
