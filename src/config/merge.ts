import { diagnosticAt } from './diagnostic.ts';
import type { Finding, Findings } from './diagnostic.ts';
import { FORBIDDEN_KEYS } from './limits.data.ts';
import { quote } from './suggest.ts';
import type { MapEntry, MapNode, Origin, TreeNode } from './tree.ts';

/**
 * Lays `over` on `under` as the Collector does: maps merge key by key, everything else (lists too) is replaced. A merged
 * key points at the later source when that source gives the value, at the earlier one while both are maps.
 */
export function mergeTrees(under: TreeNode, over: TreeNode): TreeNode {
  if (under.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map<string, MapEntry>(under.entries);
  for (const [key, entry] of over.entries) {
    const mine = entries.get(key);
    const bothMaps = mine?.value.kind === 'map' && entry.value.kind === 'map';
    entries.set(key, bothMaps ? { keyOrigin: mine.keyOrigin, value: mergeTrees(mine.value, entry.value) } : entry);
  }
  return { kind: 'map', entries, origin: under.origin };
}

/** A map of one path: `['a', 'b']` and a value make `{a: {b: value}}`. */
export function nest(keys: readonly string[], value: TreeNode, keyOrigin: Origin): TreeNode {
  return keys.reduceRight<TreeNode>(
    (inner, key) => ({ kind: 'map', entries: new Map([[key, { keyOrigin, value: inner }]]), origin: keyOrigin }),
    value,
  );
}

/** Splits keys at `::`, as in the Collector's `yaml:processors::batch::timeout: 2s`, at every level. Forbidden parts are reported. */
export function splitKeys(node: TreeNode, findings: Findings): TreeNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => splitKeys(item, findings)) };
  if (node.kind !== 'map') return node;
  let out: MapNode = { kind: 'map', entries: new Map(), origin: node.origin };
  for (const [key, { keyOrigin, value }] of node.entries) {
    const keys = key.split('::');
    const forbidden = keys.find((part) => FORBIDDEN_KEYS.has(part));
    if (forbidden !== undefined) findings.add(diagnosticAt(keyOrigin, keys, forbiddenKey(forbidden)));
    else out = mergeTrees(out, nest(keys, splitKeys(value, findings), keyOrigin)) as MapNode;
  }
  return out;
}

/** What is said of a key that would reach a prototype. */
export function forbiddenKey(key: string): Finding {
  return {
    code: 'ASSAY_CONFIG_FORBIDDEN_KEY',
    message: `the key ${quote(key)} is not allowed anywhere`,
    hint: 'remove it, or choose another name',
  };
}
