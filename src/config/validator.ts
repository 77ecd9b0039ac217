import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../kernel/component.ts';
import { AssayError } from '../wire/assay-error.ts';
import { byteSizeOf, durationMs } from './units.ts';

/** Our words in a schema beside JSON Schema's; explained in `schema-kit.ts`. */
const SCHEMA_KEYWORDS: readonly string[] = ['x-secret', 'x-listen', 'x-extension'];

const HOST_PORT = /^(?:\[[0-9a-fA-F:.]+(?:%[\w.-]+)?\]|[^:[\]\s/?#@]*):(\d{1,5})$/;

/** Formats of our own. They judge text only; numbers are judged by the schema's other words. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'go-duration': (text) => durationMs(text) !== undefined,
  'byte-size': (text) => byteSizeOf(text) !== undefined,
  'host-port': (text) => Number(HOST_PORT.exec(text)?.[1] ?? Number.NaN) <= 65_535,
  'http-url': (text) => /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text),
};

/** One finding of ajv; `verbose` adds the schema around it. */
export type SchemaError = ErrorObject;

/**
 * A fresh ajv: 2020-12, every error at once, defaults filled in, schemas held to strict mode so that a slip in a component's
 * schema is an error and not a setting that silently allows everything.
 */
function makeAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false, // `anyOf: [{required: [a]}, {required: [b]}]` is how alternatives are written
    allowUnionTypes: true,
    useDefaults: true,
    ownProperties: true,
    logger: false,
  });
  ajv.addVocabulary([...SCHEMA_KEYWORDS]);
  for (const [name, validate] of Object.entries(FORMATS)) ajv.addFormat(name, { type: 'string', validate });
  return ajv;
}

const shared = makeAjv();
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/** The compiled schema, made on first use. Throws ASSAY_CONFIG_SCHEMA when the schema itself is wrong: a mistake of the component. */
export function compileSchema(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const { default: _ignoredAtTheRoot, ...root } = schema;
  let validate: ValidateFunction;
  try {
    validate = shared.compile(root);
  } catch (cause) {
    throw new AssayError(
      'ASSAY_CONFIG_SCHEMA',
      `a component's schema is not valid: ${cause instanceof Error ? cause.message : 'unknown reason'}`,
      { cause },
    );
  }
  compiled.set(schema, validate);
  return validate;
}
