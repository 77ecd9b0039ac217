import { internKey } from '../../otlp/keys.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import type { DialectOverride, DialectSettings } from '../dialect.ts';
import { DIALECTS } from '../dialects/index.ts';
import type { DialectTable, LogEventRow, SourceRow } from '../dialects/table.ts';
import { type FieldName, isCallField } from '../semconv/fields.data.ts';
import { NORMALIZED_ROWS } from '../semconv/normalized-rows.ts';
import { usageTable, type UsageTable } from '../usage-rules/usage-table.ts';
import { AbsentTexts } from './absent.ts';
import type { Context } from './contexts.ts';
import { type Detected, detect } from './detect.ts';
import type { Mark } from './marks.ts';
import { compileProgram, compileTest, type PlacedRow, type Program } from './program.ts';
import type { Test } from './source.ts';

/** Everything needed to read an item of one combination of dialects in one context. */
export interface Plan {
  readonly table: DialectTable;
  readonly program: Program;
  /** Fields that only the normaliser carries over; compiled when first asked for. */
  readonly rest: () => Program;
  /** Usage of the layers, for items whose own dialect has none. */
  readonly layers: readonly { readonly program: Program; readonly usage: UsageTable }[];
  readonly usage: UsageTable;
  readonly override: DialectOverride | undefined;
  readonly notBillable: readonly Test[];
  readonly billsSpans: boolean;
  readonly billsLogs: boolean;
  readonly absent: AbsentTexts;
  /** The same for items that Assay normalised before. */
  readonly normalized: boolean;
}

/** The name of an event that is an operation, with the dialect that knows it. */
export interface LogEvent {
  readonly row: LogEventRow;
  readonly test: Test | undefined;
}

/** Programs kept by their combination of dialects. Real traffic has a few dozen; spans that name many dialects at once make any number. */
const MOST_PROGRAMS = 256;

const USAGE_FIELD = /^(gen_ai\.usage\.|x\.usage\.|x\.cache_write)/;

/** Makes plans out of tables. The tables of one set of settings, overrides applied. */
export class PlanMaker {
  readonly tables: readonly DialectTable[];
  readonly logEvents: readonly ByteMap<readonly LogEvent[]>[];
  readonly #settings: DialectSettings;
  readonly #general: DialectTable;
  readonly #programs = new Map<string, Program>();
  readonly #absent = new Map<DialectTable, AbsentTexts>();

  constructor(settings: DialectSettings) {
    this.#settings = settings;
    const all = [...(settings.extra as readonly DialectTable[]), ...DIALECTS];
    this.tables = all.filter((table, i) => i === all.length - 1 || settings.overrides[table.id]?.enabled !== false);
    this.#general = this.tables[this.tables.length - 1]!;
    this.logEvents = this.tables.map(logEventsOf);
    for (const table of this.tables) internKeys(table.map);
    for (const override of Object.values(settings.overrides)) internKeys(override.map ?? {});
    internKeys(NORMALIZED_ROWS);
  }

  detect(context: Context, marks: readonly Mark[]): Detected | undefined {
    return detect(this.tables, context, marks);
  }

  indexOf(id: string): number {
    return this.tables.findIndex((table) => table.id === id);
  }

  plan(detected: Detected, context: Context, normalized: boolean): Plan {
    const table = this.tables[detected.base]!;
    const layers = detected.layers.map((dialect) => this.tables[dialect]!);
    const override = this.#settings.overrides[table.id];
    const key = [table.id, ...layers.map((layer) => layer.id), normalized ? 'again' : ''].join();
    const rows = (name: FieldName): readonly PlacedRow[] => this.#rows(table, layers, normalized, name);
    const signal = override?.bill ?? table.billable?.signal ?? 'both';
    return {
      table,
      program: this.#compiled(`${key}#call`, rows, isCallField),
      rest: once(() => this.#compiled(`${key}#rest`, rows, (name) => !isCallField(name))),
      layers: layers
        .filter((layer) => Object.keys(layer.map).some((name) => USAGE_FIELD.test(name)))
        .map((layer) => ({
          program: this.#compiled(
            `${layer.id}#usage`,
            (name) => placed(layer, name),
            (name) => USAGE_FIELD.test(name),
          ),
          usage: usageTable(layer, context.scopeName, context.scopeVersion),
        })),
      usage: usageTable(table, context.scopeName, context.scopeVersion),
      override,
      notBillable: (table.billable?.unless ?? []).map(compileTest),
      billsSpans: signal !== 'logs',
      billsLogs: signal !== 'spans',
      absent: this.#absentTexts(table),
      normalized,
    };
  }

