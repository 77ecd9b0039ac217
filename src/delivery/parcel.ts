import type { Batch, Signal } from '../otlp/batch.ts';
import type { SplitLimits } from '../otlp/split.ts';
import type { Isolation } from './isolation.ts';
import type { Ticket } from './ticket.ts';

/** Cuts one batch; `splitBatch`, or a fake in tests. */
export type SplitFn = (batch: Batch, limits: SplitLimits) => Batch[];
/** Joins batches of one signal; `mergeBatches`, or a fake in tests. */
export type MergeFn = (batches: readonly Batch[]) => Batch;

/** All of an entry of the queue, or a piece of it. */
export interface Part {
  readonly ticket: Ticket;
  readonly batch: Batch;
}

/** What goes out as one request: parts of one signal in order, with what happened to it so far. */
export interface Parcel {
  readonly parts: readonly Part[];
  readonly signal: Signal;
  readonly items: number;
  readonly bytes: number;
  /** Place in the queue: that of its first entry. */
  readonly seq: number;
  /** How often it was cut. Of one entry the deepest go first: a search for bad items then ends at one before the next begins. */
  readonly depth: number;
  readonly order: number;
  attempts: number;
  /** Monotonic milliseconds of the first attempt, or -1. */
  firstAttemptAtMs: number;
  /** Monotonic milliseconds before which it is not tried. */
  notBeforeMs: number;
  /** The part of the delay that the backend asked for; nothing shortens it. Monotonic milliseconds, 0 for none. */
  askedUntilMs: number;
  isolation: Isolation | undefined;
}

let orders = 0;

/** A parcel of parts, inheriting the history of the one it was cut from. At least one part. */
export function makeParcel(parts: readonly Part[], from?: Parcel): Parcel {
  let items = 0;
  let bytes = 0;
  for (const part of parts) {
    items += part.batch.items;
    bytes += part.batch.bytes.length;
  }
  const first = parts[0]!;
  return {
    parts,
    signal: first.batch.signal,
    items,
    bytes,
    seq: first.ticket.entry.seq,
    depth: from === undefined ? 0 : from.depth + 1,
    order: orders++,
    attempts: 0,
    firstAttemptAtMs: from?.firstAttemptAtMs ?? -1,
    notBeforeMs: 0,
    askedUntilMs: 0,
    isolation: from?.isolation,
  };
}

/** Which of two parcels goes first: negative for `a`. */
export function compareParcels(a: Parcel, b: Parcel): number {
  return a.seq - b.seq || b.depth - a.depth || a.order - b.order;
}

/** The bytes to send. Made for each attempt and let go with it, so that waiting parcels hold their data once. */
export function joinParcel(parcel: Parcel, merge: MergeFn): Batch {
  return parcel.parts.length === 1 ? parcel.parts[0]!.batch : merge(parcel.parts.map((part) => part.batch));
}

/** Splits one part; its ticket then waits for every piece. */
export function cutPart(part: Part, limits: SplitLimits, split: SplitFn): Part[] {
  const pieces = split(part.batch, limits);
  part.ticket.openParts += pieces.length - 1;
  return pieces.length === 1 ? [part] : pieces.map((batch) => ({ ticket: part.ticket, batch }));
}

/**
 * Groups of parts of at most `maxBytes` each, whole entries where they fit. A single item above the limit stands alone.
 * One group means that the parts cannot be cut to fit.
 */
export function cutByBytes(parts: readonly Part[], maxBytes: number, split: SplitFn): Part[][] {
  const groups: Part[][] = [];
  let group: Part[] = [];
  let bytes = 0;
  for (const part of parts) {
    const fits = part.batch.bytes.length <= maxBytes || part.batch.items <= 1;
    for (const piece of fits ? [part] : cutPart(part, { maxItems: 0, maxBytes }, split)) {
      if (group.length > 0 && bytes + piece.batch.bytes.length > maxBytes) {
        groups.push(group);
        group = [];
        bytes = 0;
      }
      group.push(piece);
      bytes += piece.batch.bytes.length;
    }
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Two groups of about as many items, along the borders of entries while there are several. One group: a single item. */
export function halveByItems(parts: readonly Part[], split: SplitFn): Part[][] {
  if (parts.length === 1) {
    const part = parts[0]!;
    if (part.batch.items <= 1) return [[part]];
    return cutPart(part, { maxItems: Math.ceil(part.batch.items / 2), maxBytes: 0 }, split).map((piece) => [piece]);
  }
  const total = parts.reduce((sum, part) => sum + part.batch.items, 0);
  let border = 1;
  let before = parts[0]!.batch.items;
  while (border < parts.length - 1 && before + parts[border]!.batch.items <= total / 2) {
    before += parts[border]!.batch.items;
    border++;
  }
  return [parts.slice(0, border), parts.slice(border)];
}
