import type { Exporter, Receiver } from '../kernel/component.ts';
import type { ExporterSlot } from '../kernel/exporter-slot.ts';
import type { Made } from '../kernel/graph.ts';
import type { Logger } from '../kernel/host.ts';
import { stopAll } from '../kernel/lifecycle.ts';
import { type ExporterRest, restOf } from './stop-report.ts';

/** Exporters of one id that may drain beside the one that replaced them; each holds a queue. */
export const MAX_RETIRING = 8;

interface Retiring {
  readonly id: string;
  readonly done: Promise<void>;
}

/**
 * Exporters that a reload replaced or took away, and that still deliver what they had accepted. They follow their own retry
 * rules as long as the collector runs: a reload loses nothing. What is left at the collector's own end is given up then.
 */
export class Retirement {
  readonly #log: Logger;
  readonly #deadline: AbortSignal;
  readonly #retiring: Set<Retiring> = new Set();
  readonly #hurry = new AbortController();
  readonly #lingering: Set<Promise<void>> = new Set();
  readonly #late: string[] = [];
  readonly #rests: ExporterRest[] = [];

  /** `deadline` aborts when the collector stops and its time is over. */
  constructor(log: Logger, deadline: AbortSignal) {
    this.#log = log;
    this.#deadline = deadline;
  }

  /** Exporters that still deliver; of one id, or of all. */
  count(id?: string): number {
    return [...this.#retiring].filter((entry) => id === undefined || entry.id === id).length;
  }

  /**
   * Lets an exporter drain in its own time; `after` runs when it has ended. `slot` is its place when nobody follows it there,
   * so that what it leaves is told of.
   */
  retire(node: Made<Exporter>, slot: ExporterSlot | undefined, after: () => void | Promise<void>): void {
    const { id, instance } = node;
    const end = async (): Promise<void> => {
      this.#late.push(...(await stopAll([[node]], this.#deadline, this.#log)));
      if (slot !== undefined) this.#rests.push(restOf(id, instance, slot));
      this.#retiring.delete(entry);
      await after();
    };
    const entry: Retiring = { id, done: Promise.resolve().then(end) };
    this.#retiring.add(entry);
  }

  /** Lets a receiver whose addresses a successor has serve the connections that it still has. */
  linger(node: Made<Receiver>): void {
    const end = async (): Promise<void> => {
      await node.instance.linger?.(this.#hurry.signal);
      this.#late.push(...(await stopAll([[node]], this.#deadline, this.#log)));
      this.#lingering.delete(done);
    };
    const done: Promise<void> = Promise.resolve().then(end);
    this.#lingering.add(done);
  }

  /** Receivers that linger stop now, like those of the graph. */
  async hurry(): Promise<void> {
    this.#hurry.abort();
    await Promise.all(this.#lingering);
  }

  /** Resolves when all have ended, at the latest some time after the deadline. */
  async ended(): Promise<{ readonly late: readonly string[]; readonly rests: readonly ExporterRest[] }> {
    await Promise.all(this.#lingering);
    while (this.#retiring.size > 0) await Promise.all([...this.#retiring].map(({ done }) => done));
    return { late: this.#late, rests: this.#rests };
  }
}
