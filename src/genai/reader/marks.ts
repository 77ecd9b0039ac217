import { internKey, KEYS } from '../../otlp/keys.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { bytesOf, equalBytes } from '../../wire/bytes.ts';
import type { DialectTable } from '../dialects/table.ts';

/** What a mark says: dialects (by place in the list) it speaks for strongly and weakly. */
export interface Mark {
  readonly strong: readonly number[];
  readonly weak: readonly number[];
}

/** Bit of `AttributesView.mask` that says: a key of some dialect is there (KeyTable.mark). */
export const LLM_KEY = 1;
/** Bit that says: a key of a dialect is there whose own spans repeat each other. */
export const NESTING_KEY = 2;

/** At most this many different marks; the sets of one item fit in four integers. */
export const MOST_MARKS = 128;
const MARK_BITS = 0x7f;
const HAS_VALUES = 0x80;

interface PrefixMark {
  readonly bytes: Uint8Array;
  readonly mark: number;
}

interface ValueMarks {
  /** First bytes of the texts; turns away nearly all. */
  readonly gate: Uint8Array;
  readonly exact: ByteMap<number>;
  readonly starts: readonly PrefixMark[];
}

/**
 * Which attribute keys tell of which dialect, compiled to one small number for each key: a row costs one table read.
 * Keys that nobody interned are compared with the prefixes of the tables, gated by their first two bytes.
 */
export class MarkTable {
  readonly marks: Mark[] = [{ strong: [], weak: [] }];
  #ofKey: Uint8Array;
  readonly #gate = new Uint8Array(65_536);
  /** Prefixes by their first two bytes; longer ones first. */
  readonly #prefixes: PrefixMark[][] = [[]];
  readonly #logPrefixes: PrefixMark[] = [];
  readonly #values: (ValueMarks | undefined)[] = [];
  /** For names of spans, by their bytes. */
  readonly #names = new ByteMap<number>(256);
  readonly #nameGate = new Uint8Array(256);
  readonly #bySignature = new Map<string, number>();

  constructor(tables: readonly DialectTable[]) {
    const strong = new Map<number, number[]>();
    const weak = new Map<number, number[]>();
    const note = (into: Map<number, number[]>, name: string, dialect: number): void => {
      const { id } = internKey(name);
      into.set(id, [...(into.get(id) ?? []), dialect]);
    };
    tables.forEach((table, dialect) => {
      for (const name of table.detect.attr ?? []) note(strong, name, dialect);
      for (const name of table.detect.weak_attr ?? []) note(weak, name, dialect);
      for (const name of Object.keys(table.detect.attr_value ?? {})) internKey(name);
      if (table.nests === true) for (const name of table.detect.attr ?? []) KEYS.mark(internKey(name), NESTING_KEY);
    });
    // Interned keys below a marking prefix are marked like the prefix.
    for (let id = 0; id < KEYS.size; id++) {
      const { name } = KEYS.key(id)!;
      tables.forEach((table, dialect) => {
        if ((table.detect.attr_prefix ?? []).some((prefix) => name.startsWith(prefix))) note(strong, name, dialect);
        if ((table.detect.weak_attr_prefix ?? []).some((prefix) => name.startsWith(prefix))) note(weak, name, dialect);
      });
    }
    this.#ofKey = new Uint8Array(KEYS.size);
    for (const id of new Set([...strong.keys(), ...weak.keys()])) {
      this.#ofKey[id] = this.#mark(strong.get(id) ?? [], weak.get(id) ?? []);
      KEYS.mark(KEYS.key(id)!, LLM_KEY);
    }
    this.#compilePrefixes(tables);
    this.#compileValues(tables);
    this.#compileNames(tables);
  }

  /** Mark of an interned key, 0 for none. */
  ofKey(id: number): number {
    return id < this.#ofKey.length ? this.#ofKey[id]! & MARK_BITS : 0;
  }

  /** Whether the text under this key may tell of a dialect as well. */
  asksValue(id: number): boolean {
    return id < this.#ofKey.length && (this.#ofKey[id]! & HAS_VALUES) !== 0;
  }

  /** Mark of a key that nobody interned. */
  ofPrefix(buf: Uint8Array, start: number, end: number): number {
    if (end - start < 3) return 0;
    const bucket = this.#gate[(buf[start]! << 8) | buf[start + 1]!]!;
    if (bucket === 0) return 0;
    const prefixes = this.#prefixes[bucket]!;
    for (let i = 0; i < prefixes.length; i++) {
      const { bytes, mark } = prefixes[i]!;
      if (bytes.length <= end - start && equalBytes(bytes, 0, buf, start, bytes.length)) return mark;
    }
    return 0;
  }

  /** Mark of the text under key `id`. */
  ofValue(id: number, buf: Uint8Array, start: number, end: number): number {
    const values = this.#values[id];
    if (values === undefined || start === end || values.gate[buf[start]!] === 0) return 0;
    const exact = values.exact.get(buf, start, end);
    if (exact !== undefined) return exact;
    for (const { bytes, mark } of values.starts)
      if (bytes.length <= end - start && equalBytes(bytes, 0, buf, start, bytes.length)) return mark;
    return 0;
  }

