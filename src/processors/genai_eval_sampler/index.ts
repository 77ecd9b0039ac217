import { compileCondition } from '../../genai/conditions/condition.ts';
import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { check, type Config, DEFAULT_STRATUM, SCHEMA, type StratumConfig } from './config.ts';
import { SamplerStage } from './sampler-stage.ts';
import { makeStratum, type Stratum } from './stratum.ts';

/** Chooses which model calls are evaluated, by trace id, with weights that undo the choice. */
export const genaiEvalSamplerProcessor: Descriptor<'processor', Config, Processor> = defineProcessor<Config>({
  type: 'genai_eval_sampler',
  aliases: [],
  stability: { traces: 'beta' },
  form: 'stages',
  config: SCHEMA,
  check,
  telemetry: [
    {
      name: 'assay_eval_sampler_decisions',
      kind: 'counter',
      help: 'Model calls by stratum and by whether they were selected for evaluation.',
      labels: ['component', 'stratum', 'result'],
    },
  ],
  create(config, host) {
    const strata = [
      ...config.strata.map((stratum) => compile(stratum, config, host)),
      makeStratum(DEFAULT_STRATUM, undefined, config.sampling_percentage, config.mode, counters(host, DEFAULT_STRATUM)),
    ];
    return { kind: 'stages', stages: { id: host.id, span: new SamplerStage(strata, config.operations, config.unselected === 'keep') } };
  },
});

function compile(stratum: StratumConfig, config: Config, host: Host): Stratum {
  const condition = compileCondition(stratum.when);
  if (!condition.ok) throw new AssayError(condition.code, `strata ${stratum.name}: ${condition.message}`);
  return makeStratum(stratum.name, condition, stratum.sampling_percentage, config.mode, counters(host, stratum.name));
}

function counters(host: Host, stratum: string): (result: 'selected' | 'unselected') => Counter {
  return (result) => host.metrics.counter('assay_eval_sampler_decisions', { component: host.id, stratum, result });
}
