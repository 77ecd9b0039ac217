import { duration, headers, httpUrl, integer, object, oneOf, optionalObject } from '../../config/schema-kit.ts';
import { DELIVERY_PROPERTIES, type DeliveryConfig, timeoutSchema } from '../../delivery/config.ts';
import { checkDelivery } from '../../delivery/settings.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { AUTH_SCHEMA, type AuthConfig } from '../../transport/auth-config.ts';
import { COMPRESSIONS, type Compression } from '../../transport/body/compress.ts';
import { CLIENT_TLS_SCHEMA, type ClientTlsConfig, checkClientTls } from '../../transport/tls/tls-config.ts';
import { ENDPOINT_KEYS, resolveEndpoints } from './endpoints.ts';

/** The user's config after defaults. */
export interface OtlpHttpConfig extends DeliveryConfig {
  readonly endpoint?: string;
  readonly traces_endpoint?: string;
  readonly metrics_endpoint?: string;
  readonly logs_endpoint?: string;
  readonly encoding: 'proto' | 'json';
  readonly tls: ClientTlsConfig;
  readonly compression: Compression;
  readonly compression_params?: { readonly level?: number };
  readonly timeout: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: AuthConfig;
  readonly max_idle_conns: number;
  readonly idle_conn_timeout: string;
}

export const OTLP_HTTP_SCHEMA: JsonSchema = object({
  endpoint: httpUrl(undefined, 'Base URL of the backend; `/v1/traces`, `/v1/metrics` and `/v1/logs` come behind it.'),
  traces_endpoint: httpUrl(undefined, 'Whole URL for traces instead.'),
  metrics_endpoint: httpUrl(undefined, 'Whole URL for metrics instead.'),
  logs_endpoint: httpUrl(undefined, 'Whole URL for logs instead.'),
  encoding: oneOf(['proto', 'json'], 'proto', 'Encoding of requests.'),
  tls: CLIENT_TLS_SCHEMA,
  compression: oneOf(COMPRESSIONS, 'gzip', 'Compression of requests.'),
  compression_params: optionalObject({
    level: integer({ min: 1, max: 22 }, undefined, '1 to 9 for gzip, zlib and deflate, 1 to 22 for zstd. Default: 1.'),
  }),
  timeout: timeoutSchema('30s'),
  headers: headers(),
  auth: AUTH_SCHEMA,
  max_idle_conns: integer({ min: 1 }, 100, 'Most connections to the backend.'),
  idle_conn_timeout: duration('90s', 'An unused connection is closed after this long.'),
  ...DELIVERY_PROPERTIES,
});

/** Highest level of a compression that has levels below 22. */
const HIGHEST_LEVEL: Readonly<Partial<Record<Compression, number>>> = { gzip: 9, zlib: 9, deflate: 9 };

/** What the schema cannot say. */
export function checkOtlpHttp(config: OtlpHttpConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [...checkClientTls(config.tls, ['tls']), ...checkDelivery(config)];
  const given = ENDPOINT_KEYS.filter((key) => config[key] !== undefined);
  if (given.length === 0) {
    const message = 'one of endpoint, traces_endpoint, metrics_endpoint and logs_endpoint is needed';
    problems.push({ path: [], code: 'ASSAY_TRANSPORT_BAD_ENDPOINT', message, hint: 'endpoint: https://backend:4318' });
  }
  for (const key of resolveEndpoints(config).unusable) {
    const message = 'not the URL of a backend: http:// or https://, a host, no credentials and no fragment';
    problems.push({ path: [key], code: 'ASSAY_TRANSPORT_BAD_ENDPOINT', message, hint: 'https://backend:4318' });
  }
  const level = config.compression_params?.level;
  const highest = HIGHEST_LEVEL[config.compression];
  if (level !== undefined && highest !== undefined && level > highest) {
    const message = `${config.compression} has levels 1 to ${highest}`;
    problems.push({ path: ['compression_params', 'level'], code: 'ASSAY_TRANSPORT_COMPRESSION', message });
  }
  return problems;
}
