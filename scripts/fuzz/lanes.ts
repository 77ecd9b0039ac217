import { Agent, request } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';

/** What became of a request: an answer of some kind, or the end of its connection. `late` is neither, within the patience. */
export type Fate = 'answered' | 'closed' | 'late';

/** A way to send one damaged request; never rejects. */
export interface Lane {
  send(body: Buffer): Promise<Fate>;
  close(): void;
}

const PATIENCE_MS = 15_000;

/** One keep-alive connection of HTTP/1.1, a request at a time. */
export function httpLane(port: number, headers: () => Readonly<Record<string, string>>): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (body) =>
      new Promise((resolve) => {
        const options = { host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent, timeout: PATIENCE_MS };
        const sent = request({ ...options, headers: { ...headers(), 'content-length': body.length } }, (response) => {
          response.on('end', () => resolve('answered'));
          response.on('error', () => resolve('closed'));
          response.resume();
        });
        sent.on('timeout', () => {
          resolve('late');
          sent.destroy();
        });
        sent.on('error', () => resolve('closed'));
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** gRPC messages on HTTP/2 streams of one connection, framed by the caller. */
export function grpcLane(port: number, path: string, headers: () => Readonly<Record<string, string>>): Lane {
  let session: ClientHttp2Session | undefined;
  const open = (): ClientHttp2Session => {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on('error', () => undefined);
    return session;
  };
  return {
    send: (body) =>
      new Promise((resolve) => {
        try {
          const stream = open().request({
            ':method': 'POST',
            ':path': path,
            'content-type': 'application/grpc',
            te: 'trailers',
            ...headers(),
          });
          let answered = false;
          const timer = setTimeout(() => {
            resolve('late');
            stream.destroy();
          }, PATIENCE_MS);
          stream.on('response', () => (answered = true));
          stream.on('error', () => undefined);
          stream.on('close', () => {
            clearTimeout(timer);
            resolve(answered ? 'answered' : 'closed');
          });
          stream.resume();
          stream.end(body);
        } catch {
          resolve('closed');
        }
      }),
    close: () => session?.destroy(),
  };
}

/** How long a connection that is left open may take until its answer, or its end: the collector's timeouts are two seconds. */
const OPEN_PATIENCE_MS = 10_000;

/** Bytes on a connection of their own; now and then the sender's side is left open, so that only an answer or a timeout ends it. */
export function rawLane(port: number): Lane {
  let count = 0;
  return {
    send: (body) =>
      new Promise((resolve) => {
        let answered = false;
        const leftOpen = count++ % 10 === 9;
        const socket = connect({ host: '127.0.0.1', port });
        const timer = setTimeout(
          () => {
            // A connection that was answered may be kept for the next request.
            resolve(answered ? 'answered' : 'late');
            socket.destroy();
          },
          leftOpen ? OPEN_PATIENCE_MS : PATIENCE_MS,
        );
        socket.on('data', () => (answered = true));
        socket.on('error', () => undefined);
        socket.on('end', () => socket.destroy());
        socket.on('close', () => {
          clearTimeout(timer);
          resolve(answered ? 'answered' : 'closed');
        });
        if (leftOpen) socket.write(body);
        else socket.end(body);
      }),
    close: () => undefined,
  };
}
