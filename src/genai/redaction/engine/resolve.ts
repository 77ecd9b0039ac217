import type { HitList } from '../hits.ts';
import { COUNT_ONLY, DROP_ATTRIBUTE, DROP_SPAN, DROP_VALUE, type Policy } from '../policy/policy.ts';

/**
 * Makes the findings disjoint. Of those that overlap the one that takes most away (a dropping action), then the one with
 * the higher score, then the longer, then the entity of higher priority gives its name and action to all the bytes they
 * cover together: less than their union would leave a part of something that was found. Findings that are only counted
 * are made disjoint among themselves and touch nothing: a dry run neither hides a finding nor widens one.
 */
export function resolveOverlaps(hits: HitList, policy: Policy): void {
  if (hits.count < 2) return;
  hits.sort();
  let counted = 0;
  for (let h = 0; h < hits.count; h++) if (actionOf(hits, policy, h) === COUNT_ONLY) counted++;
  if (counted === 0 || counted === hits.count) {
    hits.count = merge(hits, policy, 0, hits.count, 0);
    return;
  }
  const all = hits.count;
  hits.partition((hit) => actionOf(hits, policy, hit) === COUNT_ONLY);
  const kept = merge(hits, policy, 0, counted, 0);
  hits.count = merge(hits, policy, counted, all, kept);
  hits.sort();
}

/** Merges the sorted hits `from` to `to - 1` into the places from `into` on; returns the place after the last. */
function merge(hits: HitList, policy: Policy, from: number, to: number, into: number): number {
  let kept = into;
  for (let i = from; i < to; ) {
    let winner = i;
    let end = hits.end(i);
    const start = hits.start(i);
    let j = i + 1;
    for (; j < to && hits.start(j) < end; j++) {
      if (hits.end(j) > end) end = hits.end(j);
      if (outranks(hits, policy, j, winner)) winner = j;
    }
    hits.copyOver(kept, winner);
    hits.move(kept, start, end);
    kept++;
    i = j;
  }
  return kept;
}

function outranks(hits: HitList, policy: Policy, a: number, b: number): boolean {
  const taken = TAKEN[actionOf(hits, policy, a)]! - TAKEN[actionOf(hits, policy, b)]!;
  if (taken !== 0) return taken > 0;
  const score = hits.score(a) - hits.score(b);
  if (score !== 0) return score > 0;
  const length = hits.end(a) - hits.start(a) - (hits.end(b) - hits.start(b));
  if (length !== 0) return length > 0;
  const first = policy.entities[policy.recognisers[hits.recogniser(a)]!.entity]!;
  const second = policy.entities[policy.recognisers[hits.recogniser(b)]!.entity]!;
  return first.priority > second.priority;
}

function actionOf(hits: HitList, policy: Policy, hit: number): number {
  return policy.entities[policy.recognisers[hits.recogniser(hit)]!.entity]!.action;
}

/** How much more than the finding itself an action takes away, by action. */
const TAKEN = new Uint8Array(8);
TAKEN[DROP_VALUE] = 1;
TAKEN[DROP_ATTRIBUTE] = 2;
TAKEN[DROP_SPAN] = 3;
