import { parseDurationMs } from '../../config/units.ts';
import { userAgent } from '../../delivery/user-agent.ts';
import type { Host } from '../../kernel/host.ts';
import type { Signal } from '../../otlp/batch.ts';
import { clientAuthenticator } from '../../transport/auth-config.ts';
import type { ClientTransport } from '../../transport/client-transport.ts';
import { HttpClientTransport } from '../../transport/http/http-client.ts';
import { clientTlsSettings } from '../../transport/tls/tls-config.ts';
import type { OtlpHttpConfig } from './config.ts';
import { resolveEndpoints } from './endpoints.ts';

/** The transports of a config, one for each origin. Throws ASSAY_TRANSPORT_TLS_MATERIAL and ASSAY_TRANSPORT_AUTHENTICATOR. */
export function connectOtlpHttp(config: OtlpHttpConfig, host: Host): Partial<Record<Signal, ClientTransport>> {
  const auth = clientAuthenticator(host, config.auth);
  const level = config.compression_params?.level;
  const transports: Partial<Record<Signal, ClientTransport>> = {};
  for (const { base, paths, signals } of resolveEndpoints(config).destinations) {
    const transport = new HttpClientTransport({
      endpoint: base,
      paths,
      encoding: config.encoding,
      compression: config.compression,
      ...(level === undefined ? {} : { compressionLevel: level }),
      tls: clientTlsSettings(config.tls, `exporters.${host.id}.tls`),
      headers: config.headers,
      ...(auth === undefined ? {} : { auth }),
      readResponse: true,
      maxConnections: config.max_idle_conns,
      idleTimeoutMs: parseDurationMs(config.idle_conn_timeout),
      userAgent: userAgent(),
      clock: host.clock,
      log: host.log,
    });
    for (const signal of signals) transports[signal] = transport;
  }
  return transports;
}
