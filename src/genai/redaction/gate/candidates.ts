/** What a candidate may be; one bit each. */
export const AT = 1;
export const NUMBER = 2;
export const TOKEN_RUN = 4;
export const KEYED = 8;
/** Some escape or odd character may hide a finding: the text must be looked at in its resolved form. */
export const HIDDEN = 16;
export const ARMOUR = 32;
export const COLON = 64;
export const TILDE = 128;
export const IBAN = 256;
/** A letter-and-digit word, for the identifiers that mix them. */
export const WORD = 512;
/** A literal a custom recogniser or a linked value needs is there. */
export const LITERAL = 1024;
/** A long run of base64. */
export const BLOB = 2048;
/** An escape that hides nothing by itself, but counts as `HIDDEN` when the text has anything else to look at. */
export const ESCAPED = 4096;
/** A base64 word to be decoded and looked into. */
export const BASE64 = 8192;

/** More than any combination of kinds. */
const KINDS = 65_536;

/** Places worth a look in one text, by position: the output of the gate. Grows by doubling; reused. */
export class CandidateList {
  count = 0;
  /** All kinds seen. */
  kinds = 0;
  at: Int32Array = new Int32Array(64);
  kind: Int32Array = new Int32Array(64);

  #sorted = true;
  #last = 0;

  clear(): void {
    this.count = 0;
    this.kinds = 0;
    this.#sorted = true;
    this.#last = 0;
  }

  /** Appends; `sort` puts positions in order once all are there. */
  add(at: number, kind: number): void {
    const i = this.count++;
    if (i === this.at.length) this.#grow();
    this.kinds |= kind;
    this.at[i] = at;
    this.kind[i] = kind;
    if (at < this.#last) this.#sorted = false;
    this.#last = at;
  }

  /** Sorts by position when something was added out of order. */
  sort(): void {
    if (this.#sorted) return;
    this.#sorted = true;
    // A position and its kind in one number: both are far below what a double holds exactly.
    const packed = new Float64Array(this.count);
    for (let i = 0; i < this.count; i++) packed[i] = this.at[i]! * KINDS + this.kind[i]!;
    packed.sort();
    for (let i = 0; i < this.count; i++) {
      this.at[i] = Math.floor(packed[i]! / KINDS);
      this.kind[i] = packed[i]! % KINDS;
    }
  }

  /** Index of the first candidate at or after `at`, searched from `from` on. */
  seek(at: number, from: number): number {
    let i = from;
    while (i < this.count && this.at[i]! < at) i++;
    return i;
  }

  #grow(): void {
    const at = new Int32Array(this.at.length * 2);
    at.set(this.at);
    this.at = at;
    const kind = new Int32Array(at.length);
    kind.set(this.kind);
    this.kind = kind;
  }
}
