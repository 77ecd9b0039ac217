import { BASE64, ESCAPED, HIDDEN, IBAN, WORD } from '../gate/candidates.ts';
import { Gate, JSON_TEXT, PLAIN_TEXT } from '../gate/gate.ts';
import { isQuiet, QUIET_BELOW } from '../gate/quiet.ts';
import { BY_ATTRIBUTE_KEY, BY_JSON_KEY, HitList } from '../hits.ts';
import { type KeyInfo, NO_KEY, STRUCTURAL } from '../key-class.ts';
import { COUNT_ONLY, type Policy } from '../policy/policy.ts';
import { base64End, decodeBase64 } from '../scan/base64.ts';
import { normalise, unescapeJson } from '../text/decode.ts';
import type { Frame } from '../text/frame.ts';
import { looksJson } from './json-syntax.ts';
import type { JsonTarget } from './json-walker.ts';
import { type Allocate, allocateBytes, Level } from './level.ts';
import type { LinkedTerms } from './linked-terms.ts';
import { Matchers } from './matchers.ts';
import { resolveOverlaps } from './resolve.ts';
import { Settler } from './settle.ts';
import { withoutNumbers } from './structural.ts';

/** Layers of escapes resolved besides JSON's own, and JSON strings inside JSON strings. */
const MOST_NORMALISED = 3;
const MOST_NESTED = 8;
/** Left unscanned begins this far before the size cap in plain text, as in `json-walker.ts`. */
const OVERLAP = 512;
/** Score of a value that stands under a key called like a secret. */
const SURE = 100;

/** An IBAN in a grouping that no bank prints is digits for the most part (`scan/iban.ts`), and 15 signs long at least. */
const ODD_IBAN_DIGITS = 8;

/** How candidates are found; a test looks everywhere instead. */
export type CandidateSource = Pick<Gate, 'scan'>;

/**
 * Finds private data in one value. After `scan` the list `hits` holds disjoint findings in the order of the bytes.
 *
 *     value ── gate ── no candidates: done (most values)
 *                └─ JSON? walk its literals, decode those with escapes ─┐
 *                └─ text: matchers at the candidates ── settle ── hits  │
 *                         └─ hidden forms: normalise ── gate ... ◄──────┘
 */
export class Engine {
  readonly hits: HitList = new HitList();
  readonly policy: Policy;
  /** What replaces the rest of a JSON document over the size cap. */
  oversizeClosing = '';
  readonly #matchers: Matchers;
  readonly #settler: Settler;
  readonly #gate: CandidateSource;
  readonly #allocate: Allocate;
  /** Short texts without any sign of anything need no scan; the fewest digits that are such a sign. */
  readonly #skipsQuiet: boolean;
  readonly #fewestDigits: number;
  readonly #levels: Level[] = [];
  readonly #targets: LevelTarget[] = [];
  #key: KeyInfo = NO_KEY;
  #linked: LinkedTerms | undefined = undefined;

  constructor(
    policy: Policy,
    options: { readonly gate?: CandidateSource; readonly allocate?: Allocate; readonly matchers?: Matchers } = {},
  ) {
    this.policy = policy;
    this.#allocate = options.allocate ?? allocateBytes;
    this.#gate = options.gate ?? new Gate(policy.gate);
    this.#matchers = options.matchers ?? new Matchers(policy);
    this.#settler = new Settler(policy, this.hits);
    // What is searched for literally stands anywhere; and whoever looks everywhere instead means it.
    this.#skipsQuiet =
      options.gate === undefined && policy.custom.length === 0 && policy.scanners.spokenEmail === -1 && policy.scanners.url === -1;
    const { kinds, minDigits } = policy.gate;
    this.#fewestDigits = (kinds & WORD) !== 0 ? 1 : (kinds & IBAN) !== 0 ? Math.min(minDigits, ODD_IBAN_DIGITS) : minDigits;
  }

