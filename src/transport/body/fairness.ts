import type { Signal } from '../../otlp/batch.ts';
import { FairPace } from './fair-pace.ts';
import { RequestSlots } from './request-slots.ts';

/** How the connections of one listener are kept from each other's share: requests at once, and what was taken of each lately. */
export interface Fairness {
  readonly slots: RequestSlots;
  /** By pipeline, since one may be full while the others are not. */
  readonly pace: Readonly<Record<Signal, FairPace>>;
}

export function makeFairness(): Fairness {
  return { slots: new RequestSlots(), pace: { traces: new FairPace(), metrics: new FairPace(), logs: new FairPace() } };
}
