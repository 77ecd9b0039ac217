import type { Socket } from 'node:net';
import type { Clock } from '../kernel/host.ts';

/** The connections of a listener, and how long they are waited for after another one has taken its place. */
export class Lingering {
  readonly #sockets = new Set<Socket>();
  readonly #longestMs: number;
  #lingers = false;
  #empty: () => void = () => {};

  /** Connections that nothing ends by itself are waited for `longestMs`. */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** Whether another listener has taken over. */
  get lingers(): boolean {
    return this.#lingers;
  }

  add(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) this.#empty();
    });
  }

  begin(): void {
    this.#lingers = true;
  }

  /** Resolves when all connections are closed, the time is over or `hurry` aborts. */
  async ended(clock: Clock, hurry: AbortSignal): Promise<void> {
    if (this.#sockets.size === 0 || hurry.aborted) return;
    let cancel = (): void => {};
    await new Promise<void>((resolve) => {
      this.#empty = resolve;
      cancel = clock.after(this.#longestMs, resolve);
      hurry.addEventListener('abort', () => resolve(), { once: true });
    });
    cancel();
  }
}