  /** Scans `bytes[start..end)`, the value of an attribute with `key`; returns the number of findings. */
  scan(bytes: Uint8Array, start: number, end: number, key: KeyInfo, linked: LinkedTerms | undefined = undefined): number {
    const { hits } = this;
    hits.clear();
    this.oversizeClosing = '';
    this.#key = key;
    this.#linked = linked;
    const level = this.#level(0);
    level.frame.root(bytes, start, end);
    level.normalised = 0;
    this.frame(0);
    resolveOverlaps(hits, this.policy);
    return hits.count;
  }

  /** Whether the value surely holds nothing, seen from its bytes alone; false is no answer. */
  isQuiet(bytes: Uint8Array, start: number, end: number, key: KeyInfo, linked: LinkedTerms | undefined): boolean {
    const length = end - start;
    return (
      this.#skipsQuiet &&
      linked === undefined &&
      key.keyed === -1 &&
      length < QUIET_BELOW &&
      length <= this.policy.maxValueBytes &&
      isQuiet(bytes, start, end, this.#fewestDigits)
    );
  }

  /**
   * Scans the value of an attribute with `key`, which is taken whole when it is called like a secret and holds one. What is
   * only counted is scanned all the same: a dry run of secrets must not hide the address in one.
   */
  scanValue(bytes: Uint8Array, start: number, end: number, key: KeyInfo, linked: LinkedTerms | undefined = undefined): number {
    const { hits } = this;
    if (key.keyed === -1 || this.scanKeyed(bytes, start, end, key) === 0) return this.scan(bytes, start, end, key, linked);
    if (!this.#countsOnly(key.keyed)) return hits.count;
    const from = hits.start(0);
    const to = hits.end(0);
    this.scan(bytes, start, end, key, linked);
    hits.add(from, to, key.keyed, SURE, BY_ATTRIBUTE_KEY);
    resolveOverlaps(hits, this.policy);
    return hits.count;
  }

  /** Judges `bytes[start..end)` as the value of an attribute that is called like a secret; returns 1 when it is one. */
  scanKeyed(bytes: Uint8Array, start: number, end: number, key: KeyInfo): number {
    const { hits } = this;
    hits.clear();
    this.oversizeClosing = '';
    this.#key = key;
    const { frame } = this.#level(0);
    frame.root(bytes, start, end);
    if (this.#matchers.keyedValue(bytes, start, end, key.keyed, BY_ATTRIBUTE_KEY, hits)) this.#settler.settle(frame, start, end, 0, key);
    return hits.count;
  }

  /** Scans the text of a level: gate, then JSON or plain. */
  frame(depth: number): void {
    const { frame, candidates, walker } = this.#level(depth);
    const { bytes, start, end } = frame;
    const cap = this.policy.maxValueBytes;
    const limit = depth === 0 && end - start > cap ? start + cap : end;
    const json = looksJson(bytes, start, end);
    candidates.clear();
    this.#gate.scan(bytes, start, limit, json ? JSON_TEXT : PLAIN_TEXT, this.#mask(), candidates);
    this.#matchers.literals(bytes, start, limit, json, this.#linked, candidates);
    if ((candidates.kinds & ~ESCAPED) === 0 && limit === end) return;
    candidates.sort();
    if (json) walker.walk(frame, candidates, limit, this.#target(depth));
    else {
      this.text(depth, start, limit, 0, candidates.count);
      if (limit < end) this.hits.add(Math.max(start, limit - OVERLAP), end, this.policy.scanners.oversize, 100, 0);
    }
  }

  /** Runs the matchers at candidates `first` to `last - 1` of a level's text, which lie in `[lo..hi)`. */
  text(depth: number, lo: number, hi: number, first: number, last: number): void {
    const { frame, candidates, normalised } = this.#level(depth);
    const { hits } = this;
    const before = hits.count;
    let hidden = false;
    let encoded = false;
    for (let c = first; c < last; c++) {
      const kind = candidates.kind[c]!;
      if ((kind & (HIDDEN | ESCAPED)) !== 0) hidden = true;
      if ((kind & BASE64) !== 0) encoded = true;
      else if (kind !== HIDDEN && kind !== ESCAPED) this.#matchers.at(frame.bytes, lo, hi, candidates.at[c]!, kind, this.#linked, hits);
    }
    const deeper = hidden && normalised < MOST_NORMALISED;
    if (deeper) this.#dropGlued(frame.bytes, lo, before);
    this.#settler.settle(frame, lo, hi, before, this.#key);
    if (encoded && normalised < MOST_NORMALISED)
      for (let c = first; c < last; c++) if ((candidates.kind[c]! & BASE64) !== 0) this.#decoded(depth, hi, candidates.at[c]!);
    if (!deeper) return;
    const next = this.#level(depth + 1);
    normalise(next.frame, frame, lo, hi);
    next.normalised = normalised + 1;
    next.frame.passes = next.normalised;
    next.frame.quotable = false;
    this.frame(depth + 1);
  }

  /** Looks into a base64 word; whatever is found there replaces the whole word. */
  #decoded(depth: number, hi: number, at: number): void {
    const { frame, normalised } = this.#level(depth);
    const end = base64End(frame.bytes, hi, at);
    const next = this.#level(depth + 1);
    next.frame.derive(frame, ((end - at) >> 2) * 3 + 3);
    next.frame.atom(at, end - at, end - at);
    next.frame.end = decodeBase64(frame.bytes, at, end, next.frame.bytes);
    if (next.frame.end === 0) return;
    next.normalised = normalised + 1;
    next.frame.passes = next.normalised;
    next.frame.quotable = false;
    this.frame(depth + 1);
  }

  /** The content of a JSON string with candidates in it. */
  literal(depth: number, start: number, end: number, escaped: boolean, first: number, last: number): void {
    const { frame } = this.#level(depth);
    const sign = frame.bytes[start];
    if ((!escaped && sign !== 0x7b && sign !== 0x5b) || frame.jsonDepth >= MOST_NESTED) {
      this.text(depth, start, end, first, last);
      return;
    }
    this.unescape(depth, start, end);
    this.frame(depth + 1);
  }

  /** Makes the next level the content of the JSON string `[start..end)`. */
  unescape(depth: number, start: number, end: number): Frame {
    const { frame, normalised } = this.#level(depth);
    const next = this.#level(depth + 1);
    unescapeJson(next.frame, frame, start, end);
    next.normalised = normalised;
    next.frame.passes = normalised;
    return next.frame;
  }

  /** A JSON number: digits are scanned as text; what is found is replaced by a quoted placeholder. */
  number(depth: number, start: number, end: number, first: number, last: number): void {
    const { frame } = this.#level(depth);
    for (let i = start; i < end; i++) if (frame.bytes[i]! < 0x30 || frame.bytes[i]! > 0x39) return;
    const before = this.hits.count;
    this.text(depth, start, end, first, last);
    this.#quoteFrom(frame, before, start, end);
  }

  /** Judges the value of a secret-like key; true when it became a finding that takes it away. */
  secret(depth: number, start: number, end: number, escaped: boolean, isNumber: boolean, row: number): boolean {
    const before = this.hits.count;
    const { frame } = this.#level(depth);
    const text = escaped ? this.unescape(depth, start, end) : frame;
    const from = escaped ? text.start : start;
    const to = escaped ? text.end : end;
    if (!this.#matchers.keyedValue(text.bytes, from, to, row, BY_JSON_KEY, this.hits)) return false;
    this.#settler.settle(text, from, to, before, this.#key);
    if (isNumber) this.#quoteFrom(frame, before, start, end);
    return this.hits.count > before && !this.#countsOnly(row);
  }

  #countsOnly(recogniser: number): boolean {
    return this.policy.entities[this.policy.recognisers[recogniser]!.entity]!.action === COUNT_ONLY;
  }

  keyed(depth: number, start: number, end: number, escaped: boolean): number {
    const text = escaped ? this.unescape(depth, start, end) : this.#level(depth).frame;
    return escaped ? this.policy.keys.match(text.bytes, text.start, text.end, true) : this.policy.keys.match(text.bytes, start, end, true);
  }

  /** What is no JSON after all, scanned as text. */
  tail(depth: number, start: number): void {
    const { frame, candidates } = this.#level(depth);
    const limit = depth === 0 ? Math.min(frame.end, frame.start + this.policy.maxValueBytes) : frame.end;
    candidates.clear();
    this.#gate.scan(frame.bytes, start, limit, PLAIN_TEXT, this.#mask(), candidates);
    this.#matchers.literals(frame.bytes, start, limit, false, this.#linked, candidates);
    candidates.sort();
    this.text(depth, start, limit, 0, candidates.count);
    if (limit < frame.end) this.hits.add(Math.max(start, limit - OVERLAP), frame.end, this.policy.scanners.oversize, 100, 0);
  }

  oversize(depth: number, cut: number, closing: string): void {
    if (depth > 0) return;
    this.hits.add(cut, this.#level(0).frame.end, this.policy.scanners.oversize, 100, 0);
    this.oversizeClosing = closing;
  }

  /** Structural attributes are not shown to number recognisers. */
  #mask(): number {
    return this.#key.keyClass === STRUCTURAL ? withoutNumbers : -1;
  }

  /** Findings in a bare number cover all of it and are quoted, as deep as the number stands in JSON strings. */
  #quoteFrom(frame: Frame, before: number, start: number, end: number): void {
    for (let h = before; h < this.hits.count; h++) {
      this.hits.move(
        h,
        frame.parent === undefined ? start : frame.originStart(start),
        frame.parent === undefined ? end : frame.originEnd(end),
      );
      if (frame.quotable) this.hits.quote(h, frame.jsonDepth);
    }
  }

  /** In text with escapes, a finding that begins with the letter of an escape is found anew where the escape is resolved. */
  #dropGlued(bytes: Uint8Array, lo: number, before: number): void {
    const { hits } = this;
    let kept = before;
    for (let h = before; h < hits.count; h++) {
      let i = hits.start(h);
      while (i > lo && bytes[i - 1] === 0x5c) i--;
      if (((hits.start(h) - i) & 1) === 0) hits.copyOver(kept++, h);
    }
    hits.count = kept;
  }

  #level(depth: number): Level {
    while (this.#levels.length <= depth) this.#levels.push(new Level(this.#allocate));
    return this.#levels[depth]!;
  }

  #target(depth: number): LevelTarget {
    while (this.#targets.length <= depth) this.#targets.push(new LevelTarget(this, this.#targets.length));
    return this.#targets[depth]!;
  }
}

/** Binds the walker's findings to the level they belong to. */
class LevelTarget implements JsonTarget {
  readonly #engine: Engine;
  readonly #depth: number;

  constructor(engine: Engine, depth: number) {
    this.#engine = engine;
    this.#depth = depth;
  }

  text(start: number, end: number, escaped: boolean, first: number, last: number): void {
    this.#engine.literal(this.#depth, start, end, escaped, first, last);
  }

  number(start: number, end: number, first: number, last: number): void {
    this.#engine.number(this.#depth, start, end, first, last);
  }

  keyed(start: number, end: number, escaped: boolean): number {
    return this.#engine.keyed(this.#depth, start, end, escaped);
  }

  secret(start: number, end: number, escaped: boolean, isNumber: boolean, row: number): boolean {
    return this.#engine.secret(this.#depth, start, end, escaped, isNumber, row);
  }

  tail(start: number): void {
    this.#engine.tail(this.#depth, start);
  }

  oversize(cut: number, closing: string): void {
    this.#engine.oversize(this.#depth, cut, closing);
  }
}
