import { type ChannelCredentials, Client, compressionAlgorithms, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Clock, Logger } from '../../kernel/host.ts';
import type { Signal } from '../../otlp/batch.ts';
import { decodeExportResponse } from '../../otlp/response.ts';
import { asBuffer } from '../../wire/text.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { ClientAuthenticator } from '../auth.ts';
import { ABORTED, okResult, timedOut, unreachable } from '../client/results.ts';
import type { ClientTransport, SendOptions } from '../client-transport.ts';
import type { GrpcTarget } from '../endpoint.ts';
import { GRPC } from '../grpc-codes.ts';
import type { SendResult } from '../send-result.ts';
import { type ClientTlsSettings, clientTls, DEFAULT_CLIENT_TLS, loadClientTls } from '../tls/client-tls.ts';
import { type TlsMaterial, watchTlsMaterial } from '../tls/tls-files.ts';
import { readGrpcFailure } from './grpc-answer.ts';
import { clientKeepaliveOptions, type GrpcClientKeepalive } from './keepalive.ts';
import { EXPORT_METHODS, identity } from './methods.ts';
import { sendZstd } from './zstd-messages.ts';

/** What messages are compressed with. */
export type GrpcCompression = 'none' | 'gzip' | 'zstd';

export const GRPC_COMPRESSIONS: readonly GrpcCompression[] = ['gzip', 'zstd', 'none'];

/** Settings of one gRPC backend. */
export interface GrpcClientSettings {
  readonly target: GrpcTarget;
  /** Used when `target.secure`. */
  readonly tls?: ClientTlsSettings;
  readonly compression: GrpcCompression;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: ClientAuthenticator;
  /** Value of `:authority` instead of the endpoint's host. */
  readonly authority?: string;
  readonly keepalive?: GrpcClientKeepalive;
  /** Wait for a connection until the timeout instead of failing at once while there is none. */
  readonly waitForReady: boolean;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** An answer is a few bytes; what is longer is none. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** OTLP/gRPC to one backend, bytes as they are. */
export class GrpcClientTransport implements ClientTransport {
  #settings: GrpcClientSettings;
  #client: Client;
  #endReload: () => void = () => {};

  /** Throws ASSAY_TRANSPORT_TLS_MATERIAL and, for zstd, ASSAY_TRANSPORT_COMPRESSION. Connects on first use. */
  constructor(settings: GrpcClientSettings) {
    this.#settings = settings;
    const { target, clock, log } = settings;
    const tls = settings.tls ?? DEFAULT_CLIENT_TLS;
    if (!target.secure) {
      this.#client = this.#connect(credentials.createInsecure());
      return;
    }
    const { material, context } = loadClientTls(tls);
    this.#client = this.#connect(credentials.createFromSecureContext(context, verifyOptions(tls)));
    this.#endReload = watchTlsMaterial(tls.sources, material, tls.reloadIntervalMs, clock, {
      onChange: (changed) => this.#reconnect(tls, changed),
      onError: () => log.warn('new certificates cannot be used, the old ones stay', { code: 'ASSAY_TRANSPORT_TLS_MATERIAL' }),
    });
  }

  async send(signal: Signal, body: Uint8Array, options: SendOptions): Promise<SendResult> {
    if (options.abort.aborted) return ABORTED;
    const deadlineMs = Date.now() + options.timeoutMs;
    try {
      const metadata = await this.#metadata(options.headers);
      const answer = await this.#call(EXPORT_METHODS[signal], asBuffer(body), metadata, deadlineMs, options.abort);
      if (answer instanceof Uint8Array) return okResult(decodeExportResponse(answer));
      if (codeOf(answer) === GRPC.CANCELLED && options.abort.aborted) return ABORTED;
      return isOwnTimeout(answer) ? timedOut(options.timeoutMs) : readGrpcFailure(answer);
    } catch (error) {
      return unreachable(`the request could not be made (${(error as Error)?.name ?? 'error'})`);
    }
  }

  async close(): Promise<void> {
    this.#endReload();
    this.#client.close();
  }

  #call(method: string, body: Buffer, metadata: Metadata, deadline: number, abort: AbortSignal): Promise<Buffer | ServiceError> {
    return new Promise((resolve) => {
      const call = this.#client.makeUnaryRequest(method, identity, identity, body, metadata, { deadline }, (error, answer) => {
        abort.removeEventListener('abort', cancel);
        resolve(error ?? answer ?? Buffer.alloc(0));
      });
      const cancel = (): void => call.cancel();
      abort.addEventListener('abort', cancel, { once: true });
    });
  }

  async #metadata(perRequest: SendOptions['headers']): Promise<Metadata> {
    const { headers, auth, waitForReady } = this.#settings;
    const metadata = new Metadata({ waitForReady });
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    if (auth !== undefined) for (const [name, value] of Object.entries(await auth.requestHeaders())) metadata.set(name, value);
    for (const [name, value] of Object.entries(perRequest ?? {})) metadata.set(name, value);
    return metadata;
  }

  #connect(channel: ChannelCredentials): Client {
    const { target, tls, compression, authority, keepalive, userAgent } = this.#settings;
    const client = new Client(target.target, channel, {
      'grpc.primary_user_agent': userAgent,
      'grpc.default_compression_algorithm': compression === 'gzip' ? compressionAlgorithms.gzip : compressionAlgorithms.identity,
      'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
      // Retries are delivery's: it knows the queue, the backoff and what may be sent twice.
      'grpc.enable_retries': 0,
      'grpc.enable_channelz': 0,
      'grpc.enable_http_proxy': 0,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.service_config_disable_resolution': 1,
      'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
      ...(authority === undefined ? {} : { 'grpc.default_authority': authority }),
      ...(tls?.serverName === undefined ? {} : { 'grpc.ssl_target_name_override': tls.serverName }),
      ...clientKeepaliveOptions(keepalive),
    });
    if (compression === 'zstd' && !sendZstd(client, MAX_ANSWER_BYTES)) {
      client.close();
      throw new AssayError('ASSAY_TRANSPORT_COMPRESSION', 'this version of grpc-js cannot send zstd; set compression to gzip or none');
    }
    return client;
  }

  /** New requests go by the new certificates; those in progress finish on the old connection. */
  #reconnect(tls: ClientTlsSettings, material: TlsMaterial): void {
    const { context } = clientTls(tls, material);
    const old = this.#client;
    this.#client = this.#connect(credentials.createFromSecureContext(context, verifyOptions(tls)));
    old.close();
    this.#settings.log.info('certificates reloaded');
  }
}

/** Also a server that keeps the same deadline (it travels as grpc-timeout) words its end so. */
function isOwnTimeout(error: ServiceError): boolean {
  return codeOf(error) === GRPC.DEADLINE_EXCEEDED && error.details.startsWith('Deadline exceeded');
}

/** As a plain number, to compare with our own table. */
function codeOf(error: ServiceError): number {
  return error.code;
}

function verifyOptions(tls: ClientTlsSettings): { rejectUnauthorized?: boolean; checkServerIdentity?: () => undefined } {
  return tls.skipVerify ? { rejectUnauthorized: false, checkServerIdentity: () => undefined } : {};
}
