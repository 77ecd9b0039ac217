import type { JsonSchema } from '../kernel/component.ts';
import type { Finding } from './diagnostic.ts';
import { formatHint, placesOf, typeHint } from './hints.ts';
import { shownKey } from './secrets.ts';
import { closest, didYouMean, oneOfText, quote } from './suggest.ts';
import type { Path, TreeNode } from './tree.ts';
import { found, isPrivate, subject, typesOf, wanted } from './words.ts';
import type { SchemaError } from './validator.ts';

/** Where an error of ajv happened. */
export interface ProblemContext {
  readonly root: TreeNode;
  /** From the root of the merged config. */
  readonly path: Path;
  /** What was written there; undefined for a default. */
  readonly node: TreeNode | undefined;
  /** The schema object that holds the broken keyword. */
  readonly parent: JsonSchema | undefined;
  /** The component's whole schema. */
  readonly schema: JsonSchema;
}

/** A finding with the place it points at. */
export interface Problem {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly finding: Finding;
}

type Row = (error: SchemaError, context: ProblemContext) => Problem | undefined;

/** JSON Schema's keywords and what to say when one is broken; `*` for all others. */
export const PROBLEMS: Readonly<Record<string, Row>> = {
  additionalProperties: unknownKey,
  unevaluatedProperties: unknownKey,
  required: missingKey,
  dependentRequired: (error, context) => ({
    path: context.path,
    part: 'key',
    finding: {
      code: 'ASSAY_CONFIG_MISSING_KEY',
      message: `${quote(String(error.params['property']))} is written without ${quote(String(error.params['missingProperty']))}`,
      expected: 'both or none',
    },
  }),
  type: wrongType,
  format: badFormat,
  enum: (error, context) => {
    const words = Array.isArray(error.schema) ? error.schema.map(String) : [];
    const text = context.node?.kind === 'scalar' && isShowable(context) ? String(context.node.value) : undefined;
    return value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: `${foundIn(context)} is not allowed here`,
      expected: oneOfText(words),
      hint: text === undefined ? undefined : didYouMean(text, words),
    });
  },
  const: (error, context) =>
    value(context, { code: 'ASSAY_CONFIG_BAD_VALUE', message: `${foundIn(context)} is not allowed here`, expected: String(error.schema) }),
  minimum: outOfRange,
  maximum: outOfRange,
  exclusiveMinimum: (error, context) => outOfRange(error, context, `more than ${String(error.schema)}`),
  exclusiveMaximum: (error, context) => outOfRange(error, context, `less than ${String(error.schema)}`),
  multipleOf: (error, context) => outOfRange(error, context, `a multiple of ${String(error.schema)}`),
  minLength: (error, context) =>
    value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: Number(error.schema) === 1 ? 'the text is empty' : 'the text is too short',
      expected: `at least ${String(error.schema)} characters`,
    }),
  maxLength: (error, context) =>
    value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: 'the text is too long',
      expected: `at most ${String(error.schema)} characters`,
    }),
  pattern: (error, context) =>
    value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: `${foundIn(context)} has not the right form`,
      expected: described(context.parent) ?? `a text that matches ${String(error.schema)}`,
    }),
  minItems: (error, context) =>
    value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: Number(error.schema) === 1 ? 'the list is empty' : 'the list is too short',
      expected: `at least ${String(error.schema)} entries`,
      hint: described(context.parent),
    }),
  maxItems: (error, context) =>
    value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: 'the list is too long',
      expected: `at most ${String(error.schema)} entries`,
    }),
  uniqueItems: (error, context) => ({
    path: [...context.path, Number(error.params['i'])],
    part: 'value',
    finding: { code: 'ASSAY_CONFIG_BAD_VALUE', message: 'the list has the same entry twice', expected: 'each entry once' },
  }),
  minProperties: (error, context) => ({
    path: context.path,
    part: 'key',
    finding: {
      code: 'ASSAY_CONFIG_MISSING_KEY',
      message: Number(error.schema) === 1 ? 'the map is empty' : 'the map has too few keys',
      expected: keysOf(context.parent).length > 0 ? oneOfText(keysOf(context.parent)) : `at least ${String(error.schema)} keys`,
    },
  }),
  propertyNames: (error, context) => {
    const key = String(error.params['propertyName']);
    const allowed: unknown = (error.schema as JsonSchema | undefined)?.['enum'];
    const words = Array.isArray(allowed) ? allowed.map(String) : [];
    return {
      path: [...context.path, key],
      part: 'key',
      finding: {
        code: 'ASSAY_CONFIG_UNKNOWN_KEY',
        message: `${quote(key)} cannot be a key here`,
        expected: words.length > 0 ? oneOfText(words) : described(error.schema as JsonSchema | undefined),
        hint: didYouMean(key, words),
      },
    };
  },
  if: () => undefined, // what `then` or `else` says is reported by itself
  '*': (error, context) =>
    value(context, {
      code: 'ASSAY_CONFIG_BAD_VALUE',
      message: `${foundIn(context)} does not fit (${error.keyword})`,
      expected: described(context.parent),
    }),
};

