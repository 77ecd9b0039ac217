import { userAgent } from '../../delivery/user-agent.ts';
import type { Host } from '../../kernel/host.ts';
import type { Signal } from '../../otlp/batch.ts';
import { clientAuthenticator } from '../../transport/auth-config.ts';
import type { ClientTransport } from '../../transport/client-transport.ts';
import { parseGrpcEndpoint } from '../../transport/endpoint.ts';
import { GrpcClientTransport } from '../../transport/grpc/grpc-client.ts';
import { clientKeepalive } from '../../transport/grpc/keepalive-config.ts';
import { clientTlsSettings } from '../../transport/tls/tls-config.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { OtlpGrpcConfig } from './config.ts';

/** The transport of a config, one for all signals. Throws ASSAY_TRANSPORT_TLS_MATERIAL and ASSAY_TRANSPORT_AUTHENTICATOR. */
export function connectOtlpGrpc(config: OtlpGrpcConfig, host: Host): Readonly<Record<Signal, ClientTransport>> {
  const target = parseGrpcEndpoint(config.endpoint, config.tls.insecure);
  if (target === undefined) throw new AssayError('ASSAY_TRANSPORT_BAD_ENDPOINT', `exporters.${host.id}.endpoint is not host:port`);
  const auth = clientAuthenticator(host, config.auth);
  const keepalive = clientKeepalive(config.keepalive);
  const transport = new GrpcClientTransport({
    target,
    tls: clientTlsSettings(config.tls, `exporters.${host.id}.tls`),
    compression: config.compression,
    headers: config.headers,
    ...(auth === undefined ? {} : { auth }),
    ...(config.authority === undefined ? {} : { authority: config.authority }),
    ...(keepalive === undefined ? {} : { keepalive }),
    waitForReady: config.wait_for_ready,
    userAgent: userAgent(),
    clock: host.clock,
    log: host.log,
  });
  return { traces: transport, metrics: transport, logs: transport };
}
