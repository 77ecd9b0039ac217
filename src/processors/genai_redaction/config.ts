import {
  byteSize,
  duration,
  flag,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  optionalObject,
  secret,
  text,
} from '../../config/schema-kit.ts';
import { parseByteSize } from '../../config/units.ts';
import { PRESETS } from '../../genai/redaction/entities.data.ts';
import { compilePolicy } from '../../genai/redaction/policy/compile.ts';
import {
  DEFAULT_BLOB_MIN_BYTES,
  DEFAULT_IDENTITY_KEYS,
  DEFAULT_MAX_VALUE_BYTES,
  type RedactionConfig,
} from '../../genai/redaction/policy/config.ts';
import { ACTION_NAMES } from '../../genai/redaction/policy/policy.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** `genai_redaction` after defaults. The policy's part is `RedactionConfig`; byte sizes may be text with a unit. */
export interface GenaiRedactionConfig extends Omit<RedactionConfig, 'max_value_bytes' | 'blobs'> {
  readonly max_value_bytes?: number | string;
  readonly blobs?: { readonly action?: 'skip' | 'drop'; readonly min_bytes?: number | string };
  /** YAML with the same keys as the policy's part here; it wins, and is read again when it changes. */
  readonly policy_file?: string;
  /** File with the HMAC key, read again when it changes; `hmac_key_id` names it unless its first line is `id: KEYID`. */
  readonly hmac_key_file?: string;
  readonly reload_interval?: string;
}

const ACTION = oneOf([...ACTION_NAMES, 'off']);

const ENTITY: JsonSchema = {
  anyOf: [
    ACTION,
    optionalObject({
      action: ACTION,
      keep_last: integer({ min: 0, max: 16 }, undefined, 'Signs that mask leaves at the end, at most half of them.'),
      threshold: number({ min: 0, max: 1 }, undefined, 'Findings that score less are left alone.'),
      replacement: text(undefined, 'Text in place of <ENTITY>.'),
    }),
  ],
};

const CUSTOM: JsonSchema = optionalObject(
  {
    name: text(undefined, 'Shown as the rule.'),
    pattern: text(undefined, 'RE2, at most 1000 characters; a literal of three letters in it makes it fast.'),
    entity: text(undefined, 'Name of the placeholder; the name in capitals when absent.'),
    validator: text(undefined, 'A check of docs/redaction.md, for example luhn.'),
    context: { type: 'array', items: text(), description: 'Words that raise the score by 0.35 when they are near.' },
    score: number({ min: 0, max: 1 }, undefined, 'Before context; 1 when absent.'),
    action: ENTITY,
    examples: { type: 'array', items: text(), description: 'Texts that must match when the config is loaded.' },
    counter_examples: { type: 'array', items: text(), description: 'Texts that must not.' },
  },
  { required: ['name', 'pattern'] },
);

/** The policy's part; also the schema of a policy file. */
export const POLICY_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  preset: oneOf(PRESETS, 'balanced', 'Which entities are on, and how strictly numbers are read.'),
  entities: map(ENTITY, 'Action per entity, or off. A family such as SECRET covers SECRET/GITHUB.'),
  custom: list(CUSTOM, 'Recognisers of your own.'),
  allow: list(
    { anyOf: [text(), optionalObject({ value: text(), pattern: text(), entity: text() })] },
    'Values and RE2 patterns that are never touched.',
  ),
  deny: list(
    optionalObject({ entity: text(), values: { type: 'array', items: text() } }, { required: ['entity', 'values'] }),
    'Values that are always removed.',
  ),
  content: oneOf(['scan', 'drop'], 'scan', 'drop removes prompts, answers and tool arguments altogether.'),
  identity: object({
    keys: { ...list(text(), 'Attributes that name a person or account.'), default: DEFAULT_IDENTITY_KEYS },
    action: oneOf(['hmac', 'replace', 'drop', 'keep'], 'hmac', 'Without a key hmac replaces.'),
    link: flag(true, 'Remove their values from the content of the same span, too.'),
  }),
  keys: object({
    content: list(text(), 'More attributes that hold content; * for one part, at the end for any rest.'),
    structural: list(text(), 'More attributes in which no number is looked for.'),
  }),
  hmac_key: secret('At least 32 bytes: text, base64:... or hex:...'),
  hmac_key_id: text('k1', 'Written into every pseudonym.'),
  hmac_old_key_ids: list(text(), 'Ids of earlier keys; their pseudonyms stay as they are.'),
  phone_regions: list(text(), 'Regions whose national phone numbers are found without context; two at most.'),
  max_value_bytes: byteSize(DEFAULT_MAX_VALUE_BYTES, 'What lies beyond in one value is replaced unscanned.'),
  blobs: object({
    action: oneOf(['drop', 'skip'], 'drop', 'What to do with base64 and data: URLs.'),
    min_bytes: byteSize(DEFAULT_BLOB_MIN_BYTES, 'Shorter base64 is left alone.'),
  }),
  decode_base64: flag(undefined, 'Look into base64 words; on in preset strict unless said otherwise.'),
  on_error: oneOf(['drop_value', 'drop_span', 'unsafe_pass'], 'drop_value', 'When the scan of a value fails.'),
  summary: oneOf(['types', 'count', 'off'], 'types', 'What is written on a span of what was found.'),
};

export const GENAI_REDACTION_SCHEMA: JsonSchema = object({
  ...POLICY_PROPERTIES,
  policy_file: text(undefined, 'YAML with the keys above; it wins and is read again when it changes.'),
  hmac_key_file: text(undefined, 'File with the key, read again when it changes.'),
  reload_interval: duration('5s', 'How often the files are looked at; 0s: never.'),
});

/** What a policy file may hold. */
export const POLICY_FILE_SCHEMA: JsonSchema = optionalObject(POLICY_PROPERTIES);

/** The policy's part of a config, byte sizes as numbers. */
export function policyConfig(config: GenaiRedactionConfig): RedactionConfig {
  const { policy_file: _policy, hmac_key_file: _key, reload_interval: _interval, max_value_bytes, blobs, ...rest } = config;
  return {
    ...rest,
    ...(max_value_bytes === undefined ? {} : { max_value_bytes: bytes(max_value_bytes) }),
    ...(blobs === undefined
      ? {}
      : {
          blobs: {
            ...(blobs.action === undefined ? {} : { action: blobs.action }),
            ...(blobs.min_bytes === undefined ? {} : { min_bytes: bytes(blobs.min_bytes) }),
          },
        }),
  };
}

function bytes(size: number | string): number {
  return typeof size === 'number' ? size : parseByteSize(size);
}

/** Compiles the policy as far as the config alone goes; files are read when the collector starts. */
export function checkGenaiRedaction(config: GenaiRedactionConfig): readonly ConfigProblem[] {
  const keyed = config.hmac_key_file !== undefined;
  return compilePolicy(policyConfig(config)).problems.filter((problem) => !(keyed && problem.code === 'ASSAY_REDACTION_NO_HMAC_KEY'));
}
