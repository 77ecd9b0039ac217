import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * - `pass`: everything goes through.
 * - `refuse`: nobody listens.
 * - `hang`: connections are taken and nothing is read.
 * - `reset`: connections are cut after some kilobytes.
 * - `half_open`: requests go through and answers do not, so that the backend has what the sender does not know of.
 * - `slow`: everything goes through with a delay.
 */
export const PROXY_MODES = ['pass', 'refuse', 'hang', 'reset', 'half_open', 'slow'] as const;
export type ProxyMode = (typeof PROXY_MODES)[number];

const RESET_AFTER_BYTES = 6000;
const SLOW_MS = 150;

/** What a connection let through to the sender's side; what is kept back or cut off is not among it. */
export class ProxiedConnection {
  #bytes = 0;
  /** After each piece: all bytes until then, and when. */
  readonly #pieces: { readonly bytes: number; readonly atMs: number }[] = [];

  passed(bytes: number): void {
    this.#bytes += bytes;
    this.#pieces.push({ bytes: this.#bytes, atMs: Date.now() });
  }

  /** When the first `bytes` bytes had all been taken; NaN when they never were. */
  passedAtMs(bytes: number): number {
    return this.#pieces.find((piece) => piece.bytes >= bytes)?.atMs ?? Number.NaN;
  }
}

/** A TCP proxy on loopback that makes trouble between an exporter and its backend. */
export class ChaosProxy {
  readonly #target: number;
  /** By the port from which the proxy calls the backend. */
  readonly #connections: Map<number, ProxiedConnection> = new Map();
  readonly #sockets: Set<Socket> = new Set();
  #server: Server | undefined;
  #port = 0;
  #mode: ProxyMode = 'pass';

  constructor(target: number) {
    this.#target = target;
  }

  get port(): number {
    return this.#port;
  }

  get mode(): ProxyMode {
    return this.#mode;
  }

  /** The connection that the backend sees as coming from `port`. */
  connection(port: number): ProxiedConnection | undefined {
    return this.#connections.get(port);
  }

  async start(): Promise<this> {
    await this.#listen();
    return this;
  }

  /** Takes effect at once: connections of the mode before are cut, except that `half_open` takes over those that pass. */
  async setMode(mode: ProxyMode): Promise<void> {
    if (mode === this.#mode) return;
    const before = this.#mode;
    this.#mode = mode;
    if (!(before === 'pass' && mode === 'half_open')) this.#cut();
    if (mode === 'refuse') await this.#unlisten();
    else if (before === 'refuse') await this.#listen();
  }

  async stop(): Promise<void> {
    this.#cut();
    await this.#unlisten();
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #listen(): Promise<void> {
    const server = createServer((client) => this.#serve(client));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  async #unlisten(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #own(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #serve(client: Socket): void {
    this.#own(client);
    if (this.#mode === 'hang') return;
    const backend = connect({ host: '127.0.0.1', port: this.#target });
    this.#own(backend);
    client.on('close', () => backend.destroy());
    backend.on('close', () => client.destroy());
    const account = new ProxiedConnection();
    backend.on('connect', () => this.#connections.set(backend.localPort!, account));
    let up = 0;
    client.on('data', (chunk: Buffer) => {
      up += chunk.length;
      this.#forward(backend, chunk);
      if (this.#mode === 'reset' && up > RESET_AFTER_BYTES) client.destroy();
    });
    backend.on('data', (chunk: Buffer) => {
      if (this.#mode !== 'half_open') this.#forward(client, chunk, () => account.passed(chunk.length));
    });
  }

  /** `done` is called once the system has taken the bytes. */
  #forward(to: Socket, chunk: Buffer, done: () => void = () => undefined): void {
    const write = (): void => {
      if (!to.destroyed) to.write(chunk, (error) => (error === null || error === undefined ? done() : undefined));
    };
    if (this.#mode === 'slow') setTimeout(write, SLOW_MS);
    else write();
  }
}
