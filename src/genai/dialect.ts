import type { SourceRow } from './dialects/table.ts';
import type { DuplicateSettings } from './duplicates/recent-calls.ts';
import type { FieldName } from './semconv/fields.data.ts';

/** What an operator can say about one dialect under `genai_normalizer.dialects` (contract section 4). */
export interface DialectOverride {
  /** False: the dialect's table is not used; its spans are read by what else they say. */
  readonly enabled?: boolean;
  /** Whether input counts include cached tokens; `auto` asks the table, then the counts themselves. */
  readonly inputIncludesCache?: 'auto' | boolean;
  readonly outputIncludesReasoning?: 'auto' | boolean;
  /** For emitters that write a call as span and as log record: which of them is paid for. */
  readonly bill?: 'spans' | 'logs' | 'both';
  /** Further places, asked before the table's. */
  readonly map?: Readonly<Partial<Record<FieldName, readonly SourceRow[]>>>;
}

/** Settings for reading calls; one set for a whole walk. */
export interface DialectSettings {
  readonly overrides: Readonly<Record<string, DialectOverride>>;
  /** Dialect tables of the operator's own, in the form of the built-in ones; checked by `parseDialects`. */
  readonly extra: readonly unknown[];
  /** Memory for spans that tell of the same call; defaults in `duplicates/recent-calls.ts`. */
  readonly duplicates?: DuplicateSettings;
}

export const DEFAULT_DIALECT_SETTINGS: DialectSettings = Object.freeze({ overrides: Object.freeze({}), extra: Object.freeze([]) });
