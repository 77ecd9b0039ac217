import { object } from '../../config/schema-kit.ts';
import type { JsonSchema } from '../../kernel/component.ts';

/** `forward` has no options. */
export type Config = Readonly<Record<string, never>>;

export const SCHEMA: JsonSchema = object({});
