import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../kernel/host.ts';
import type { Signal } from '../../otlp/batch.ts';
import { encodeExportResponse, exportResponseToJson } from '../../otlp/response.ts';
import { encodeRpcStatus, rpcStatusToJson } from '../../otlp/rpc-status.ts';
import type { WireReply } from '../reply.ts';
import type { Encoding } from '../server-transport.ts';
import { CONTENT_TYPES } from './routes.ts';

/** Headers of one answer besides those of the reply itself. */
export type ExtraHeaders = Readonly<Record<string, string>>;

/** Export*ServiceResponse for 200, google.rpc.Status for every other status, in the encoding of the request. */
function bodyOf(reply: WireReply, signal: Signal, encoding: Encoding): Uint8Array | string {
  if (reply.http === 200) {
    const response = { rejected: reply.rejected, message: reply.message };
    return encoding === 'json' ? exportResponseToJson(signal, response) : encodeExportResponse(response);
  }
  const status = { code: reply.grpc, message: reply.message, retryAfterMs: reply.afterMs };
  return encoding === 'json' ? rpcStatusToJson(status) : encodeRpcStatus(status);
}

/** How a reply is sent. */
export interface SendSettings {
  readonly extra: ExtraHeaders | undefined;
  /** A client that takes no byte for so long is cut. */
  readonly responseTimeoutMs: number;
  /**
   * Leaves the response open although it is complete: its end would also close the connection of a client that asked for
   * that, which is still sending then and would see a reset in the place of the answer. `discardRest` ends it.
   */
  readonly linger: boolean;
}

/** Sends a reply; does nothing when the client is gone. */
export function sendReply(response: ServerResponse, reply: WireReply, signal: Signal, encoding: Encoding, settings: SendSettings): void {
  if (response.destroyed || response.headersSent) return;
  const body = bodyOf(reply, signal, encoding);
  const headers: Record<string, string | number> = {
    'Content-Type': CONTENT_TYPES[encoding],
    'Content-Length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
    ...settings.extra,
  };
  if (reply.afterMs >= 0) headers['Retry-After'] = Math.max(1, Math.ceil(reply.afterMs / 1000));
  response.socket?.setTimeout(settings.responseTimeoutMs);
  response.writeHead(reply.http, headers);
  if (settings.linger) response.write(body);
  else response.end(body);
}

/**
 * Reads on and throws away what a client still sends after it was answered, so that it can read the answer (a reset would
 * look like a broken connection, and make it send the same again), then ends the response. Not for ever: beyond the bounds
 * the connection is cut.
 */
export function discardRest(request: IncomingMessage, response: ServerResponse, maxBytes: number, maxMs: number, clock: Clock): void {
  let left = maxBytes;
  const cut = (): void => void request.socket.destroy();
  const cancel = clock.after(maxMs, cut);
  request.removeAllListeners('data');
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  });
  request.once('end', () => response.end());
  request.once('close', cancel);
  request.resume();
}
