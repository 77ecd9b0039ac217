import type { JsonSchema } from '../kernel/component.ts';

/** Words that hold one schema, and those that hold several by name or in a list. */
const ONE: ReadonlySet<string> = new Set([
  'items',
  'additionalProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
  'unevaluatedProperties',
]);
const BY_NAME: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);
const LISTED: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);

/** Our formats as patterns, which every editor knows. */
const FORMAT_PATTERNS: Readonly<Record<string, string>> = {
  'go-duration': '^(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$|\\$\\{',
  'byte-size': '^[0-9.]+\\s*(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB|Ki|Mi|Gi|Ti)?$|\\$\\{',
  'host-port': ':[0-9]{1,5}$|\\$\\{',
  'http-url': '^https?://|\\$\\{',
};

/** Words for people; they stay outside when a schema is wrapped. */
const NOTES: readonly string[] = ['description', 'default', 'deprecated', 'examples', 'title'];

/**
 * A component's schema as an editor needs it: values may be `${...}` where the run-time schema sees them already substituted, maps
 * and lists may be empty (null), our words and formats are spelt in plain JSON Schema.
 */
export function editorForm(schema: JsonSchema): JsonSchema {
  const out: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(schema)) {
    if (word.startsWith('x-')) continue;
    if (word === 'format' && typeof value === 'string' && Object.hasOwn(FORMAT_PATTERNS, value)) out['pattern'] = FORMAT_PATTERNS[value];
    else if (ONE.has(word) && isSchema(value)) out[word] = word === 'not' || word === 'if' ? value : valueForm(value);
    else if (BY_NAME.has(word) && isSchema(value)) out[word] = mapValues(value, (child) => (isSchema(child) ? valueForm(child) : child));
    else if (LISTED.has(word) && Array.isArray(value)) out[word] = value.map((child) => (isSchema(child) ? editorForm(child) : child));
    else out[word] = value;
  }
  return out;
}

/** The schema of a value that may be written as a reference or left empty. Conditions inside `then` and `else` only add keys. */
function valueForm(schema: JsonSchema): JsonSchema {
  const inner = editorForm(schema);
  const type = schema['type'];
  const isFreeText = type === 'string' && schema['enum'] === undefined && inner['pattern'] === undefined;
  const constrained = type !== undefined || schema['enum'] !== undefined || schema['const'] !== undefined;
  if (isFreeText) return { ...inner, type: ['string', 'null'] };
  if (!constrained) return inner;
  const notes: Record<string, unknown> = {};
  const bare: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(inner)) (NOTES.includes(word) ? notes : bare)[word] = value;
  return { ...notes, anyOf: [bare, { $ref: '#/$defs/substitution' }, { type: 'null' }] };
}

function mapValues(object: JsonSchema, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
