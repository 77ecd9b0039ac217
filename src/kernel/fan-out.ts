import type { Batch } from '../otlp/batch.ts';
import type { Admission, Consumer } from './consumer.ts';
import { ACCEPTED, type Outcome, type Retry } from './outcome.ts';

/**
 * Hands the same bytes to several consumers. All are asked by `precheck` first, so that one full queue refuses the batch
 * before any other takes it. What still goes wrong for one after others accepted is worst-of: the sender tries again,
 * and those that had accepted may see the batch twice (docs/delivery.md).
 */
export function fanOut(consumers: readonly Consumer[]): Consumer {
  if (consumers.length === 1) return consumers[0]!;
  return {
    consume(batch, signal) {
      const outcomes = consumers.map((consumer) => consumer.consume(batch, signal));
      return outcomes.some((outcome) => outcome instanceof Promise) ? Promise.all(outcomes).then(worst) : worst(outcomes as Outcome[]);
    },
    precheck: (batch) => precheckAll(consumers, batch),
    admission: admissionOfAll(consumers),
  };
}

export function precheckAll(consumers: readonly Consumer[], batch: Batch): Retry | undefined {
  for (const consumer of consumers) {
    const answer = consumer.precheck?.(batch);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Retry before refused before accepted: as long as one consumer may still take the data, the sender keeps it. */
function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.find((o) => o.kind === 'retry') ?? outcomes.find((o) => o.kind === 'refused') ?? ACCEPTED;
}

/** A request enters when every pipeline has room for it. */
function admissionOfAll(consumers: readonly Consumer[]): Admission | undefined {
  const guards = consumers.flatMap((consumer) => (consumer.admission === undefined ? [] : [consumer.admission]));
  if (guards.length === 0) return undefined;
  return {
    tryEnter(bytes) {
      for (const [i, guard] of guards.entries()) {
        if (guard.tryEnter(bytes)) continue;
        for (const entered of guards.slice(0, i)) entered.leave(bytes);
        return false;
      }
      return true;
    },
    leave(bytes) {
      for (const guard of guards) guard.leave(bytes);
    },
  };
}
