import { flag, map, object, oneOf } from '../../config/schema-kit.ts';
import type { FinishClass } from '../../genai/call.ts';
import type { JsonSchema } from '../../kernel/component.ts';

/** Classes a raw value can be given (contract section 5). */
export const CLASSES: readonly Exclude<FinishClass, ''>[] = ['stop', 'length', 'content_filter', 'tool_call', 'error', 'unknown'];

/** The user's config after defaults. */
export interface FinishReasonConfig {
  /** Raw value to class, on top of the built-in table; compared in lower case. */
  readonly classes: Readonly<Record<string, Exclude<FinishClass, ''>>>;
  readonly infer: boolean;
}

export const FINISH_REASON_SCHEMA: JsonSchema = object({
  classes: map(oneOf(CLASSES, undefined, 'Class of this raw value.'), 'Raw finish reasons to classes, on top of the built-in table.'),
  infer: flag(
    true,
    'Infer what no emitter reports: length from output_tokens = max_tokens, error from a failed call, unknown from an empty answer.',
  ),
});
