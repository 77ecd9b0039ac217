/** One step of the way to a price, as an operator is told it. */
export interface ResolveStep {
  readonly step: 'override_exact' | 'override_pattern' | 'alias' | 'bundled' | 'normalized' | 'prefix' | 'fallback' | 'unpriced';
  /** What was looked up. */
  readonly tried: string;
  readonly outcome: 'match' | 'no match' | 'refused';
  readonly detail: string;
}

/** Takes the steps down while a name is resolved; absent in the pipeline. */
export type StepLog = (step: ResolveStep) => void;