  /** Mark of a log record's event name. */
  ofLogName(buf: Uint8Array, start: number, end: number): number {
    for (let i = 0; i < this.#logPrefixes.length; i++) {
      const { bytes, mark } = this.#logPrefixes[i]!;
      if (bytes.length <= end - start && equalBytes(bytes, 0, buf, start, bytes.length)) return mark;
    }
    return 0;
  }

  ofName(buf: Uint8Array, start: number, end: number): number {
    if (start === end || this.#nameGate[buf[start]!] === 0) return 0;
    return this.#names.get(buf, start, end) ?? 0;
  }

  #mark(strong: readonly number[], weak: readonly number[]): number {
    const inOrder = (dialects: readonly number[]): string => [...new Set(dialects)].sort((a, b) => a - b).join();
    const signature = `${inOrder(strong)}|${inOrder(weak)}`;
    let mark = this.#bySignature.get(signature);
    if (mark === undefined) {
      // With too many different marks (hundreds of made-up dialects) the last one speaks for all that came after.
      mark = Math.min(this.marks.length, MOST_MARKS - 1);
      if (mark === this.marks.length) this.marks.push({ strong: [...new Set(strong)], weak: [...new Set(weak)] });
      this.#bySignature.set(signature, mark);
    }
    return mark;
  }

  #compilePrefixes(tables: readonly DialectTable[]): void {
    const strong = new Map<string, number[]>();
    const weak = new Map<string, number[]>();
    tables.forEach((table, dialect) => {
      for (const prefix of table.detect.attr_prefix ?? []) strong.set(prefix, [...(strong.get(prefix) ?? []), dialect]);
      for (const prefix of table.detect.weak_attr_prefix ?? []) weak.set(prefix, [...(weak.get(prefix) ?? []), dialect]);
    });
    const all = [...new Set([...strong.keys(), ...weak.keys()])].sort((a, b) => b.length - a.length);
    for (const prefix of all) {
      // Where keys below the prefix are read, those tell of the dialect; an unknown key beside them adds nothing.
      if (this.#isRead(prefix)) continue;
      // A longer prefix speaks for the shorter ones that it starts with.
      const under = (from: Map<string, number[]>): number[] =>
        [...from].filter(([other]) => prefix.startsWith(other)).flatMap(([, dialects]) => dialects);
      const bytes = bytesOf(prefix);
      const gate = (bytes[0]! << 8) | bytes[1]!;
      if (this.#gate[gate] === 0) this.#gate[gate] = Math.min(this.#prefixes.push([]) - 1, 255);
      this.#prefixes[this.#gate[gate]!]!.push({ bytes, mark: this.#mark(under(strong), under(weak)) });
    }
  }

  #isRead(prefix: string): boolean {
    for (let id = 0; id < this.#ofKey.length; id++) if (KEYS.key(id)!.name.startsWith(prefix)) return true;
    return false;
  }

  #compileValues(tables: readonly DialectTable[]): void {
    const wanted = new Map<string, Map<string, number[]>>();
    tables.forEach((table, dialect) => {
      for (const [name, texts] of Object.entries(table.detect.attr_value ?? {})) {
        const byText = wanted.get(name) ?? new Map<string, number[]>();
        for (const text of texts) byText.set(text, [...(byText.get(text) ?? []), dialect]);
        wanted.set(name, byText);
      }
    });
    for (const [name, byText] of wanted) {
      const { id } = internKey(name);
      const exact = new ByteMap<number>(64);
      const starts: PrefixMark[] = [];
      const gate = new Uint8Array(256);
      for (const [text, dialects] of byText) {
        gate[bytesOf(text)[0]!] = 1;
        if (text.endsWith('*')) starts.push({ bytes: bytesOf(text.slice(0, -1)), mark: this.#mark(dialects, []) });
        else exact.setText(text, this.#mark(dialects, []));
      }
      while (this.#values.length <= id) this.#values.push(undefined);
      this.#values[id] = { gate, exact, starts };
      if (id >= this.#ofKey.length) {
        const grown = new Uint8Array(KEYS.size);
        grown.set(this.#ofKey);
        this.#ofKey = grown;
      }
      this.#ofKey[id]! |= HAS_VALUES;
      KEYS.mark(KEYS.key(id)!, LLM_KEY);
    }
  }

  #compileNames(tables: readonly DialectTable[]): void {
    tables.forEach((table, dialect) => {
      for (const name of table.detect.span_name ?? []) {
        this.#names.setText(name, this.#mark([dialect], []));
        this.#nameGate[bytesOf(name)[0]!] = 1;
      }
      for (const prefix of table.detect.log_event_prefix ?? [])
        this.#logPrefixes.push({ bytes: bytesOf(prefix), mark: this.#mark([dialect], []) });
    });
  }
}
