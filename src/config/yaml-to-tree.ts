import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { diagnosticAt } from './diagnostic.ts';
import type { Finding, Findings } from './diagnostic.ts';
import { FORBIDDEN_KEYS, MAX_DEPTH, MAX_NODES, MAX_TEXT_CHARS } from './limits.data.ts';
import { forbiddenKey } from './merge.ts';
import { quote } from './suggest.ts';
import type { ListNode, MapEntry, MapNode, Origin, Path, TreeNode } from './tree.ts';

/** A value with an anchor: the node and what one use of it costs. `undefined` node: the value is still being read. */
interface Anchored {
  readonly node: TreeNode | undefined;
  readonly nodes: number;
  readonly chars: number;
}

/**
 * Turns parsed YAML into a tree. Aliases share the node of their anchor, and each use is charged for the whole of it: an alias
 * bomb ends at the budget, having cost nothing. Made for one document.
 */
export class YamlToTree {
  readonly #originOf: (offset: number) => Origin;
  readonly #findings: Findings;
  readonly #anchors: Map<string, Anchored> = new Map();
  #nodes = 0;
  #chars = 0;
  #overBudget = false;
  #truncated = false;

  constructor(originOf: (offset: number) => Origin, findings: Findings) {
    this.#originOf = originOf;
    this.#findings = findings;
  }

  /** True when a limit was hit, so that a part of the document is not in the tree. */
  get truncated(): boolean {
    return this.#truncated;
  }

  convert(root: ParsedNode): TreeNode {
    return this.#node(root, [], this.#originOf(root.range[0]));
  }

  #node(node: ParsedNode | null, path: Path, keyOrigin: Origin): TreeNode {
    if (node === null) return { kind: 'scalar', value: null, origin: keyOrigin };
    const origin = this.#originOf(node.range[0]);
    if (isAlias(node)) return this.#alias(node, path, origin);
    if (path.length > MAX_DEPTH) {
      this.#truncated = true;
      this.#report(origin, path, {
        code: 'ASSAY_CONFIG_TOO_LARGE',
        message: 'values are nested too deeply',
        expected: `at most ${MAX_DEPTH} maps and lists within each other`,
      });
      return { kind: 'scalar', value: null, origin, broken: true };
    }
    const anchor = node.anchor;
    const nodesBefore = this.#nodes;
    const charsBefore = this.#chars;
    if (anchor !== undefined) this.#anchors.set(anchor, { node: undefined, nodes: 0, chars: 0 });
    this.#charge(1, 0, origin, path);
    const out = isMap(node)
      ? this.#map(node, path, origin)
      : isSeq(node)
        ? this.#list(node, path, origin)
        : this.#scalar(node, path, origin);
    if (anchor !== undefined) {
      this.#anchors.set(anchor, { node: out, nodes: this.#nodes - nodesBefore, chars: this.#chars - charsBefore });
    }
    return out;
  }

  #scalar(node: ParsedNode, path: Path, origin: Origin): TreeNode {
    const value: unknown = isScalar(node) ? (node as Scalar.Parsed).value : null;
    if (typeof value === 'string') {
      this.#charge(0, value.length, origin, path);
      return { kind: 'scalar', value, origin };
    }
    return { kind: 'scalar', value: typeof value === 'number' || typeof value === 'boolean' ? value : null, origin };
  }

  #list(node: YAMLSeq.Parsed, path: Path, origin: Origin): ListNode {
    const items: TreeNode[] = [];
    for (const [index, item] of node.items.entries()) {
      if (this.#overBudget) break;
      items.push(this.#node(item as ParsedNode, [...path, index], origin));
    }
    return { kind: 'list', items, origin };
  }

  #map(node: YAMLMap.Parsed, path: Path, origin: Origin): MapNode {
    const entries = new Map<string, MapEntry>();
    for (const pair of node.items) {
      if (this.#overBudget) break;
      if (!isScalar(pair.key)) continue; // NON_STRING_KEY was reported by the parser
      const key = String((pair.key.value ?? '') as string | number | boolean);
      const keyOrigin = this.#originOf(pair.key.range[0]);
      const at = [...path, key];
      this.#charge(0, key.length, keyOrigin, at);
      if (this.#refuseKey(key, keyOrigin, at)) continue;
      const value = this.#node(pair.value, at, keyOrigin);
      const first = entries.get(key);
      if (first === undefined) entries.set(key, { keyOrigin, value });
      else {
        this.#report(keyOrigin, at, {
          code: 'ASSAY_CONFIG_DUPLICATE_KEY',
          message: `the key ${quote(key)} is written twice in the same map; the first is on line ${first.keyOrigin.line}`,
          expected: 'each key once',
          hint: 'join both into one, or rename one (a second component of a type is type/name)',
        });
        entries.set(key, { keyOrigin: first.keyOrigin, value: union(first.value, value) });
      }
    }
    return { kind: 'map', entries, origin };
  }

  #refuseKey(key: string, origin: Origin, path: Path): boolean {
    if (key === '<<') {
      this.#report(origin, path, {
        code: 'ASSAY_CONFIG_MERGE_KEY',
        message: 'merge keys (<<) are no part of YAML 1.2',
        hint: 'write the keys out, use an alias for a whole value (key: *name), or lay files over each other with several --config',
      });
      return true;
    }
    if (!FORBIDDEN_KEYS.has(key)) return false;
    this.#report(origin, path, forbiddenKey(key));
    return true;
  }

  #alias(alias: Alias.Parsed, path: Path, origin: Origin): TreeNode {
    const anchored = this.#anchors.get(alias.source);
    if (anchored?.node !== undefined) {
      this.#charge(anchored.nodes, anchored.chars, origin, path);
      return this.#overBudget ? { kind: 'scalar', value: null, origin, broken: true } : anchored.node;
    }
    this.#report(origin, path, {
      code: 'ASSAY_CONFIG_SYNTAX',
      message: anchored === undefined ? 'an alias (*name) has no anchor (&name) before it' : 'an alias stands inside its own anchor',
      hint: 'put the value in quotes if it is text that starts with an asterisk',
    });
    return { kind: 'scalar', value: null, origin, broken: true };
  }

  #charge(nodes: number, chars: number, origin: Origin, path: Path): void {
    this.#nodes += nodes;
    this.#chars += chars;
    if (this.#overBudget || (this.#nodes <= MAX_NODES && this.#chars <= MAX_TEXT_CHARS)) return;
    this.#overBudget = true;
    this.#truncated = true;
    this.#report(origin, path, {
      code: 'ASSAY_CONFIG_TOO_LARGE',
      message: 'the config has too many values, aliases counted each time they are used',
      expected: `at most ${MAX_NODES} values and ${MAX_TEXT_CHARS} characters`,
      hint: 'look for aliases of aliases',
    });
  }

  #report(origin: Origin, path: Path, finding: Finding): void {
    this.#findings.add(diagnosticAt(origin, path, finding));
  }
}

/** Both halves of a key written twice, so that what stands in either is still checked. */
function union(first: TreeNode, second: TreeNode): TreeNode {
  if (first.kind !== 'map' || second.kind !== 'map') return first.kind === 'scalar' && first.value === null ? second : first;
  const entries = new Map(first.entries);
  for (const [key, entry] of second.entries) {
    const mine = entries.get(key);
    entries.set(key, mine === undefined ? entry : { keyOrigin: mine.keyOrigin, value: union(mine.value, entry.value) });
  }
  return { kind: 'map', entries, origin: first.origin };
}
