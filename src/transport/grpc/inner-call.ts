import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';

/**
 * What Assay uses of grpc-js's own call object (`BaseServerInterceptingCall`, 1.14.7) beyond the published interface:
 * the HTTP/2 stream, to count bytes as they arrive, and the decompressor, to bound it and to add zstd. A test holds that both are
 * there. Where a later version has them no more, grpc-js's own decompression and limit are in force.
 */
export interface InnerCall {
  readonly stream: ServerHttp2Stream;
  /** Takes a framed message (5 bytes in front) and gives its content, or rejects with a status. */
  decompressMessage(message: Buffer, encoding: string): Buffer | Promise<Buffer>;
  sendStatus: ServerInterceptingCallInterface['sendStatus'];
}

export function innerCall(call: ServerInterceptingCallInterface): InnerCall | undefined {
  const inner = call as unknown as Partial<InnerCall>;
  return typeof inner.decompressMessage === 'function' && typeof inner.stream?.once === 'function' ? (inner as InnerCall) : undefined;
}

/** Receive windows: HTTP/2's default of 64 KiB halves the throughput of LLM-sized requests (measured on loopback: 478 -> 690 MB/s). */
const STREAM_WINDOW_BYTES = 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 4 * 1024 * 1024;

const widened = new WeakSet<ServerHttp2Session>();

/** Widens the windows of a connection, once. */
export function widenWindows(stream: ServerHttp2Stream): void {
  const session = stream.session as ServerHttp2Session | undefined;
  if (session === undefined || session.destroyed || widened.has(session)) return;
  widened.add(session);
  session.settings({ initialWindowSize: STREAM_WINDOW_BYTES });
  session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
}
