import { duration, flag, integer, map, object, oneOf, optionalObject, text } from '../../config/schema-kit.ts';
import { parseDurationMs } from '../../config/units.ts';
import type { DialectOverride, DialectSettings } from '../../genai/dialect.ts';
import { DIALECTS } from '../../genai/dialects/index.ts';
import { MAP_SCHEMA } from '../../genai/dialects/schema.ts';
import { GENERATION_NAMES, type Generation } from '../../genai/semconv/generations.data.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { loadDialects } from './extra-dialects.ts';

/** What can be said of one dialect. */
export interface DialectConfig {
  readonly enabled?: boolean;
  readonly input_includes_cache?: 'auto' | boolean;
  readonly output_includes_reasoning?: 'auto' | boolean;
  readonly bill?: 'spans' | 'logs' | 'both';
  readonly map?: DialectOverride['map'];
}

/** The user's config after defaults. */
export interface NormalizerConfig {
  readonly target: Generation;
  readonly originals: 'keep' | 'remove';
  readonly overwrite: boolean;
  readonly aggregate_usage: 'keep' | 'move';
  readonly messages: 'convert' | 'leave';
  /** By dialect id; `extra` is the path of a file. */
  readonly dialects: Readonly<Record<string, DialectConfig | string>>;
  readonly duplicates: { readonly entries: number; readonly window: string };
}

/** Word of `dialects` that is no dialect. */
const EXTRA = 'extra';

const COUNTED: JsonSchema = { enum: ['auto', true, false] };

const DIALECT: JsonSchema = optionalObject({
  enabled: flag(undefined, 'false: the table is not used; its spans are read by what else they say.'),
  input_includes_cache: { ...COUNTED, description: 'Whether input counts include cached tokens; auto asks the table, then the counts.' },
  output_includes_reasoning: { ...COUNTED, description: 'Whether output counts include reasoning; auto asks the table, then the counts.' },
  bill: oneOf(['spans', 'logs', 'both'], undefined, 'Which record of a call is the one that is paid for, where an emitter writes both.'),
  map: MAP_SCHEMA,
});

export const NORMALIZER_SCHEMA: JsonSchema = object({
  target: oneOf(GENERATION_NAMES, 'current', 'Generation of the conventions that is written.'),
  originals: oneOf(
    ['keep', 'remove'],
    'keep',
    "remove: the emitter's own attributes go where their value stands, without loss, under the conventions' name.",
  ),
  overwrite: flag(
    false,
    'Attributes already there in the target spelling are overwritten when the dialect says otherwise; the old value goes to assay.original.*.',
  ),
  aggregate_usage: oneOf(['keep', 'move'], 'keep', 'move: usage of spans that are no single model call goes to assay.aggregate.usage.*.'),
  messages: oneOf(
    ['convert', 'leave'],
    'convert',
    'convert: prompts and answers are written in the shape of the conventions where they can be mapped.',
  ),
  dialects: {
    ...map({ anyOf: [text(), DIALECT] }, 'Settings by dialect id; extra: path of a YAML file with dialects of your own.'),
  },
  duplicates: object(
    {
      entries: integer({ min: 64, max: 4_194_304 }, 32_768, 'Response ids remembered across batches, 20 bytes each.'),
      window: duration('15m', "How long one is remembered, by the spans' own time."),
    },
    { description: 'Memory for spans that tell of the same call in different batches.' },
  ),
});

/** Dialects that do not exist, an extra file with problems. */
export function checkNormalizer(config: NormalizerConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const extra = config.dialects[EXTRA];
  const loaded = typeof extra === 'string' ? loadDialects(extra) : undefined;
  for (const message of loaded?.problems ?? []) problems.push({ path: ['dialects', EXTRA], code: 'ASSAY_DIALECTS_FILE', message });
  const ids = [...DIALECTS.map((table) => table.id), ...(loaded?.tables ?? []).map((table) => table.id)];
  for (const [id, setting] of Object.entries(config.dialects)) {
    if (id === EXTRA) {
      if (typeof setting !== 'string')
        problems.push({ path: ['dialects', EXTRA], code: 'ASSAY_DIALECTS_CONFIG', message: 'must be the path of a file' });
    } else if (!ids.includes(id)) {
      problems.push({
        path: ['dialects', id],
        code: 'ASSAY_DIALECTS_UNKNOWN',
        message: `there is no dialect ${id}`,
        hint: `one of ${ids.join(', ')}`,
      });
    } else if (typeof setting === 'string') {
      problems.push({ path: ['dialects', id], code: 'ASSAY_DIALECTS_CONFIG', message: 'must be a map of settings' });
    }
  }
  return problems;
}

/** Settings of the reader that the whole walk shares. */
export function dialectSettings(config: NormalizerConfig): DialectSettings {
  const overrides: Record<string, DialectOverride> = {};
  for (const [id, setting] of Object.entries(config.dialects)) {
    if (typeof setting === 'string') continue;
    overrides[id] = {
      ...(setting.enabled === undefined ? {} : { enabled: setting.enabled }),
      ...(setting.input_includes_cache === undefined ? {} : { inputIncludesCache: setting.input_includes_cache }),
      ...(setting.output_includes_reasoning === undefined ? {} : { outputIncludesReasoning: setting.output_includes_reasoning }),
      ...(setting.bill === undefined ? {} : { bill: setting.bill }),
      ...(setting.map === undefined ? {} : { map: setting.map }),
    };
  }
  const file = config.dialects[EXTRA];
  return {
    overrides,
    extra: typeof file === 'string' ? loadDialects(file).tables : [],
    duplicates: { entries: config.duplicates.entries, windowS: Math.round(parseDurationMs(config.duplicates.window) / 1000) },
  };
}
