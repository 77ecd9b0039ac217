import { ACCEPTED, type Outcome, type Refused, refused } from '../../kernel/outcome.ts';

/**
 * What one outcome of a joined batch means for each of its senders, given how many items each put in. A partial refusal
 * does not say whose items it was: the refused count is given to the senders in order, so that the counts they are told
 * add up to what the backend said.
 */
export function shareOutcome(outcome: Outcome, itemsOf: readonly number[]): Outcome[] {
  if (outcome.kind !== 'refused' || outcome.items === undefined) return itemsOf.map(() => outcome);
  let left = outcome.items;
  return itemsOf.map((items) => {
    const share = Math.min(left, items);
    left -= share;
    return share === 0 && items > 0 ? ACCEPTED : withItems(outcome, share);
  });
}

/**
 * The outcome of one batch that was sent in pieces, each piece with its items: refused items add up, the first reason
 * speaks for all. Undefined while every piece was accepted.
 */
export function joinRefusals(first: Refused | undefined, next: Refused, itemsOfNext: number): Refused {
  const items = Math.min(next.items ?? itemsOfNext, itemsOfNext);
  return first === undefined ? withItems(next, items) : withItems(first, (first.items ?? 0) + items);
}

function withItems(outcome: Refused, items: number): Refused {
  const status = outcome.status === undefined ? {} : { status: outcome.status };
  return refused(outcome.code, outcome.reason, { items, ...status });
}
