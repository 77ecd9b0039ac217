import type { TextSlice } from '../../wire/text-slice.ts';
import { asBuffer } from '../../wire/text.ts';

export const NIL = 0;
export const STRING = 1;
export const INT = 2;
export const DOUBLE = 3;
export const BOOL = 4;
/** Arrays, maps and bytes: present, but not comparable. */
export const OTHER = 5;
export type SlotKind = 0 | 1 | 2 | 3 | 4 | 5;

const EMPTY: Uint8Array = new Uint8Array(0);

/**
 * One side of a comparison: a register that a path fills for each span and a literal once. A string is a range of bytes,
 * or an interned JavaScript string, or both (literals), so that comparing allocates nothing.
 */
export class Slot {
  kind: SlotKind = NIL;
  buf: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** Set for interned strings and literals. */
  text: string | undefined;
  /** INT, DOUBLE; BOOL as 0 or 1. */
  number = 0;

  setNil(): void {
    this.kind = NIL;
  }

  setOther(): void {
    this.kind = OTHER;
  }

  setBytes(buf: Uint8Array, start: number, end: number): void {
    this.kind = STRING;
    this.buf = buf;
    this.start = start;
    this.end = end;
    this.text = undefined;
  }

  /** An interned string; '' stands for absent, as in `GenAiCall`. */
  setInterned(text: string): void {
    this.kind = text === '' ? NIL : STRING;
    this.text = text;
    this.buf = EMPTY;
  }

  /** A slice of the batch; empty stands for absent. */
  setSlice(slice: TextSlice): void {
    if (slice.isEmpty) this.kind = NIL;
    else this.setBytes(slice.buf, slice.start, slice.end);
  }

  /** A string that may be empty and still be there. */
  setText(text: string): void {
    this.kind = STRING;
    this.text = text;
    this.buf = EMPTY;
  }

  setInt(value: number): void {
    this.kind = INT;
    this.number = value;
  }

  /** A double as it was sent; NaN is a value here, equal to nothing. */
  setNumber(value: number): void {
    this.kind = DOUBLE;
    this.number = value;
  }

  /** A count as the call model has it: negative stands for absent. */
  setCount(value: number): void {
    this.kind = value < 0 ? NIL : INT;
    this.number = value;
  }

  /** NaN stands for absent. */
  setDouble(value: number): void {
    this.kind = Number.isNaN(value) ? NIL : DOUBLE;
    this.number = value;
  }

  setBool(value: boolean): void {
    this.kind = BOOL;
    this.number = value ? 1 : 0;
  }

  /** A literal string: its bytes are made here, once. */
  setLiteral(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.setBytes(bytes, 0, bytes.length);
    this.text = text;
  }

  /** The string's bytes; encodes an interned string, which only path-to-path comparisons and IsMatch need. */
  bytes(): Uint8Array {
    if (this.text !== undefined && this.buf === EMPTY) return Buffer.from(this.text, 'utf8');
    return this.start === 0 && this.end === this.buf.length ? this.buf : this.buf.subarray(this.start, this.end);
  }
}

function equalText(a: Slot, b: Slot): boolean {
  if (a.text !== undefined && b.text !== undefined) return a.text === b.text;
  if ((a.text !== undefined && a.buf === EMPTY) || (b.text !== undefined && b.buf === EMPTY)) {
    return Buffer.compare(a.bytes(), b.bytes()) === 0;
  }
  const length = a.end - a.start;
  if (length !== b.end - b.start) return false;
  const aBuf = a.buf;
  const bBuf = b.buf;
  const aStart = a.start;
  const bStart = b.start;
  // From the end: names and models of one family differ in their last letters.
  for (let i = length - 1; i >= 0; i--) if (aBuf[aStart + i] !== bBuf[bStart + i]) return false;
  return true;
}

/** OTTL's equality: numbers by value whatever their kind, other kinds only with their own, NaN with nothing. */
export function equalSlots(a: Slot, b: Slot): boolean {
  switch (a.kind) {
    case NIL:
      return b.kind === NIL;
    case STRING:
      return b.kind === STRING && equalText(a, b);
    case INT:
    case DOUBLE:
      return (b.kind === INT || b.kind === DOUBLE) && a.number === b.number;
    case BOOL:
      return b.kind === BOOL && a.number === b.number;
    default:
      return false;
  }
}

/** Negative, zero or positive as `a` stands before, at or after `b`; NaN when they have no order. Strings by bytes, as Go. */
export function orderSlots(a: Slot, b: Slot): number {
  if (a.kind === STRING && b.kind === STRING) return Buffer.compare(asBuffer(a.bytes()), asBuffer(b.bytes()));
  const numbers = (a.kind === INT || a.kind === DOUBLE) && (b.kind === INT || b.kind === DOUBLE);
  return numbers ? a.number - b.number : Number.NaN;
}
