import { internKey, type Key } from '../../otlp/keys.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { bytesOf } from '../../wire/bytes.ts';
import type { Condition, DialectTable, SourceRow } from '../dialects/table.ts';
import { PathHits } from '../json-paths/hits.ts';
import { compilePaths, type Gather, type PathSpec } from '../json-paths/path-set.ts';
import { FIELD_KINDS, FIELD_NAMES, type FieldKind, type FieldName } from '../semconv/fields.data.ts';
import { Dispatch } from './dispatch.ts';
import {
  AT_ATTR,
  AT_BODY,
  AT_CONST,
  AT_EVENT,
  AT_INDEXED,
  AT_JSON,
  AT_SPAN_NAME,
  AT_SUM,
  COUNT,
  COUNT_COMMAS,
  type Document,
  type EventWant,
  FIRST_WORD,
  IGNORE_ZERO,
  ISO_MINUS_START,
  LOWER,
  type Mapped,
  MS_TO_S,
  OF_MODEL,
  Source,
  type Test,
  TIME_MINUS_START,
  PYTHON_CLASS,
  UNQUOTE,
} from './source.ts';

/** The sources of one field, in the order in which they are asked. */
export interface FieldPlan {
  readonly name: FieldName;
  readonly index: number;
  readonly kind: FieldKind;
  readonly sources: readonly Source[];
}

/** What is run on a span of one dialect (with its layers): fields, the documents and events that they share. */
export interface Program {
  readonly fields: readonly FieldPlan[];
  readonly events: readonly EventWant[];
  /** The same sources by the keys they ask, for a run that goes by the rows of the span. */
  readonly dispatch: Dispatch;
}

/** A row and the table whose value maps it names. */
export interface PlacedRow {
  readonly row: SourceRow;
  readonly table: DialectTable;
}

const OPS: Readonly<Record<string, number>> = {
  json_unquote: UNQUOTE,
  first_word: FIRST_WORD,
  lower: LOWER,
  ms_to_s: MS_TO_S,
  ignore_zero: IGNORE_ZERO,
  iso_minus_start: ISO_MINUS_START,
  event_minus_start: TIME_MINUS_START,
  count: COUNT,
  count_commas: COUNT_COMMAS,
  provider_of_model: OF_MODEL,
  python_class: PYTHON_CLASS,
  sum: 0,
};

/** Compiles rows per field; done once for each combination of dialects. */
export function compileProgram(rowsOf: (name: FieldName) => readonly PlacedRow[], wanted: (name: FieldName) => boolean): Program {
  const build = new ProgramBuild();
  const fields: FieldPlan[] = [];
  FIELD_NAMES.forEach((name, index) => {
    if (!wanted(name)) return;
    const kind = FIELD_KINDS[name];
    const sources = rowsOf(name).map((placed) => build.source(placed, kind));
    if (sources.length > 0) fields.push({ name, index, kind, sources });
  });
  build.finish();
  return { fields, events: build.events, dispatch: new Dispatch(fields) };
}

/** Compiles a condition; conditions of detection and billing use the same form. */
export function compileTest(when: Condition): Test {
  return {
    attr: when.attr === undefined ? undefined : internKey(when.attr),
    is: when.is?.map(bytesOf),
    lacks: when.lacks === undefined ? undefined : internKey(when.lacks),
    names: when.span_name?.map(bytesOf),
    namePrefixes: when.span_name_prefix?.map(bytesOf),
    operations: when.operation,
    logEvents: when.log_event?.map(bytesOf),
    failed: when.failed === true,
  };
}

interface PendingDocument {
  readonly key: Key | undefined;
  readonly specs: PathSpec[];
  readonly users: Source[];
}

class ProgramBuild {
  readonly events: EventWant[] = [];
  readonly #documents = new Map<string, PendingDocument>();

  source(placed: PlacedRow, kind: FieldKind): Source {
    const { row } = placed;
    const source = new Source(row);
    const ops = row.do === undefined ? [] : typeof row.do === 'string' ? [row.do] : row.do;
    for (const op of ops) {
      if (op.startsWith('map:')) source.values = valueMap(placed.table.values?.[op.slice(4)] ?? {});
      else source.ops |= OPS[op] ?? 0;
    }
    if (row.when !== undefined) source.test = compileTest(row.when);
    this.#place(source, row, ops, kind);
    return source;
  }

