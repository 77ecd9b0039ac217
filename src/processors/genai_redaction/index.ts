import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import { checkGenaiRedaction, GENAI_REDACTION_SCHEMA, type GenaiRedactionConfig } from './config.ts';
import { REDACTION_TELEMETRY } from './counters.ts';
import { createGenaiRedaction } from './processor.ts';

/** Removes private data and secrets from all three signals; whatever fails removes more, never less. */
export const genaiRedactionProcessor: Descriptor<'processor', GenaiRedactionConfig, Processor> = defineProcessor({
  type: 'genai_redaction',
  aliases: [],
  stability: { traces: 'beta', logs: 'beta', metrics: 'beta' },
  form: 'stages',
  config: GENAI_REDACTION_SCHEMA,
  check: checkGenaiRedaction,
  telemetry: REDACTION_TELEMETRY,
  traits: { redacts: true },
  create: createGenaiRedaction,
});
