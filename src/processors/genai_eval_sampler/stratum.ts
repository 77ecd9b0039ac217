import type { Condition } from '../../genai/conditions/condition.ts';
import { ProbabilitySampler, type SamplingMode } from '../../genai/sampling/decision.ts';
import type { Counter } from '../../kernel/host.ts';
import { SPAN } from '../../otlp/fields.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import { AttributeBlock, DOUBLE_SLOT } from '../../otlp/views/attribute-block.ts';
import { encodeValue } from '../../otlp/views/values.ts';

export const SELECTED: Key = internKey('assay.eval.selected');
const STRATUM = internKey('assay.eval.stratum');
const PROBABILITY = internKey('assay.eval.probability');
const WEIGHT = internKey('assay.eval.weight');

/** A kind of calls at one rate, with what is written on its spans encoded once. */
export interface Stratum {
  /** Undefined for the stratum of all others. */
  readonly condition: Condition | undefined;
  readonly sampler: ProbabilitySampler;
  /** Slots: probability, weight. */
  readonly chosen: AttributeBlock;
  /** Chosen where the weight is not known. Slot: probability. */
  readonly chosenUnweighted: AttributeBlock;
  /** Slot: probability. */
  readonly notChosen: AttributeBlock;
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
  const stratum = encodeValue(name);
  const block = (selected: boolean, weighted: boolean): AttributeBlock =>
    new AttributeBlock(SPAN.attributes, [
      [SELECTED, encodeValue(selected)],
      [STRATUM, stratum],
      [PROBABILITY, DOUBLE_SLOT],
      ...(weighted ? [[WEIGHT, DOUBLE_SLOT] as const] : []),
    ]);
  return {
    condition,
    sampler: new ProbabilitySampler(percentage / 100, mode),
    chosen: block(true, true),
    chosenUnweighted: block(true, false),
    notChosen: block(false, false),
    selected: count('selected'),
    unselected: count('unselected'),
  };
}
