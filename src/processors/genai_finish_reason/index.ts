import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import { FINISH_REASON_SCHEMA, type FinishReasonConfig } from './config.ts';
import { FinishStage } from './finish-stage.ts';

/** Tells truncated, filtered and failed answers from good ones. */
export const genaiFinishReasonProcessor: Descriptor<'processor', FinishReasonConfig, Processor> = defineProcessor<FinishReasonConfig>({
  type: 'genai_finish_reason',
  aliases: [],
  stability: { traces: 'beta', logs: 'beta' },
  form: 'stages',
  config: FINISH_REASON_SCHEMA,
  telemetry: [{ name: 'assay_finished_calls', kind: 'counter', help: 'Model calls by finish class.', labels: ['component', 'class'] }],
  create(config, host) {
    const stage = new FinishStage(config, host);
    return { kind: 'stages', stages: { id: host.id, span: stage, log: stage } };
  },
});
