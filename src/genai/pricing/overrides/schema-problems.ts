import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { RuleProblem } from './problem.ts';
import { PRICE_FILE_SCHEMA } from './schema.ts';

let validate: ValidateFunction | undefined;

/** What the schema of price files has against a document; every problem. */
export function schemaProblems(document: unknown): readonly RuleProblem[] {
  validate ??= new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, logger: false }).compile(
    PRICE_FILE_SCHEMA,
  );
  if (validate(document)) return [];
  const errors = validate.errors ?? [];
  return errors.filter((error) => !isNoise(error, errors)).map(toProblem);
}

/** `anyOf` repeats each branch's objections: one sentence for the choice, or the objections deeper inside, are enough. */
function isNoise(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.propertyName !== undefined && error.keyword !== 'propertyNames') return true;
  const choices = all.filter((other) => other.keyword === 'anyOf' && error.instancePath.startsWith(other.instancePath));
  if (choices.length === 0) return false;
  const deeper = (choice: ErrorObject): boolean => all.some((other) => isInside(other, choice));
  if (error.keyword === 'anyOf') return deeper(error);
  return choices.some((choice) => !isInside(error, choice) || error.keyword === 'anyOf');
}

/** An objection to something inside the value, or to its keys: then the user did mean the object form. */
function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  if (error.keyword === 'anyOf') return false;
  return (
    error.instancePath.startsWith(`${choice.instancePath}/`) ||
    (error.instancePath === choice.instancePath &&
      /^(?:additionalProperties|minProperties|maxProperties|propertyNames)$/.test(error.keyword))
  );
}

function toProblem(error: ErrorObject): RuleProblem {
  const path = pathOf(error.instancePath);
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return {
      code: 'ASSAY_PRICES_SCHEMA',
      path: [...path, String(params['additionalProperty'])],
      message: `is no known key; known here: ${known.join(', ')}`,
    };
  }
  if (error.keyword === 'propertyNames') {
    const known = (error.schema as { enum?: readonly string[] } | undefined)?.enum ?? [];
    return {
      code: 'ASSAY_PRICES_SCHEMA',
      path: [...path, String(params['propertyName'])],
      message: `is no known key; known here: ${known.join(', ')}`,
    };
  }
  if (error.keyword === 'required') return { code: 'ASSAY_PRICES_SCHEMA', path, message: `lacks ${String(params['missingProperty'])}` };
  if (error.keyword === 'anyOf') {
    const wanted = (error.parentSchema as { description?: string } | undefined)?.description ?? 'a number, or an object of prices';
    return { code: 'ASSAY_PRICES_SCHEMA', path, message: `has the wrong form; wanted: ${wanted}` };
  }
  return { code: 'ASSAY_PRICES_SCHEMA', path, message: error.message ?? 'is not allowed' };
}

/** A JSON pointer as a path; list positions as numbers. */
function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