  /** Rows in the order in which they are asked: what Assay wrote, the operator's, the dialect's, its relatives', the general, the layers'. */
  #rows(table: DialectTable, layers: readonly DialectTable[], normalized: boolean, name: FieldName): readonly PlacedRow[] {
    const own = this.#settings.overrides[table.id]?.map?.[name] ?? [];
    const relatives = (table.then ?? []).map((id) => this.tables[this.indexOf(id)]).filter((other) => other !== undefined);
    const rows: PlacedRow[] = [];
    if (normalized) rows.push(...(NORMALIZED_ROWS[name] ?? []).map((row) => ({ row, table: this.#general })));
    rows.push(...own.map((row) => ({ row, table })), ...placed(table, name));
    for (const relative of relatives) rows.push(...placed(relative, name));
    if (table !== this.#general) rows.push(...placed(this.#general, name));
    if (!USAGE_FIELD.test(name)) for (const layer of layers) rows.push(...placed(layer, name));
    return unique(rows);
  }

  #compiled(key: string, rows: (name: FieldName) => readonly PlacedRow[], wanted: (name: FieldName) => boolean): Program {
    let program = this.#programs.get(key);
    if (program === undefined) {
      if (this.#programs.size >= MOST_PROGRAMS) this.#programs.clear();
      program = compileProgram(rows, wanted);
      this.#programs.set(key, program);
    }
    return program;
  }

  #absentTexts(table: DialectTable): AbsentTexts {
    let texts = this.#absent.get(table);
    if (texts === undefined) {
      texts = new AbsentTexts(table.absent);
      this.#absent.set(table, texts);
    }
    return texts;
  }
}

/** Interns all keys at load, before any span is indexed; plans made later must find them there. */
function internKeys(map: DialectTable['map']): void {
  for (const row of Object.values(map).flat()) {
    for (const name of [row.attr, row.json, row.key, row.when?.attr, row.when?.lacks, ...(row.attrs ?? [])])
      if (name !== undefined) internKey(name);
  }
}

/** What `make` returns, made when first asked for. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function placed(table: DialectTable, name: FieldName): readonly PlacedRow[] {
  return (table.map[name] ?? []).map((row) => ({ row, table }));
}

/** Leaves out rows that ask the same place again. */
function unique(rows: readonly PlacedRow[]): readonly PlacedRow[] {
  const seen = new Set<string>();
  return rows.filter(({ row, table }) => {
    const { ev: _ev, note: _note, ...place } = row as SourceRow & { note?: string };
    const mapped = JSON.stringify(row.do ?? '').includes('map:') ? table.id : '';
    const key = mapped + JSON.stringify(place);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

function logEventsOf(table: DialectTable): ByteMap<readonly LogEvent[]> {
  const map = new ByteMap<readonly LogEvent[]>(256);
  const byName = new Map<string, LogEvent[]>();
  for (const row of table.log_events ?? []) {
    const event: LogEvent = { row, test: row.when === undefined ? undefined : compileTest(row.when) };
    for (const name of [row.name, `${table.log_event_prefix ?? ''}${row.name}`]) {
      const known = byName.get(name) ?? [];
      if (!known.includes(event)) byName.set(name, [...known, event]);
    }
  }
  for (const [name, events] of byName) map.setText(name, events);
  return map;
}
