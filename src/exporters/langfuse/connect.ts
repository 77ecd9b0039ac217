import { PRODUCT, userAgent } from '../../delivery/user-agent.ts';
import type { Host } from '../../kernel/host.ts';
import type { Signal } from '../../otlp/batch.ts';
import { VERSION } from '../../telemetry/version.ts';
import type { ClientTransport } from '../../transport/client-transport.ts';
import { HttpClientTransport } from '../../transport/http/http-client.ts';
import { clientTlsSettings } from '../../transport/tls/tls-config.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { Config } from './config.ts';
import { tracesUrl } from './endpoint.ts';

/** The headers that Langfuse's endpoint reads. Our own product name: one of its SDKs' would choose another path through its code. */
export function langfuseHeaders(
  config: Pick<Config, 'public_key' | 'secret_key' | 'ingestion_version' | 'headers'>,
): Record<string, string> {
  return {
    'x-langfuse-sdk-name': PRODUCT,
    'x-langfuse-sdk-version': VERSION,
    'x-langfuse-public-key': config.public_key,
    ...config.headers,
    'x-langfuse-ingestion-version': String(config.ingestion_version),
    authorization: `Basic ${Buffer.from(`${config.public_key}:${config.secret_key}`, 'utf8').toString('base64')}`,
  };
}

/** Throws ASSAY_TRANSPORT_TLS_MATERIAL and ASSAY_TRANSPORT_BAD_ENDPOINT. */
export function connectLangfuse(config: Config, host: Host): Partial<Record<Signal, ClientTransport>> {
  const url = tracesUrl(config.endpoint);
  if (url === undefined) throw new AssayError('ASSAY_TRANSPORT_BAD_ENDPOINT', `exporters.${host.id}.endpoint is no URL of a backend`);
  const traces = new HttpClientTransport({
    endpoint: url.base,
    paths: { traces: url.path },
    encoding: config.encoding,
    compression: config.compression,
    tls: clientTlsSettings(config.tls, `exporters.${host.id}.tls`),
    headers: langfuseHeaders(config),
    // The answer is JSON whatever was sent, and never an OTLP response.
    readResponse: false,
    userAgent: userAgent(),
    clock: host.clock,
    log: host.log,
  });
  return { traces };
}
