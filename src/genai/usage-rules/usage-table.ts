import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { DialectTable, UsageRow } from '../dialects/table.ts';
import { NO_ANSWER, type TableAnswer } from './resolve.ts';

interface CompiledRow {
  readonly cache: 'inside' | 'beside' | undefined;
  readonly reasoning: 'inside' | 'beside' | undefined;
  readonly provider: readonly string[] | undefined;
  readonly has: Key | undefined;
  readonly lacks: Key | undefined;
  readonly name: string;
}

/** The usage rows of one dialect that hold for one scope and version; what remains to be asked per span is the provider and marks. */
export class UsageTable {
  readonly #rows: readonly CompiledRow[];
  readonly #answers = new Map<number, TableAnswer>();

  constructor(rows: readonly CompiledRow[]) {
    this.#rows = rows;
  }

  answer(provider: string, attributes: AttributesView): TableAnswer {
    const rows = this.#rows;
    let cacheAt = -1;
    let reasoningAt = -1;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const useful = (cacheAt === -1 && row.cache !== undefined) || (reasoningAt === -1 && row.reasoning !== undefined);
      if (!useful) continue;
      if (row.provider !== undefined && !row.provider.includes(provider)) continue;
      if (row.has !== undefined && attributes.find(row.has) === -1) continue;
      if (row.lacks !== undefined && attributes.find(row.lacks) !== -1) continue;
      if (cacheAt === -1 && row.cache !== undefined) cacheAt = i;
      if (reasoningAt === -1 && row.reasoning !== undefined) reasoningAt = i;
      if (cacheAt !== -1 && reasoningAt !== -1) break;
    }
    return cacheAt === -1 && reasoningAt === -1 ? NO_ANSWER : this.#combined(cacheAt, reasoningAt);
  }

  #combined(cacheAt: number, reasoningAt: number): TableAnswer {
    const key = (cacheAt + 1) * 256 + reasoningAt + 1;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      const cache = this.#rows[cacheAt];
      const reasoning = this.#rows[reasoningAt];
      answer = Object.freeze({ cache: cache?.cache, reasoning: reasoning?.reasoning, name: (cache ?? reasoning)?.name ?? '' });
      this.#answers.set(key, answer);
    }
    return answer;
  }
}

/** Rows of `table` for a scope: those bound to another scope or version are left out. */
export function usageTable(table: DialectTable, scopeName: string, scopeVersion: string): UsageTable {
  const rows = (table.usage ?? []).filter((row) => rowHoldsForScope(row, scopeName, scopeVersion));
  return new UsageTable(
    rows.map((row) => ({
      cache: row.cache,
      reasoning: row.reasoning,
      provider: row.provider,
      has: row.has === undefined ? undefined : internKey(row.has),
      lacks: row.lacks === undefined ? undefined : internKey(row.lacks),
      name: `${table.id}/${row.id}`,
    })),
  );
}

/** Whether a row's scope and version bounds hold. An unknown version never satisfies a bound. */
export function rowHoldsForScope(row: UsageRow, scopeName: string, scopeVersion: string): boolean {
  if (row.scope_prefix !== undefined && !row.scope_prefix.some((prefix) => scopeName.startsWith(prefix))) return false;
  return row.version === undefined || versionWithin(scopeVersion, row.version);
}

/** `version` against a bound such as `<=0.27.0`, `<6`, `>=2.1`. Only leading numbers count: `6.0.0-beta.1` is 6.0.0. */
export function versionWithin(version: string, bound: string): boolean {
  const match = /^(<=|<|>=|>|=)\s*(.+)$/.exec(bound);
  const parts = numbers(version);
  if (match === null || parts.length === 0) return false;
  const order = compare(parts, numbers(match[2] ?? ''));
  switch (match[1]) {
    case '<=':
      return order <= 0;
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    default:
      return order === 0;
  }
}

function numbers(version: string): readonly number[] {
  const match = /^\D{0,2}(\d+(?:\.\d+)*)/.exec(version);
  return match === null ? [] : (match[1] ?? '').split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
