import type { JsonSchema } from '../kernel/component.ts';

/** One value of a config beside the schema that describes it. */
export interface Visit {
  readonly schema: JsonSchema;
  readonly value: unknown;
  /** Below the component's config. */
  readonly path: readonly (string | number)[];
  /** The schema and value of the object that holds it; undefined at the top. */
  readonly parent: { readonly schema: JsonSchema; readonly value: unknown } | undefined;
  /** False for the free keys of a map (`headers: {...}`), whose names the schema does not know. */
  readonly isNamed: boolean;
}

/**
 * Walks a config with its schema, for our own words (`x-secret`, `x-listen`, `x-extension`). All branches of an `anyOf` are
 * visited, so that a secret is found in whichever it was meant; references are followed within the schema.
 */
export function walkAnnotations(schema: JsonSchema, value: unknown, visit: (at: Visit) => void): void {
  walk({ schema, value, path: [], parent: undefined, isNamed: true }, schema, visit);
}

function walk(at: Visit, root: JsonSchema, visit: (at: Visit) => void): void {
  const { schema, value } = at;
  visit(at);
  const target = localRef(schema, root);
  if (target !== undefined) walk({ ...at, schema: target }, root, visit);
  for (const word of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const branch of schemas(schema[word])) walk({ ...at, schema: branch }, root, visit);
  }
  for (const word of ['then', 'else'] as const) {
    const branch = asSchema(schema[word]);
    if (branch !== undefined) walk({ ...at, schema: branch }, root, visit);
  }
  if (Array.isArray(value)) {
    const items = asSchema(schema['items']);
    for (const [index, item] of value.entries()) {
      if (items !== undefined)
        walk({ schema: items, value: item, path: [...at.path, index], parent: { schema, value }, isNamed: at.isNamed }, root, visit);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      for (const { schema: inner, isNamed } of propertySchemas(schema, key)) {
        walk({ schema: inner, value: child, path: [...at.path, key], parent: { schema, value }, isNamed }, root, visit);
      }
    }
  }
}

function propertySchemas(schema: JsonSchema, key: string): { schema: JsonSchema; isNamed: boolean }[] {
  const properties = asSchema(schema['properties']);
  const named = properties !== undefined && Object.hasOwn(properties, key) ? asSchema(properties[key]) : undefined;
  if (named !== undefined) return [{ schema: named, isNamed: true }];
  const out: { schema: JsonSchema; isNamed: boolean }[] = [];
  for (const [pattern, inner] of Object.entries(asSchema(schema['patternProperties']) ?? {})) {
    const found = asSchema(inner);
    if (found !== undefined && new RegExp(pattern, 'u').test(key)) out.push({ schema: found, isNamed: false });
  }
  const others = asSchema(schema['additionalProperties']);
  if (out.length === 0 && others !== undefined) out.push({ schema: others, isNamed: false });
  return out;
}

function localRef(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const ref = schema['$ref'];
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
  let at: JsonSchema | undefined = root;
  for (const segment of ref.slice(2).split('/')) at = asSchema(at?.[segment]);
  return at;
}

function schemas(value: unknown): JsonSchema[] {
  if (!Array.isArray(value)) return [];
  return value.map(asSchema).filter((schema) => schema !== undefined);
}

function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}
