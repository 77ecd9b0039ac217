import type { JsonSchema } from '../kernel/component.ts';
import { settleAlternatives } from './alternatives.ts';
import type { Alternatives } from './alternatives.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Diagnostic, Finding } from './diagnostic.ts';
import { pathIn } from './fit.ts';
import { PROBLEMS } from './problem-table.ts';
import type { Problem, ProblemContext } from './problem-table.ts';
import { closest, oneOfText } from './suggest.ts';
import { isBroken, nodeAt } from './tree.ts';
import type { Path, TreeNode } from './tree.ts';
import type { SchemaError } from './validator.ts';
import { found, subject, typesOf, wanted, TYPE_WORDS } from './words.ts';

/** Ajv's errors about the value at `base` of the merged tree, as findings at their places. */
export function schemaProblems(errors: readonly SchemaError[], schema: JsonSchema, root: TreeNode, base: Path): Diagnostic[] {
  const { plain, open } = settleAlternatives(errors);
  const out: Diagnostic[] = [];
  const add = (path: Path, part: 'key' | 'value', finding: Finding): void => {
    if (!isBroken(root, path)) out.push(diagnosticIn(root, path, part, finding));
  };
  for (const error of plain) {
    if (isMisspelt(error, plain)) continue;
    if (error.propertyName !== undefined && error.keyword !== 'propertyNames') continue; // told by `propertyNames` itself
    const context = contextOf(error, schema, root, base);
    const problem: Problem | undefined = (PROBLEMS[error.keyword] ?? PROBLEMS['*']!)(error, context);
    if (problem !== undefined) add(problem.path, problem.part, problem.finding);
  }
  for (const alternatives of open) {
    const context = contextOf(alternatives.error, schema, root, base);
    add(context.path, 'value', noneFits(alternatives, context));
  }
  return out;
}

/** A missing key that stands there misspelt: the unknown key is told, with what was meant. */
function isMisspelt(error: SchemaError, all: readonly SchemaError[]): boolean {
  if (error.keyword !== 'required') return false;
  const missing = String(error.params['missingProperty']);
  return all.some((other) => {
    if (other.keyword !== 'additionalProperties' || other.instancePath !== error.instancePath) return false;
    const keys = Object.keys((other.parentSchema?.['properties'] as object | undefined) ?? {});
    return closest(String(other.params['additionalProperty']), keys) === missing;
  });
}

function contextOf(error: SchemaError, schema: JsonSchema, root: TreeNode, base: Path): ProblemContext {
  const body = nodeAt(root, base);
  const path = [...base, ...pathIn(body, error.instancePath)];
  return { root, path, node: nodeAt(root, path), parent: error.parentSchema as JsonSchema | undefined, schema };
}

/** One finding for all branches of an `anyOf`. */
function noneFits({ error, branches }: Alternatives, context: ProblemContext): Finding {
  const missing = branches.flatMap((branch) =>
    branch.filter((other) => other.keyword === 'required' && other.instancePath === error.instancePath),
  );
  if (branches.length > 0 && missing.length === branches.flat().length) {
    const keys = missing.map((other) => String(other.params['missingProperty']));
    return { code: 'ASSAY_CONFIG_MISSING_KEY', message: 'a key is missing', expected: oneOfText([...new Set(keys)]) };
  }
  const options: JsonSchema[] = Array.isArray(error.schema) ? error.schema : [];
  const words = new Set(
    options.map(
      (option) =>
        wanted(option) ??
        typesOf(option)
          .map((type) => TYPE_WORDS[type] ?? type)
          .join(' or '),
    ),
  );
  words.delete('');
  return {
    code: branches.flat().some((other) => other.keyword === 'type') ? 'ASSAY_CONFIG_WRONG_TYPE' : 'ASSAY_CONFIG_BAD_VALUE',
    message: `${subject(context.path)} is ${found(context.node, context.path, context.parent)}`,
    expected: words.size === 0 ? undefined : [...words].join(', or '),
  };
}
