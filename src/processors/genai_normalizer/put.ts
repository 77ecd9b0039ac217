import { type Key, internKey } from '../../otlp/keys.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { BOOL, DOUBLE, INT, STRING, ValueView } from '../../otlp/views/values.ts';
import { equalBytes } from '../../wire/bytes.ts';
import type { TextSlice } from '../../wire/text-slice.ts';

/** An attribute that is written, and where the emitter's value goes when it has to be corrected. */
export interface Target {
  readonly key: Key;
  readonly original: Key;
}

export function targetOf(name: string): Target {
  return { key: internKey(name), original: internKey(`assay.original.${name}`) };
}

/** What is done with an attribute that is there with another value: leave it, or write ours and keep the emitter's aside. */
export const LEAVE = false;
export const CORRECT = true;

/**
 * Writes attributes of one item, only where they differ from what is there. `overwrite` corrects everything; otherwise
 * the caller says where the meaning is known to differ.
 */
export class Put {
  attributes!: AttributesEdit;
  readonly #overwrite: boolean;
  readonly #value = new ValueView();

  constructor(overwrite: boolean) {
    this.#overwrite = overwrite;
  }

  text(target: Target, slice: TextSlice): void {
    if (slice.isEmpty) return;
    const { attributes } = this;
    const row = attributes.find(target.key);
    if (row !== -1) {
      const value = attributes.value(row, this.#value);
      if (value.kind === STRING && sameText(value, slice)) return;
      if (!this.#mayReplace(target, row, value.kind !== STRING || isWrapped(value, slice))) return;
    }
    attributes.setTextBytes(target.key, slice.buf, slice.start, slice.end);
  }

  /**
   * A word of a vocabulary with its encoded value. `known`: the value that is there is known to mean this or to be wrong.
   * True when it stood there already, so that nothing was written.
   */
  word(target: Target, encoded: Uint8Array, known: boolean): boolean {
    const { attributes } = this;
    const row = attributes.find(target.key);
    if (row !== -1) {
      if (sameBytes(attributes, row, encoded)) return true;
      if (!this.#mayReplace(target, row, known)) return false;
    }
    attributes.setEncoded(target.key, encoded);
    return false;
  }

  count(target: Target, count: number, correct: boolean): void {
    if (count < 0) return;
    const { attributes } = this;
    const row = attributes.find(target.key);
    if (row !== -1) {
      const value = attributes.value(row, this.#value);
      if (value.kind === INT && value.int() === count) return;
      if (!this.#mayReplace(target, row, correct || value.kind !== INT)) return;
    }
    attributes.setInt(target.key, count);
  }

  /** An amount; an integer in its place is good enough. */
  amount(target: Target, amount: number): void {
    if (!Number.isFinite(amount)) return;
    const { attributes } = this;
    const row = attributes.find(target.key);
    if (row !== -1) {
      const value = attributes.value(row, this.#value);
      if ((value.kind === DOUBLE ? value.double() : value.int()) === amount) return;
      if (!this.#mayReplace(target, row, value.kind !== DOUBLE && value.kind !== INT)) return;
    }
    attributes.setDouble(target.key, amount);
  }

  flag(target: Target, flag: boolean): void {
    const { attributes } = this;
    const row = attributes.find(target.key);
    if (row !== -1) {
      const value = attributes.value(row, this.#value);
      if (value.kind === BOOL && value.bool() === flag) return;
      if (!this.#mayReplace(target, row, value.kind !== BOOL)) return;
    }
    attributes.setBool(target.key, flag);
  }

  /** Something of ours: written once, never again. */
  own(key: Key, encoded: Uint8Array): void {
    if (this.attributes.find(key) === -1) this.attributes.setEncoded(key, encoded);
  }

  /** A document in the shape that the target must have; one of another shape is kept aside. */
  document(target: Target, text: string): void {
    const row = this.attributes.find(target.key);
    if (row !== -1) this.#mayReplace(target, row, true);
    this.attributes.setText(target.key, text);
  }

  /** The AnyValue of another attribute, as it is. */
  copy(target: Target, buf: Uint8Array, start: number, end: number): void {
    if (this.attributes.find(target.key) === -1) this.attributes.setValue(target.key, buf, start, end);
  }

  /** Keeps the emitter's value aside when it may be replaced. The one kept first stays. */
  #mayReplace(target: Target, row: number, correct: boolean): boolean {
    if (!correct && !this.#overwrite) return false;
    const { attributes } = this;
    if (attributes.find(target.original) === -1) {
      attributes.setValue(target.original, attributes.source(row), attributes.valueStart(row), attributes.valueEnd(row));
    }
    return true;
  }
}

function sameText(value: ValueView, slice: TextSlice): boolean {
  const length = value.end - value.start;
  // Nearly always the slice is of this very attribute.
  if (value.start === slice.start && value.buf === slice.buf && value.end === slice.end) return true;
  return length === slice.length && equalBytes(value.buf, value.start, slice.buf, slice.start, length);
}

/** Whether the row's AnyValue is this one, byte for byte. */
export function sameBytes(attributes: AttributesEdit, row: number, encoded: Uint8Array): boolean {
  const start = attributes.valueStart(row);
  const length = attributes.valueEnd(row) - start;
  return length === encoded.length && equalBytes(attributes.source(row), start, encoded, 0, length);
}

/** Whether the text was read out of the value that is there, with something taken away on both sides: quotes, `<class '...'>`. */
function isWrapped(value: ValueView, slice: TextSlice): boolean {
  return value.buf === slice.buf && value.start < slice.start && slice.end < value.end;
}