  /** Makes the path sets once all sources of a document are known. */
  finish(): void {
    for (const pending of this.#documents.values()) {
      const document: Document = { key: pending.key, hits: new PathHits(compilePaths(pending.specs)), serial: -1, isDocument: false };
      for (const user of pending.users) user.document = document;
    }
  }

  #place(source: Source, row: SourceRow, ops: readonly string[], kind: FieldKind): void {
    if (row.attr !== undefined) {
      source.kind = AT_ATTR;
      source.key = internKey(row.attr);
    } else if (row.attrs !== undefined) {
      source.kind = AT_SUM;
      source.keys = row.attrs.map(internKey);
    } else if (row.json !== undefined || row.body !== undefined) this.#inDocument(source, row, ops, kind);
    else if (row.indexed !== undefined) {
      source.kind = AT_INDEXED;
      const star = row.indexed.indexOf('*');
      const tail = row.indexed.lastIndexOf('*');
      source.prefix = bytesOf(row.indexed.slice(0, star));
      source.suffix = bytesOf(row.indexed.slice(tail + 1));
    } else if (row.event !== undefined) {
      source.kind = AT_EVENT;
      const key = row.key === undefined ? undefined : internKey(row.key);
      source.eventSlot = this.events.length;
      this.events.push({ name: bytesOf(row.event), key, slot: this.events.length });
      if (row.path !== undefined || row.paths !== undefined) this.#insideEvent(source, row, ops, kind);
    } else if (row.span_name === true) source.kind = AT_SPAN_NAME;
    else {
      source.kind = AT_CONST;
      if (typeof row.const === 'string') source.constBytes = bytesOf(row.const);
      else if (typeof row.const === 'number') source.constNumber = row.const;
      else source.constBool = row.const === true ? 1 : 0;
    }
  }

  #inDocument(source: Source, row: SourceRow, ops: readonly string[], kind: FieldKind): void {
    source.kind = row.json === undefined ? AT_BODY : AT_JSON;
    const pending = this.#document(row.json);
    pending.users.push(source);
    const gather = gatherOf(ops, kind);
    source.listed = gather === 'list';
    const paths = row.paths ?? [row.path ?? row.body ?? ''];
    source.slot = slotOf(pending.specs, { paths, gather, ...(row.equals === undefined ? {} : { equals: row.equals }) });
    const need = ops.find((op) => op.startsWith('needs:'));
    if (need !== undefined) source.needSlot = slotOf(pending.specs, { paths: [need.slice(6)], gather: 'first' });
  }

  /** A document in an event's attribute; scanned for this source alone. */
  #insideEvent(source: Source, row: SourceRow, ops: readonly string[], kind: FieldKind): void {
    const spec: PathSpec = {
      paths: row.paths ?? [row.path ?? ''],
      gather: gatherOf(ops, kind),
      ...(row.equals === undefined ? {} : { equals: row.equals }),
    };
    source.slot = 0;
    source.listed = spec.gather === 'list';
    source.document = { key: undefined, hits: new PathHits(compilePaths([spec])), serial: -1, isDocument: false };
  }

  #document(json: string | undefined): PendingDocument {
    const id = json ?? '';
    let pending = this.#documents.get(id);
    if (pending === undefined) {
      pending = { key: json === undefined ? undefined : internKey(json), specs: [], users: [] };
      this.#documents.set(id, pending);
    }
    return pending;
  }
}

function gatherOf(ops: readonly string[], kind: FieldKind): Gather {
  if (ops.includes('count')) return 'count';
  if (ops.includes('sum')) return 'sum';
  return kind === 'finish' ? 'list' : 'first';
}

/** The place of an equal spec, or of a new one. */
function slotOf(specs: PathSpec[], spec: PathSpec): number {
  const text = JSON.stringify(spec);
  const found = specs.findIndex((other) => JSON.stringify(other) === text);
  return found === -1 ? specs.push(spec) - 1 : found;
}

function valueMap(values: Readonly<Record<string, string | null>>): ByteMap<Mapped> {
  const map = new ByteMap<Mapped>(256);
  for (const [from, to] of Object.entries(values)) map.setText(from, { bytes: to === null ? undefined : bytesOf(to) });
  return map;
}
