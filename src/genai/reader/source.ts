import type { Key } from '../../otlp/keys.ts';
import type { ByteMap } from '../../wire/byte-map.ts';
import type { PathHits } from '../json-paths/hits.ts';
import type { SourceRow } from '../dialects/table.ts';

/** Where a compiled source looks. */
export const AT_ATTR = 0;
export const AT_JSON = 1;
export const AT_EVENT = 2;
export const AT_INDEXED = 3;
export const AT_CONST = 4;
export const AT_SPAN_NAME = 5;
export const AT_BODY = 6;
export const AT_SUM = 7;

/** What is done with what was found; bits. */
export const UNQUOTE = 1;
export const FIRST_WORD = 2;
export const LOWER = 4;
export const MS_TO_S = 8;
export const IGNORE_ZERO = 16;
export const ISO_MINUS_START = 32;
export const TIME_MINUS_START = 64;
export const COUNT = 128;
export const COUNT_COMMAS = 256;
/** The text is a model's name that says its provider. */
export const OF_MODEL = 512;
/** `<class 'openai.RateLimitError'>` is the class's name. */
export const PYTHON_CLASS = 1024;

/** A text of a value map with its bytes; undefined bytes: the value has no counterpart. */
export interface Mapped {
  readonly bytes: Uint8Array | undefined;
}

/** A condition of a row, its texts as bytes. */
export interface Test {
  readonly attr: Key | undefined;
  readonly is: readonly Uint8Array[] | undefined;
  readonly lacks: Key | undefined;
  readonly names: readonly Uint8Array[] | undefined;
  readonly namePrefixes: readonly Uint8Array[] | undefined;
  readonly operations: readonly string[] | undefined;
  readonly logEvents: readonly Uint8Array[] | undefined;
  readonly failed: boolean;
}

/** All answers wanted of one JSON attribute (or of a log's body), found in one scan. `serial` says for which read the hits stand. */
export interface Document {
  readonly key: Key | undefined;
  readonly hits: PathHits;
  serial: number;
  isDocument: boolean;
}

/** A span event wanted, and where its answer is kept during a read. */
export interface EventWant {
  readonly name: Uint8Array;
  readonly key: Key | undefined;
  readonly slot: number;
}

/** One row of a table, compiled: no names, no closures. All instances have one shape. */
export class Source {
  kind: number = AT_ATTR;
  ops = 0;
  key: Key | undefined;
  keys: readonly Key[] = [];
  document: Document | undefined;
  slot = -1;
  /** Slot that must hold something for this source to count. */
  needSlot = -1;
  listed = false;
  eventSlot = -1;
  prefix: Uint8Array = EMPTY;
  suffix: Uint8Array = EMPTY;
  constBytes: Uint8Array = EMPTY;
  constNumber: number = Number.NaN;
  constBool = -1;
  test: Test | undefined;
  values: ByteMap<Mapped> | undefined;
  /** Place of its field in the program. */
  field = -1;
  readonly row: SourceRow;

  constructor(row: SourceRow) {
    this.row = row;
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);
