/** What every row of a recogniser table says. Scores run from 0 to 1, as Presidio's. */
interface Row {
  /** Unique; shown by `assay redact` as the rule. */
  readonly id: string;
  readonly entity: string;
  /** Where the rule comes from: a specification, a vendor's page, a measurement. */
  readonly evidence: string;
  /** Texts with `[[...]]` around what must be found, nothing else; a test runs them all. */
  readonly examples: readonly string[];
  /** Texts in which this row must find nothing. */
  readonly counterExamples: readonly string[];
}

/**
 * A way to write a number: lengths of its groups and which sign may stand between them, the same throughout.
 * `shape` is `'3 2 4'`; one group is the compact form. `score` is what it is worth once the validator agrees.
 */
export interface NumberForm {
  readonly shape: string;
  /** Signs that may separate, one of them throughout; '' for compact. */
  readonly joints: string;
  readonly score: number;
}

/** An identifier of digits only. */
export interface NumberRow extends Row {
  readonly kind: 'number';
  readonly forms: readonly NumberForm[];
  /** Name of a check in `validators/`, over the digits. */
  readonly validator: string;
  /** In `strict`, whatever the separators: `any` grouping counts, or the `same` groups as the forms and single digits. */
  readonly loose?: { readonly grouping: 'any' | 'same'; readonly score: number };
}

/** An identifier that mixes letters and digits. */
export interface WordRow extends Row {
  readonly kind: 'word';
  /** As `NumberForm`, over letters and digits. */
  readonly forms: readonly NumberForm[];
  /** Anchored at both ends, over the text without separators in upper case. */
  readonly pattern: RegExp;
  readonly validator?: string;
}

/** A secret with a form of its own. */
export interface SecretRow extends Row {
  readonly kind: 'secret';
  /** What it begins with, exactly; the gate is made from it. */
  readonly prefix: string;
  /** What follows: a pattern of classes with bounded repeats, linear in V8. */
  readonly body: string;
  /** Bits per byte of Shannon entropy below which it is an example text. */
  readonly entropy?: number;
  /** Nothing of the same alphabet may follow. */
  readonly whole?: boolean;
}

/** A value that is secret because of the name before it. */
export interface KeyedRow extends Row {
  readonly kind: 'keyed';
  /** Names as in `key-names.ts`: case and separators do not matter. A leading `=` makes it the whole name. */
  readonly names: readonly string[];
  /** `any`: whatever follows. `opaque`: something that looks made up. `header`: up to the end of the line. `digits`: a short number. */
  readonly value: 'any' | 'opaque' | 'header' | 'digits';
}

/** Found by a scanner of its own (`scan/`), named here. */
export interface ScannerRow extends Row {
  readonly kind: 'scanner';
  readonly scanner: ScannerName;
  readonly score: number;
}

export type ScannerName =
  | 'email'
  | 'iban'
  | 'phone-international'
  | 'phone-national'
  | 'phone-region'
  | 'armour'
  | 'url-credentials'
  | 'jwt'
  | 'azure-secret'
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  | 'url'
  | 'crypto'
  | 'birth-date'
  | 'spoken-email'
  | 'blob'
  | 'linked'
  | 'oversize';

export type RecogniserRow = NumberRow | WordRow | SecretRow | KeyedRow | ScannerRow;
