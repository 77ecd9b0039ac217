import { shownKey } from './secrets.ts';

/** Where a value was written. Lines and columns count from 1, columns in UTF-16 units. */
export interface Origin {
  /** Display name of the source: a path, `env:NAME`, `yaml[1]`, `--set[1]`. */
  readonly source: string;
  readonly line: number;
  readonly col: number;
}

/** How a value came in by `${...}`. */
export interface Substituted {
  /** `env` and `file` values are treated as secrets: no message repeats them. `yaml` values and defaults stand in the source itself. */
  readonly from: 'env' | 'file' | 'yaml';
  /** Names of variables and paths that took part, for messages. */
  readonly refs: readonly string[];
  /** The value as text, before YAML typed it; for schemas that want a string. Undefined for parts inside a substituted structure. */
  readonly text?: string;
}

/** What YAML 1.2 core makes of a scalar. */
export type ScalarValue = string | number | boolean | null;

/** A single value. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly origin: Origin;
  readonly substituted?: Substituted;
  /** Stands in for something already reported; says nothing about it again. */
  readonly broken?: true;
}

/** A list, in order. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  readonly origin: Origin;
  readonly substituted?: Substituted;
}

/** A value with the place of its key, which findings about keys point at. */
export interface MapEntry {
  readonly keyOrigin: Origin;
  readonly value: TreeNode;
}

/** Keys live in a Map, so that no key can reach a prototype. */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly origin: Origin;
  readonly substituted?: Substituted;
}

/** A config as written: values with their origins. Immutable; YAML aliases share nodes. */
export type TreeNode = ScalarNode | ListNode | MapNode;

/** Keys and list positions from the root. */
export type Path = readonly (string | number)[];

/** `receivers.otlp.protocols`, `actions[0].key`; a key with other signs is quoted: `headers["a.b"]`. */
export function formatPath(path: Path): string {
  let out = '';
  for (const part of path) {
    const segment = typeof part === 'number' ? part : shownKey(part);
    if (typeof segment === 'number') out += `[${segment}]`;
    else if (/^[\w/$-]+$/.test(segment)) out += out === '' ? segment : `.${segment}`;
    else out += `[${JSON.stringify(segment)}]`;
  }
  return out;
}

/** One step down, or undefined. */
export function childOf(node: TreeNode | undefined, segment: string | number): TreeNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(segment))?.value;
  if (node?.kind === 'list') return node.items[Number(segment)];
  return undefined;
}

/** The node at `path`, or undefined. */
export function nodeAt(root: TreeNode | undefined, path: Path): TreeNode | undefined {
  let node = root;
  for (const segment of path) node = childOf(node, segment);
  return node;
}

/** True when something on the way to `path` was already reported. */
export function isBroken(root: TreeNode, path: Path): boolean {
  let node: TreeNode | undefined = root;
  for (const segment of path) {
    if (node?.kind === 'scalar' && node.broken === true) return true;
    node = childOf(node, segment);
  }
  return node?.kind === 'scalar' && node.broken === true;
}

/**
 * Where to point for `path`: at the key, or with `value` at what stands after it. A path that was never written (a default)
 * points at its nearest written ancestor.
 */
export function originAt(root: TreeNode, path: Path, part: 'key' | 'value'): Origin {
  let node: TreeNode = root;
  let found: Origin = root.origin;
  for (const [depth, segment] of path.entries()) {
    const wantsValue = part === 'value' && depth === path.length - 1;
    if (node.kind === 'map') {
      const entry = node.entries.get(String(segment));
      if (entry === undefined) return found;
      // An empty value has no place of its own, and one that came by ${file:} has its place at the key's source too.
      const pointsAtValue = wantsValue && !(entry.value.kind === 'scalar' && entry.value.value === null);
      found = pointsAtValue ? entry.value.origin : entry.keyOrigin;
      node = entry.value;
    } else if (node.kind === 'list') {
      const item: TreeNode | undefined = node.items[Number(segment)];
      if (item === undefined) return found;
      found = item.origin;
      node = item;
    } else return found;
  }
  return found;
}
