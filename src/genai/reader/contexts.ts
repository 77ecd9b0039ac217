import { internKey, type Key } from '../../otlp/keys.ts';
import type { ResourceView } from '../../otlp/views/resource.ts';
import { STRING, ValueView } from '../../otlp/views/values.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import type { DialectTable } from '../dialects/table.ts';
import { rowHoldsForScope } from '../usage-rules/usage-table.ts';

/** What scope and resource say of the items below them. Equal sayings are one object, so that decisions can be kept by it. */
export interface Context {
  /** Small and unique among the contexts kept; starts again at 0 when there were too many. */
  readonly id: number;
  readonly strong: ReadonlySet<number>;
  readonly resource: ReadonlySet<number>;
  readonly weak: ReadonlySet<number>;
  readonly vetoed: ReadonlySet<number>;
  readonly scopeName: string;
  readonly scopeVersion: string;
  /** No dialect is meant by the scope or the resource. */
  readonly silent: boolean;
}

const MOST_CONTEXTS = 512;
const LONGEST_SCOPE = 256;
const NOTHING: readonly number[] = [];

/** Dialects that a resource attribute with one of these texts speaks for. */
interface ResourceMark {
  readonly key: Key;
  readonly dialects: ByteMap<readonly number[]>;
}

/**
 * Reads scope and resource once for each that a walk enters. Contexts are kept by what they say, including which usage
 * rows hold for the version, so that ten thousand scope names make a handful of contexts; scopes seen before are known
 * again by the bytes of their message.
 */
export class Contexts {
  readonly #tables: readonly DialectTable[];
  readonly #known = new Map<string, Context>();
  /** By what the resource says (the list itself is the key: the same saying is the same list), then by the scope's bytes. */
  readonly #byScope = new Map<readonly number[], ByteMap<Context>>();
  readonly #resourceMarks: readonly ResourceMark[];
  readonly #value = new ValueView();
  /** Raised whenever ids start again: what is kept by id is stale then. */
  generation = 0;

  constructor(tables: readonly DialectTable[]) {
    this.#tables = tables;
    this.#resourceMarks = resourceMarksOf(tables);
  }

  read(scope: ResourceView, resource: ResourceView): Context {
    const marked = this.#resourceDialects(resource);
    const { buf, start, end, changed } = scope.message;
    if (changed || end - start > LONGEST_SCOPE) return this.#make(scope.name(), scope.version(), marked);
    let byScope = this.#byScope.get(marked);
    if (byScope === undefined) {
      if (this.#byScope.size > MOST_CONTEXTS) this.#byScope.clear();
      byScope = new ByteMap<Context>(512);
      this.#byScope.set(marked, byScope);
    }
    const known = byScope.get(buf, start, end);
    if (known !== undefined) return known;
    const context = this.#make(scope.name(), scope.version(), marked);
    byScope.set(buf, start, end, context);
    return context;
  }

  #resourceDialects(resource: ResourceView): readonly number[] {
    let found = NOTHING;
    for (let i = 0; i < this.#resourceMarks.length; i++) {
      const { key, dialects } = this.#resourceMarks[i]!;
      const row = resource.attributes.find(key);
      if (row === -1) continue;
      const value = resource.attributes.value(row, this.#value);
      const hit = value.kind === STRING ? dialects.get(value.buf, value.start, value.end) : undefined;
      if (hit !== undefined) found = found === NOTHING ? hit : [...found, ...hit];
    }
    return found;
  }

  #make(scopeName: string, scopeVersion: string, fromResource: readonly number[]): Context {
    const strong = new Set<number>();
    const weak = new Set<number>();
    const vetoed = new Set<number>();
    const rows: string[] = [];
    this.#tables.forEach((table, dialect) => {
      const { detect } = table;
      if (names(detect.scope, detect.scope_prefix, scopeName)) strong.add(dialect);
      else if (names(detect.weak_scope, detect.weak_scope_prefix, scopeName)) weak.add(dialect);
      if (names(detect.not_scope, detect.not_scope_prefix, scopeName)) vetoed.add(dialect);
      rows.push((table.usage ?? []).map((row) => (rowHoldsForScope(row, scopeName, scopeVersion) ? '1' : '0')).join(''));
    });
    const saying = [[...strong], [...weak], [...vetoed], fromResource, rows].join('|');
    const known = this.#known.get(saying);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_CONTEXTS) {
      this.#known.clear();
      this.#byScope.clear();
      this.generation++;
    }
    const silent = strong.size + weak.size + fromResource.length === 0;
    const context: Context = {
      id: this.#known.size,
      strong,
      weak,
      vetoed,
      resource: new Set(fromResource),
      scopeName,
      scopeVersion,
      silent,
    };
    this.#known.set(saying, context);
    return context;
  }
}

function resourceMarksOf(tables: readonly DialectTable[]): readonly ResourceMark[] {
  const byKey = new Map<string, Map<string, number[]>>();
  tables.forEach((table, dialect) => {
    for (const [name, texts] of Object.entries(table.detect.resource ?? {})) {
      const byText = byKey.get(name) ?? new Map<string, number[]>();
      for (const text of texts) byText.set(text, [...(byText.get(text) ?? []), dialect]);
      byKey.set(name, byText);
    }
  });
  return [...byKey].map(([name, byText]) => {
    const dialects = new ByteMap<readonly number[]>(64);
    for (const [text, list] of byText) dialects.setText(text, list);
    return { key: internKey(name), dialects };
  });
}

function names(exact: readonly string[] | undefined, prefixes: readonly string[] | undefined, name: string): boolean {
  if (name === '') return false;
  return (exact?.includes(name) ?? false) || (prefixes?.some((prefix) => name.startsWith(prefix)) ?? false);
}
