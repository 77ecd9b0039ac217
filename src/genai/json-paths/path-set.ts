import { bytesOf } from '../../wire/bytes.ts';

/**
 * What becomes of the values a path meets: `first` keeps the first scalar, `sum` adds numbers, `list` keeps up to 16
 * texts in order, `count` counts values that are not null, false, empty or (with `equals`) other texts.
 */
export type Gather = 'first' | 'sum' | 'list' | 'count';

/**
 * One answer wanted of a document. Paths are dotted; `*` stands for every element or member, `name*` for members that
 * start so, a number for a place in a list. Several paths feed one answer.
 */
export interface PathSpec {
  readonly paths: readonly string[];
  readonly gather: Gather;
  /** For `count`: only these texts count. */
  readonly equals?: readonly string[];
}

/** One step of the tree: which members lead on, and which answers end here. All nodes have one shape. */
export class PathNode {
  readonly keys: Uint8Array[] = [];
  readonly kids: PathNode[] = [];
  /** Chains of `keys` by length and last byte: first of a bucket, next of a key; -1 ends. */
  readonly first: Int8Array = new Int8Array(BUCKETS).fill(-1);
  readonly next: number[] = [];
  /** Keys that are only the start of a member's name. */
  readonly openKeys: Uint8Array[] = [];
  readonly openKids: PathNode[] = [];
  readonly indices: number[] = [];
  readonly indexKids: PathNode[] = [];
  star: PathNode | undefined = undefined;
  readonly slots: number[] = [];
}

const BUCKETS = 64;

/** Bucket of a member's name. */
export function bucketOf(length: number, last: number): number {
  return (length * 7 + last) & (BUCKETS - 1);
}

/** Paths into one document, compiled to a tree that a single scan of the bytes follows. Slots are the places in the list given. */
export interface PathSet {
  readonly root: PathNode;
  readonly specs: readonly PathSpec[];
  /** Expected texts of `count` slots, undefined where any value counts. */
  readonly equals: readonly (readonly Uint8Array[] | undefined)[];
  /** Number of `first` slots when there are no others, else -1: a scan may stop once all are found. */
  readonly stopAfter: number;
}

/** Compiles at load; never per span. */
export function compilePaths(specs: readonly PathSpec[]): PathSet {
  const root = new PathNode();
  specs.forEach((spec, slot) => {
    for (const path of spec.paths) descend(root, path === '' ? [] : path.split('.')).slots.push(slot);
  });
  const firsts = specs.every((spec) => spec.gather === 'first' && spec.paths.length === 1);
  return { root, specs, equals: specs.map((spec) => spec.equals?.map(bytesOf)), stopAfter: firsts ? specs.length : -1 };
}

function descend(root: PathNode, segments: readonly string[]): PathNode {
  let at = root;
  for (const segment of segments) {
    if (segment === '*') {
      at.star ??= new PathNode();
      at = at.star;
      continue;
    }
    if (/^\d+$/.test(segment)) {
      const index = Number(segment);
      let found = at.indices.indexOf(index);
      if (found === -1) {
        found = at.indices.push(index) - 1;
        at.indexKids.push(new PathNode());
      }
      at = at.indexKids[found]!;
      continue;
    }
    at = segment.endsWith('*') ? openKid(at, segment.slice(0, -1)) : kid(at, segment);
  }
  return at;
}

function kid(at: PathNode, name: string): PathNode {
  const bytes = bytesOf(name);
  const known = at.keys.findIndex((key) => Buffer.from(key).equals(bytes));
  if (known !== -1) return at.kids[known]!;
  const place = at.keys.push(bytes) - 1;
  const bucket = bucketOf(bytes.length, bytes[bytes.length - 1] ?? 0);
  at.next.push(at.first[bucket]!);
  at.first[bucket] = place;
  const made = new PathNode();
  at.kids.push(made);
  return made;
}

function openKid(at: PathNode, name: string): PathNode {
  const bytes = bytesOf(name);
  const known = at.openKeys.findIndex((key) => Buffer.from(key).equals(bytes));
  if (known !== -1) return at.openKids[known]!;
  at.openKeys.push(bytes);
  const made = new PathNode();
  at.openKids.push(made);
  return made;
}
