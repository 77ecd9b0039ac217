import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A connection to loopback, and everything that came back on it. */
export interface RawConnection {
  readonly socket: Socket;
  readonly received: () => Buffer;
  /** Resolves when the other side ended it. */
  readonly ended: Promise<void>;
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect({ host: '127.0.0.1', port });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.once('end', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', reject);
  });
  return { socket, received: () => Buffer.concat(chunks), ended };
}

/** Sends random bytes to a port and leaves. */
export async function noise(port: number, bytes: number): Promise<void> {
  const { socket, ended } = await rawConnection(port);
  socket.end(randomBytes(bytes));
  await Promise.race([ended, new Promise<void>((resolve) => socket.setTimeout(2000, resolve))]);
  socket.destroy();
}
