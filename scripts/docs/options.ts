import type { JsonSchema } from '../../src/kernel/component.ts';
import { code, table } from './markdown.ts';

/** One row of an option table. */
export interface OptionRow {
  readonly path: string;
  readonly type: string;
  readonly fallback: string;
  readonly description: string;
}

/** Our formats (src/config/schema-kit.ts) as people say them. */
const FORMATS: Readonly<Record<string, string>> = {
  'go-duration': 'duration',
  'byte-size': 'size in bytes',
  'host-port': 'host:port',
  'http-url': 'URL',
};

/** Lists with more values than this are shown by their ends. */
const SHOWN_VALUES = 6;

/** Every option of a component's schema, nested ones by dotted path; lists as `[]`, free keys as `.*`. */
export function optionRows(schema: JsonSchema): OptionRow[] {
  const rows: OptionRow[] = [];
  visitObject(schema, schema, '', rows, []);
  return rows;
}

/** The option table of a README. */
export function optionTable(schema: JsonSchema): string {
  const rows = optionRows(schema);
  if (rows.length === 0) return 'None.';
  return table(
    ['option', 'type', 'default', 'description'],
    rows.map((row) => [code(row.path), row.type, row.fallback, row.description]),
  );
}

function visitObject(schema: JsonSchema, root: JsonSchema, prefix: string, rows: OptionRow[], above: readonly JsonSchema[]): void {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  for (const [name, child] of Object.entries((schema['properties'] as Record<string, JsonSchema> | undefined) ?? {})) {
    visit(child, root, prefix === '' ? name : `${prefix}.${name}`, required.has(name), rows, above);
  }
}

function visit(
  given: JsonSchema,
  root: JsonSchema,
  path: string,
  required: boolean,
  rows: OptionRow[],
  above: readonly JsonSchema[],
): void {
  const schema = resolve(given, root);
  if (above.includes(schema)) return;
  const below = [...above, schema];
  const description = ((given['description'] ?? schema['description'] ?? '') as string).replaceAll(/\s+/g, ' ');
  const holder = hasProperties(schema, root);
  if (!holder || description !== '' || schema['default'] === undefined) {
    rows.push({ path, type: typeOf(schema, root), fallback: fallbackOf(schema, required, holder), description });
  }
  for (const branch of branches(schema, root)) {
    visitObject(branch, root, path, rows, below);
    const items = asSchema(branch['items']);
    if (items !== undefined) visitInside(items, root, `${path}[]`, rows, below);
    const free = asSchema(branch['additionalProperties']);
    if (free !== undefined) visitInside(free, root, `${path}.*`, rows, below);
  }
}

/** Items of a list and values of a map are described by their own options only. */
function visitInside(given: JsonSchema, root: JsonSchema, path: string, rows: OptionRow[], above: readonly JsonSchema[]): void {
  const schema = resolve(given, root);
  if (above.includes(schema)) return;
  for (const branch of branches(schema, root)) visitObject(branch, root, path, rows, [...above, schema]);
}

function hasProperties(schema: JsonSchema, root: JsonSchema): boolean {
  return branches(schema, root).some((branch) => branch['properties'] !== undefined);
}

/** The schema itself, or what its `anyOf` or `oneOf` lets one choose from. */
function branches(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  const choice = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
  return choice === undefined ? [schema] : [schema, ...choice.map((branch) => resolve(branch, root))];
}

function typeOf(given: JsonSchema, root: JsonSchema): string {
  const schema = resolve(given, root);
  const choice = (schema['anyOf'] ?? schema['oneOf']) as JsonSchema[] | undefined;
  if (choice !== undefined) return [...new Set(choice.map((branch) => typeOf(branch, root)))].join(' or ');
  if (schema['const'] !== undefined) return code(JSON.stringify(schema['const']));
  if (Array.isArray(schema['enum'])) return [...new Set(schema['enum'].map((word) => code(String(word))))].join(', ');
  if (schema['x-secret'] === true) return 'secret';
  if (schema['x-extension'] === true) return 'id of an extension';
  const format = FORMATS[schema['format'] as string];
  if (format !== undefined) return format;
  const type = schema['type'];
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one as string }, root)).join(' or ');
  if (type === 'integer' || type === 'number') return `${type}${rangeOf(schema)}`;
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array') return listType(schema, root);
  if (type === 'object' || schema['properties'] !== undefined) return objectType(schema, root);
  return (type as string | undefined) ?? 'anything';
}

function listType(schema: JsonSchema, root: JsonSchema): string {
  const items = asSchema(schema['items']);
  return items === undefined ? 'list' : `list of ${plural(typeOf(items, root))}`;
}

function objectType(schema: JsonSchema, root: JsonSchema): string {
  const free = asSchema(schema['additionalProperties']);
  if (schema['properties'] !== undefined || free === undefined) return 'section';
  return `map to ${plural(typeOf(free, root))}`;
}

function plural(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'strings',
    number: 'numbers',
    integer: 'integers',
    section: 'sections',
    secret: 'secrets',
  };
  return words[type] ?? type;
}

function rangeOf(schema: JsonSchema): string {
  const low = (schema['minimum'] ?? schema['exclusiveMinimum']) as number | undefined;
  const high = (schema['maximum'] ?? schema['exclusiveMaximum']) as number | undefined;
  if (low !== undefined && high !== undefined) return ` ${low} to ${high}`;
  if (low !== undefined) return low === 0 ? ' from 0' : ` from ${low}`;
  return high === undefined ? '' : ` up to ${high}`;
}

function fallbackOf(schema: JsonSchema, required: boolean, holder: boolean): string {
  if (required) return 'required';
  const value = schema['default'];
  if (holder && value !== undefined) return '';
  if (value === undefined) return 'not set';
  if (value === '') return '`""`';
  if (Array.isArray(value) && value.length > SHOWN_VALUES) {
    return `${code(JSON.stringify(value[0]))} to ${code(JSON.stringify(value.at(-1)))}, ${value.length} values`;
  }
  return code(typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', '));
}

/** Follows `#/...` within the component's schema. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  let at: unknown = root;
  for (const segment of ref.slice(2).split('/')) at = (at as Record<string, unknown>)[segment];
  return at as JsonSchema;
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}
