import { flag, headers, object, oneOf, text } from '../../config/schema-kit.ts';
import { DELIVERY_PROPERTIES, type DeliveryConfig, timeoutSchema } from '../../delivery/config.ts';
import { checkDelivery } from '../../delivery/settings.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { AUTH_SCHEMA, type AuthConfig } from '../../transport/auth-config.ts';
import { parseGrpcEndpoint } from '../../transport/endpoint.ts';
import { GRPC_COMPRESSIONS, type GrpcCompression } from '../../transport/grpc/grpc-client.ts';
import { KEEPALIVE_CLIENT_SCHEMA, type KeepaliveClientConfig } from '../../transport/grpc/keepalive-config.ts';
import { CLIENT_TLS_SCHEMA, type ClientTlsConfig, checkClientTls } from '../../transport/tls/tls-config.ts';

/** The user's config after defaults. */
export interface OtlpGrpcConfig extends DeliveryConfig {
  readonly endpoint: string;
  readonly tls: ClientTlsConfig;
  readonly compression: GrpcCompression;
  readonly timeout: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: AuthConfig;
  readonly authority?: string;
  readonly keepalive?: KeepaliveClientConfig;
  readonly wait_for_ready: boolean;
}

export const OTLP_GRPC_SCHEMA: JsonSchema = object(
  {
    endpoint: text(undefined, '`host:port` of the backend; with `http://` in front without TLS, with `https://` with TLS.'),
    tls: CLIENT_TLS_SCHEMA,
    compression: oneOf(GRPC_COMPRESSIONS, 'gzip', 'Compression of requests.'),
    timeout: timeoutSchema('10s'),
    headers: headers(),
    auth: AUTH_SCHEMA,
    authority: text(undefined, "Value of `:authority` instead of the endpoint's host."),
    keepalive: KEEPALIVE_CLIENT_SCHEMA,
    wait_for_ready: flag(false, 'Wait for a connection until the timeout instead of failing at once while there is none.'),
    ...DELIVERY_PROPERTIES,
  },
  { required: ['endpoint'] },
);

/** What the schema cannot say. */
export function checkOtlpGrpc(config: OtlpGrpcConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [...checkClientTls(config.tls, ['tls']), ...checkDelivery(config)];
  if (parseGrpcEndpoint(config.endpoint, config.tls.insecure) === undefined) {
    const message = 'not an endpoint of a gRPC backend: write host:port, with http:// or https:// in front if you like';
    problems.push({ path: ['endpoint'], code: 'ASSAY_TRANSPORT_BAD_ENDPOINT', message, hint: 'backend:4317' });
  }
  return problems;
}
