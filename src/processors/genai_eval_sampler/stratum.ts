import type { Condition } from '../../genai/conditions/condition.ts';
import { ProbabilitySampler, type SamplingMode } from '../../genai/sampling/decision.ts';
import type { Counter } from '../../kernel/host.ts';
import { encodeValue } from '../../otlp/views/values.ts';

/** A kind of calls at one rate, with everything that is written on its spans encoded once. */
export interface Stratum {
  /** Undefined for the stratum of all others. */
  readonly condition: Condition | undefined;
  readonly sampler: ProbabilitySampler;
  readonly nameValue: Uint8Array;
  readonly probabilityValue: Uint8Array;
  /** The weight when nothing was sampled upstream. */
  readonly weight: number;
  readonly weightValue: Uint8Array;
  readonly selected: Counter;
  readonly unselected: Counter;
}

export function makeStratum(
  name: string,
  condition: Condition | undefined,
  percentage: number,
  mode: SamplingMode,
  count: (result: 'selected' | 'unselected') => Counter,
): Stratum {
  const probability = percentage / 100;
  const weight = probability > 0 ? 1 / probability : Number.NaN;
  return {
    condition,
    sampler: new ProbabilitySampler(probability, mode),
    nameValue: encodeValue(name),
    probabilityValue: encodeValue(probability),
    weight,
    weightValue: encodeValue(weight),
    selected: count('selected'),
    unselected: count('unselected'),
  };
}
