import type { JsonSchema } from '../kernel/component.ts';
import { FORBIDDEN_KEYS } from './limits.data.ts';
import { childOf, nodeAt } from './tree.ts';
import type { Path, TreeNode } from './tree.ts';
import { compileSchema } from './validator.ts';
import type { SchemaError } from './validator.ts';

/** A config value under a schema: defaults filled in, and what is wrong with it. */
export interface Fitted {
  readonly value: unknown;
  readonly errors: readonly SchemaError[];
}

/** What a value is replaced by before the schema sees it, by JSON pointer. `ABSENT` takes its key away. */
type Repairs = Map<string, unknown>;
const ABSENT: unique symbol = Symbol('absent');

/** Each round repairs at least one value; a value is repaired once. */
const MAX_ROUNDS = 64;

/**
 * Validates `node` and gives YAML's loose ends the meaning that the Collector gives them, led by what the schema asks for:
 * - a substituted value that YAML typed stays text where text is wanted (`${env:PORT}` for a string is "4317");
 * - an empty value (`grpc:`) is an empty map where a map is wanted, else as if its key were not there, so that the default holds;
 * - the number 0 is a duration, since nothing needs no unit.
 */
export function fit(schema: JsonSchema, node: TreeNode | undefined): Fitted {
  const validate = compileSchema(schema);
  const repairs: Repairs = new Map();
  for (let round = 0; ; round++) {
    const value = node === undefined || isNull(node) ? {} : toPlain(node, repairs);
    if (validate(value)) return { value, errors: [] };
    const errors = [...(validate.errors ?? [])];
    if (node === undefined || round >= MAX_ROUNDS || !repair(errors, node, repairs)) return { value, errors };
  }
}

/** The values of a tree, as plain objects. Keys that would reach a prototype are refused long before; here they are left out. */
export function toPlain(node: TreeNode, repairs: ReadonlyMap<string, unknown> = new Map(), pointer = ''): unknown {
  if (repairs.has(pointer)) return repairs.get(pointer);
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map((item, index) => toPlain(item, repairs, `${pointer}/${index}`));
  const out: Record<string, unknown> = {};
  for (const [key, entry] of node.entries) {
    if (FORBIDDEN_KEYS.has(key)) continue;
    const value = toPlain(entry.value, repairs, `${pointer}/${escapePointer(key)}`);
    if (value !== ABSENT) out[key] = value;
  }
  return out;
}

/** The segments of a JSON pointer (RFC 6901). A number stays text; `childOf` takes both. */
function pointerPath(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** As `pointerPath`, with list positions as numbers, for `formatPath`. */
export function pathIn(node: TreeNode | undefined, pointer: string): Path {
  let at = node;
  return pointerPath(pointer).map((segment) => {
    const position = at?.kind === 'list' ? Number(segment) : segment;
    at = childOf(at, position);
    return position;
  });
}

function repair(errors: readonly SchemaError[], root: TreeNode, repairs: Repairs): boolean {
  const byPlace = Map.groupBy(
    errors.filter((error) => error.keyword === 'type' || error.keyword === 'enum' || error.keyword === 'const'),
    (error) => error.instancePath,
  );
  let repaired = false;
  for (const [pointer, found] of byPlace) {
    if (repairs.has(pointer)) continue;
    const path = pathIn(root, pointer);
    const node = nodeAt(root, path);
    if (node === undefined) continue;
    const better = betterValue(node, found, typeof path.at(-1) === 'number');
    if (better === undefined) continue;
    repairs.set(pointer, better);
    repaired = true;
  }
  return repaired;
}

function betterValue(node: TreeNode, errors: readonly SchemaError[], inList: boolean): unknown {
  const types = new Set(errors.filter((error) => error.keyword === 'type').flatMap((error): string[] => [error.params['type']].flat()));
  const text = node.substituted?.text;
  const isText = node.kind === 'scalar' && typeof node.value === 'string';
  if (text !== undefined && !isText && (types.has('string') || errors.some((error) => allows(error, text)))) return text;
  if (node.kind !== 'scalar') return undefined;
  if (node.value === null) return types.has('object') ? {} : inList ? undefined : ABSENT;
  const wantsDuration = errors.some((error) => error.parentSchema?.['format'] === 'go-duration');
  return node.value === 0 && wantsDuration ? '0s' : undefined;
}

function allows(error: SchemaError, text: string): boolean {
  if (error.keyword === 'const') return error.schema === text;
  return error.keyword === 'enum' && Array.isArray(error.schema) && error.schema.includes(text);
}

function isNull(node: TreeNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
