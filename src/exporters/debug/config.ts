import { flag, object, oneOf } from '../../config/schema-kit.ts';
import type { JsonSchema } from '../../kernel/component.ts';

export type Verbosity = 'basic' | 'normal' | 'detailed' | 'calls';

/** The user's config after defaults. */
export interface DebugConfig {
  readonly verbosity: Verbosity;
  readonly content: boolean;
}

export const DEBUG_SCHEMA: JsonSchema = object({
  verbosity: oneOf(
    ['basic', 'normal', 'detailed', 'calls'],
    'basic',
    'basic: one log line a batch. normal: one line an item. detailed: everything known of an item. calls: one line an LLM call.',
  ),
  content: flag(false, 'True shows names, texts and bodies as they are. False shows only what cannot hold what a person wrote.'),
});
