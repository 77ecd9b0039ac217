import type { Clock } from '../kernel/host.ts';

const MIB = 1024 * 1024;
/** A queue that holds no more than this takes another batch whatever the others hold: a dead backend must not starve a living one. */
const GUARANTEED_BYTES = 4 * MIB;
const SMALLEST_BYTES = 64 * MIB;
const LARGEST_BYTES = 1024 * MIB;

/**
 * Bytes that all memory queues of one collector may hold together: a quarter of the memory the process may use, between
 * 64 MiB and 1 GiB. Beyond it a queue still takes what fits into its guaranteed 4 MiB.
 */
export class ByteBudget {
  readonly limitBytes: number;
  #used = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#used;
  }

  /** Whether a queue that holds `heldBytes` already may take `bytes` more. */
  allows(bytes: number, heldBytes: number): boolean {
    return this.#used + bytes <= this.limitBytes || heldBytes === 0 || heldBytes + bytes <= GUARANTEED_BYTES;
  }

  take(bytes: number): void {
    this.#used += bytes;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}

const shared: WeakMap<Clock, ByteBudget> = new WeakMap();

/** The budget of the collector that `clock` belongs to: all hosts of one collector share one clock object, and nothing else does. */
export function sharedByteBudget(clock: Clock): ByteBudget {
  let budget = shared.get(clock);
  if (budget === undefined) {
    budget = new ByteBudget(quarterOfMemory());
    shared.set(clock, budget);
  }
  return budget;
}

/** A quarter of the memory the process may use, in bytes, between 64 MiB and 1 GiB. */
export function quarterOfMemory(): number {
  return Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, Math.floor(usableMemoryBytes() / 4)));
}

/** Memory limit of the cgroup where there is one, else what the machine has. */
function usableMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < 2 ** 50 ? constrained : process.availableMemory();
}
