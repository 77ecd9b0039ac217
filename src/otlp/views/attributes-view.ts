import type { AttributeBlock } from './attribute-block.ts';
import type { Key } from '../keys.ts';
import type { ValueKind, ValueView } from './values.ts';

/**
 * Reads of one attribute list. Rows are numbered from 0 in the order of the bytes, added ones last; a row number is
 * valid during the call in which it was found. A deleted row has `kind` -1. Reads see earlier edits of the same walk.
 */
export interface AttributesView {
  /** Rows, deleted ones included. */
  readonly size: number;
  /** The first row with this key, or -1. */
  find(key: Key): number;
  /** Interned id of the row's key, -1 for a key nobody asked for. */
  keyId(row: number): number;
  /** The row's key as a string; for cold paths. */
  keyText(row: number): string;
  /** Which AnyValue member is set: 0 none, 1 string, 2 bool, 3 int, 4 double, 5 array, 6 kvlist, 7 bytes, -1 deleted. */
  kind(row: number): ValueKind | -1;
  /** INT as a number (exact within +-2^53), else NaN. */
  int(row: number): number;
  /** DOUBLE, or INT as a double, else NaN. */
  double(row: number): number;
  bool(row: number): boolean;
  /** STRING as a JavaScript string, else ''. */
  text(row: number): string;
  /** The bytes that `keyStart .. valueEnd` of the row refer to: the batch, or the walk's scratch for edited rows. */
  source(row: number): Uint8Array;
  keyStart(row: number): number;
  keyEnd(row: number): number;
  /** Range of the AnyValue message. */
  valueStart(row: number): number;
  valueEnd(row: number): number;
  /** Moves `into` onto the row's value: for arrays, kvlists, and texts as bytes. */
  value(row: number, into: ValueView): ValueView;
  /** OR of the marks (KeyTable.mark) of all keys in the bytes: 0 means none of the marked keys is there. Edits do not change it. */
  readonly mask: number;
  /** Whether any row was edited since the message was loaded. */
  readonly changed: boolean;
  /**
   * The rows as numbers, for loops over many of them: `ROW_STRIDE` each (ItemIndex), the first at `rowsAt`, their offsets
   * into the message's own bytes while nothing is `changed`.
   */
  readonly rows: Int32Array;
  readonly rowsAt: number;
}

/** Writes. Setting a key that is there replaces its first row; deleting deletes all rows of the key. */
export interface AttributesEdit extends AttributesView {
  setText(key: Key, text: string): void;
  /** String from bytes; copied. */
  setTextBytes(key: Key, buf: Uint8Array, start: number, end: number): void;
  /** A safe integer. */
  setInt(key: Key, value: number): void;
  setDouble(key: Key, value: number): void;
  setBool(key: Key, value: boolean): void;
  setTexts(key: Key, texts: readonly string[]): void;
  /** An AnyValue message encoded before (`encodeValue`); copied. */
  setEncoded(key: Key, value: Uint8Array): void;
  /** The AnyValue message at `buf[start..end)`; copied. `buf` may be this table's own `source`. */
  setValue(key: Key, buf: Uint8Array, start: number, end: number): void;
  /**
   * Appends a block, its `DOUBLE_SLOT`s filled from `doubles` in order. Attributes of the block that are there already are
   * left as they are when `keep`, else replaced.
   */
  setBlock(block: AttributeBlock, doubles: Float64Array, keep: boolean): void;
  /** Replaces the row's value by the AnyValue message at `buf[start..end)`; the key stays. */
  replaceValue(row: number, buf: Uint8Array, start: number, end: number): void;
  /** Replaces the row's key; the value stays. */
  renameRow(row: number, key: Key): void;
  /** Replaces the row's key by other text, for keys nobody interned. */
  renameRowText(row: number, name: string): void;
  deleteRow(row: number): void;
  delete(key: Key): void;
}

/** Where the splice collects edits: source range and scratch range. */
export interface EditSink {
  /** `start === -1` appends. */
  edit(start: number, end: number, from: number, to: number): void;
}
