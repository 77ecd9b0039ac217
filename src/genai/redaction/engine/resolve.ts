import type { HitList } from '../hits.ts';
import { COUNT_ONLY, type Policy } from '../policy/policy.ts';

/**
 * Makes the findings disjoint. Of those that overlap the one with the higher score, then the longer, then the entity of
 * higher priority gives its name and action to all the bytes they cover together: less than their union would leave a
 * part of something that was found. One that is only counted never decides over one that is removed.
 */
export function resolveOverlaps(hits: HitList, policy: Policy): void {
  if (hits.count < 2) return;
  hits.sort();
  let kept = 0;
  for (let i = 0; i < hits.count; ) {
    let winner = i;
    let end = hits.end(i);
    const start = hits.start(i);
    let j = i + 1;
    for (; j < hits.count && hits.start(j) < end; j++) {
      if (hits.end(j) > end) end = hits.end(j);
      if (outranks(hits, policy, j, winner)) winner = j;
    }
    hits.copyOver(kept, winner);
    hits.move(kept, start, end);
    kept++;
    i = j;
  }
  hits.count = kept;
}

function outranks(hits: HitList, policy: Policy, a: number, b: number): boolean {
  const first = policy.entities[policy.recognisers[hits.recogniser(a)]!.entity]!;
  const second = policy.entities[policy.recognisers[hits.recogniser(b)]!.entity]!;
  const counted = (first.action === COUNT_ONLY ? 1 : 0) - (second.action === COUNT_ONLY ? 1 : 0);
  if (counted !== 0) return counted < 0;
  // A bare number inside JSON must stay quoted, whoever names it.
  const score = hits.score(a) - hits.score(b);
  if (score !== 0) return score > 0;
  const length = hits.end(a) - hits.start(a) - (hits.end(b) - hits.start(b));
  if (length !== 0) return length > 0;
  return first.priority > second.priority;
}
