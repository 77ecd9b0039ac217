import type { SchemaError } from './validator.ts';

/** An `anyOf` or `oneOf` that nothing fits, with the errors of each branch. */
export interface Alternatives {
  readonly error: SchemaError;
  readonly branches: readonly (readonly SchemaError[])[];
}

/**
 * ajv reports every branch of an `anyOf` and the `anyOf` itself. A user meant one of them: when the value has the type of just
 * one branch, only that branch's errors are told; else the whole is one finding about all branches.
 * Branches behind a `$ref` cannot be told apart by schema path; component schemas write them in place.
 */
export function settleAlternatives(errors: readonly SchemaError[]): { plain: SchemaError[]; open: Alternatives[] } {
  const composites = errors.filter(isComposite).toSorted((a, b) => a.schemaPath.length - b.schemaPath.length);
  const plain = new Set(errors);
  const open: Alternatives[] = [];
  for (const error of composites) {
    if (!plain.has(error)) continue;
    plain.delete(error);
    const inside = errors.filter(
      (other) => other !== error && other.schemaPath.startsWith(`${error.schemaPath}/`) && isBelow(other, error),
    );
    const branches = [...Map.groupBy(inside, (other) => branchOf(other, error)).values()];
    const meant = branches.filter((branch) => !branch.some((other) => mismatches(other, error)));
    if (meant.length === 1) {
      for (const other of inside) if (!meant[0]!.includes(other)) plain.delete(other);
    } else {
      for (const other of inside) plain.delete(other);
      open.push({ error, branches });
    }
  }
  return { plain: [...plain], open };
}

function isComposite(error: SchemaError): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf';
}

/** A branch that wants another type, or another word in its discriminating key (`type: {const: 'x'}`), was not meant. */
function mismatches(error: SchemaError, composite: SchemaError): boolean {
  if (error.keyword === 'type') return error.instancePath === composite.instancePath;
  if (error.keyword !== 'const') return false;
  return error.instancePath.lastIndexOf('/') <= composite.instancePath.length;
}

function isBelow(error: SchemaError, composite: SchemaError): boolean {
  return error.instancePath === composite.instancePath || error.instancePath.startsWith(`${composite.instancePath}/`);
}

function branchOf(error: SchemaError, composite: SchemaError): string {
  return error.schemaPath.slice(composite.schemaPath.length + 1).split('/', 1)[0]!;
}