function unknownKey(error: SchemaError, context: ProblemContext): Problem {
  const key = String(error.params['additionalProperty'] ?? error.params['unevaluatedProperty']);
  const keys = keysOf(context.parent);
  const elsewhere = closest(key, keys) === undefined ? placesOf(key, context.schema) : [];
  const moved = elsewhere.length > 0 ? `${quote(key)} is a key of ${elsewhere.join(' and of ')}` : undefined;
  return {
    path: [...context.path, key],
    part: 'key',
    finding: {
      code: 'ASSAY_CONFIG_UNKNOWN_KEY',
      message: `unknown key ${quote(shownKey(key))}`,
      expected: keys.length > 0 ? oneOfText(keys) : 'no keys',
      hint: /^\w+:/.test(key) ? 'write a space after the colon' : (moved ?? didYouMean(key, keys)),
    },
  };
}

function missingKey(error: SchemaError, context: ProblemContext): Problem {
  const key = String(error.params['missingProperty']);
  const schema = (context.parent?.['properties'] as Record<string, JsonSchema> | undefined)?.[key];
  const written = context.node?.kind === 'map' ? context.node.entries.get(key)?.value : undefined;
  const isEmpty = written !== undefined;
  const from = written?.substituted === undefined ? '' : ` (from ${written.substituted.refs.map((ref) => `\${${ref}}`).join(', ')})`;
  const note = described(schema);
  return {
    path: isEmpty ? [...context.path, key] : context.path,
    part: 'key',
    finding: {
      code: 'ASSAY_CONFIG_MISSING_KEY',
      message: isEmpty ? `${quote(key)} has no value${from}` : `the key ${quote(key)} is missing`,
      expected: wanted(schema),
      hint: isEmpty ? note : `add \`${key}:\`${note === undefined ? '' : ` (${note})`}`,
    },
  };
}

function wrongType(_error: SchemaError, context: ProblemContext): Problem {
  const { node, parent } = context;
  const types = typesOf(parent);
  const scalar = node?.kind === 'scalar' ? node.value : undefined;
  if (parent?.['format'] === 'go-duration' && typeof scalar === 'number') {
    const shown = isShowable(context) ? scalar : '<number>';
    return value(context, {
      code: 'ASSAY_CONFIG_DURATION',
      message: `${foundIn(context)} has no unit`,
      expected: wanted(parent),
      hint: `write ${shown}s for seconds or ${shown}ms for milliseconds`,
    });
  }
  return value(context, {
    code: 'ASSAY_CONFIG_WRONG_TYPE',
    message: `${subject(context.path)} is ${foundIn(context)}`,
    expected: wanted(parent),
    hint: typeHint(node, types, isShowable(context)),
  });
}

function badFormat(error: SchemaError, context: ProblemContext): Problem {
  const format = String(error.schema);
  const text = context.node?.kind === 'scalar' && isShowable(context) ? String(context.node.value) : '';
  const code =
    format === 'go-duration' ? 'ASSAY_CONFIG_DURATION' : format === 'byte-size' ? 'ASSAY_CONFIG_BYTE_SIZE' : 'ASSAY_CONFIG_BAD_VALUE';
  return value(context, {
    code,
    message: `${foundIn(context)} is not ${FORMAT_NAMES[format] ?? 'in the right form'}`,
    expected: wanted(context.parent),
    hint: formatHint(format, text),
  });
}

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  'go-duration': 'a duration',
  'byte-size': 'a size',
  'host-port': 'an address',
  'http-url': 'a URL',
};

function outOfRange(_error: SchemaError, context: ProblemContext, expected?: string): Problem {
  return value(context, {
    code: 'ASSAY_CONFIG_BAD_VALUE',
    message: `${foundIn(context)} is out of range`,
    expected: expected ?? wanted(context.parent),
  });
}

function value(context: ProblemContext, finding: Finding): Problem {
  return { path: context.path, part: 'value', finding };
}

function foundIn(context: ProblemContext): string {
  return found(context.node, context.path, context.parent);
}

function isShowable(context: ProblemContext): boolean {
  return !isPrivate(context.node, context.path, context.parent);
}

function keysOf(schema: JsonSchema | undefined): string[] {
  return Object.keys((schema?.['properties'] as object | undefined) ?? {});
}

function described(schema: JsonSchema | undefined): string | undefined {
  return typeof schema?.['description'] === 'string' ? schema['description'].replace(/\.$/, '') : undefined;
}
