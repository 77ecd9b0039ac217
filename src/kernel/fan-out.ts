import type { Batch } from '../otlp/batch.ts';
import type { Admission, Consumer } from './consumer.ts';
import { JointAdmission } from './joint-admission.ts';
import { ACCEPTED, type Outcome, type Retry } from './outcome.ts';
import { PartialTakes } from './partial-takes.ts';

/**
 * Hands the same bytes to several consumers, all at once: a slow one delays the answer, never the others. All are asked by
 * `precheck` first, so that one full queue refuses the batch before any other takes it. When one still says "come back
 * later" after others accepted, that is remembered, and the sender's second attempt goes only to those that lack the batch.
 */
export function fanOut(consumers: readonly Consumer[]): Consumer {
  if (consumers.length === 1) return consumers[0]!;
  const takes = new PartialTakes();
  const settle = (outcomes: readonly Outcome[], batch: Batch, earlier: readonly boolean[] | undefined): Outcome => {
    const outcome = worst(outcomes);
    if (outcome.kind === 'retry' && outcomes.some((o) => o.kind === 'accepted')) {
      takes.remember(
        batch,
        outcomes.map((o, i) => o.kind === 'accepted' || earlier?.[i] === true),
      );
    }
    return outcome;
  };
  return {
    consume(batch, signal) {
      const earlier = takes.size === 0 ? undefined : takes.recall(batch);
      const outcomes = consumers.map((consumer, i) => (earlier?.[i] === true ? ACCEPTED : consumer.consume(batch, signal)));
      return outcomes.some((outcome) => outcome instanceof Promise)
        ? // oxlint-disable-next-line typescript/await-thenable -- some are promises, some are outcomes already
          Promise.all(outcomes).then((known) => settle(known, batch, earlier))
        : settle(outcomes as Outcome[], batch, earlier);
    },
    precheck: (batch) => precheckAll(consumers, batch),
    admission: admissionOfAll(consumers),
  };
}

function precheckAll(consumers: readonly Consumer[], batch: Batch): Retry | undefined {
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
  const guards = [...new Set(consumers.flatMap((consumer) => (consumer.admission === undefined ? [] : [consumer.admission])))];
  return guards.length > 1 ? new JointAdmission(guards) : guards[0];
}
