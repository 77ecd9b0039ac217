import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Endpoint } from '../../../src/transport/endpoint.ts';

/** A bare TCP connection and what came back on it. */
export interface RawSocket {
  readonly socket: Socket;
  /** Everything received so far. */
  text(): string;
  /** Resolves with everything received once the other side closed. */
  readonly closed: Promise<string>;
}

export async function rawSocket(endpoint: Endpoint): Promise<RawSocket> {
  const socket = connect({ host: endpoint.host, port: endpoint.port });
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {});
  const text = (): string => Buffer.concat(chunks).toString('latin1');
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text())));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return { socket, text, closed };
}
