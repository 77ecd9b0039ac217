import type { Writer } from '../../wire/writer.ts';
import { writePseudonym, writeReplacement, writeWhole } from './apply.ts';
import { Engine } from './engine/engine.ts';
import { looksJson } from './engine/json-syntax.ts';
import { isPlaceholder } from './engine/placeholder.ts';
import type { LinkedTerms } from './engine/linked-terms.ts';
import type { KeyInfo } from './key-class.ts';
import { ACTION_NAMES, COUNT_ONLY, DROP_ATTRIBUTE, DROP_SPAN, DROP_VALUE, type Policy, REPLACE } from './policy/policy.ts';

/** What becomes of the value scanned last. */
export type Disposition = 0 | 1 | 2 | 3;
/** It stays as it was; nothing was written. */
export const UNCHANGED = 0;
/** It is replaced by what was written. */
export const REPLACED = 1;
/** Its attribute is to be deleted; nothing was written. */
export const ATTRIBUTE_DROPPED = 2;
/** Its span or record is to be dropped; nothing was written. */
export const ITEM_DROPPED = 3;

const IDENTITY_ENTITY = 'IDENTITY';
/** Scans of one value after the first that the action redact may ask for. */
const MOST_ROUNDS = 4;

/**
 * Redacts values by one policy: bytes in, bytes out. Not shared between walks; nothing in it outlives a call but counts.
 * Whatever goes wrong inside is answered by `on_error` and counted, with no trace of the value.
 */
export class Redactor {
  readonly policy: Policy;
  readonly engine: Engine;
  disposition: Disposition = UNCHANGED;
  /** Findings by entity times eight plus action, since the redactor was made. */
  readonly totals: Float64Array;
  /** Places of `totals` that have grown since whoever reads them emptied the set. */
  readonly touched: Set<number> = new Set();
  /** Findings by entity since `beginItem`. */
  readonly itemCounts: Uint32Array;
  itemTotal = 0;
  failures = 0;
  valuesScanned = 0;
  bytesScanned = 0;
  readonly #failed: number;

  constructor(policy: Policy, engine: Engine = new Engine(policy)) {
    this.policy = policy;
    this.engine = engine;
    this.totals = new Float64Array((policy.entities.length + 1) * ACTION_NAMES.length);
    this.itemCounts = new Uint32Array(policy.entities.length + 1);
    this.#failed = policy.entities.findIndex(({ id }) => id === 'REDACTION_FAILED');
  }

  /** Forgets the counts of the item before. */
  beginItem(): void {
    if (this.itemTotal === 0) return;
    this.itemTotal = 0;
    this.itemCounts.fill(0);
  }

  /** Name of an entity number of the counts; the one after the policy's is the identity of attributes. */
  entityName(entity: number): string {
    return this.policy.entities[entity]?.id ?? IDENTITY_ENTITY;
  }

  /**
   * Scans the text `buf[start..end)` of an attribute with `key`. Appends the new text to `out` and sets `disposition`;
   * returns the number of findings.
   */
  redactText(buf: Uint8Array, start: number, end: number, key: KeyInfo, out: Writer, linked: LinkedTerms | undefined = undefined): number {
    const mark = out.pos;
    this.disposition = UNCHANGED;
    this.valuesScanned++;
    this.bytesScanned += end - start;
    if (this.engine.isQuiet(buf, start, end, key, linked)) return 0;
    try {
      const count = this.engine.scanValue(buf, start, end, key, linked);
      if (count > 0) {
        this.#apply(buf, start, end, out, true);
        if (this.policy.joinsText && (this.disposition as Disposition) === REPLACED) this.#again(key, out, mark, linked);
      }
      return count;
    } catch {
      return this.fail(out, mark, looksJson(buf, start, end));
    }
  }

  /** Replaces the whole value of an identity attribute, as the policy says. */
  redactIdentity(buf: Uint8Array, start: number, end: number, out: Writer): number {
    const mark = out.pos;
    this.disposition = UNCHANGED;
    try {
      const action = this.policy.identityAction;
      if (action === 'keep' || start === end || isPseudonym(this.policy, buf, start, end)) return 0;
      if (action === 'drop') this.disposition = ATTRIBUTE_DROPPED;
      else {
        const value = Buffer.from(buf.buffer, buf.byteOffset + start, end - start).toString('utf8');
        if (action === 'hmac' && this.policy.hmac !== undefined) writePseudonym(out, this.policy, IDENTITY_POLICY, value);
        else out.text(`<${IDENTITY_ENTITY}>`);
        this.disposition = REPLACED;
      }
      this.#count(
        this.policy.entities.length,
        action === 'drop' ? DROP_ATTRIBUTE : action === 'hmac' && this.policy.hmac !== undefined ? 3 : REPLACE,
      );
      return 1;
    } catch {
      return this.fail(out, mark);
    }
  }

  /** Applies `on_error` to the value at hand; what was written of it since `mark` is taken back. JSON (`quoted`) becomes a JSON string. */
  fail(out: Writer, mark: number, quoted: boolean = false): number {
    out.pos = mark;
    this.failures++;
    if (this.policy.onError === 'unsafe_pass') {
      this.disposition = UNCHANGED;
      return 0;
    }
    const { placeholder } = this.policy.entities[this.#failed]!;
    if (this.policy.onError === 'drop_span') {
      this.disposition = ITEM_DROPPED;
      this.#count(this.#failed, DROP_SPAN);
      return 1;
    }
    this.disposition = REPLACED;
    writeWhole(out, placeholder, quoted);
    this.#count(this.#failed, DROP_VALUE);
    return 1;
  }

  /**
   * Scans what was written since `mark` anew: the action redact leaves nothing behind, so what stood on both sides of a
   * finding may have become one. A value that does not come to rest is treated as one whose scan failed.
   */
  #again(key: KeyInfo, out: Writer, mark: number, linked: LinkedTerms | undefined): void {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const text = Buffer.from(out.buf.subarray(mark, out.pos));
      if (this.engine.scanValue(text, 0, text.length, key, linked) === 0) return;
      const written = out.pos;
      this.disposition = UNCHANGED;
      this.#apply(text, 0, text.length, out, false);
      if (this.disposition === UNCHANGED) {
        this.disposition = REPLACED;
        return;
      }
      if (this.disposition !== REPLACED) {
        out.pos = mark;
        return;
      }
      out.buf.copyWithin(mark, written, out.pos);
      out.pos -= written - mark;
      if (text.equals(out.buf.subarray(mark, out.pos))) return;
    }
    this.fail(out, mark);
  }

  #apply(buf: Uint8Array, start: number, end: number, out: Writer, first: boolean): void {
    const { hits } = this.engine;
    const { recognisers, entities } = this.policy;
    let dropValue = -1;
    let effective = 0;
    for (let h = 0; h < hits.count; h++) {
      const entity = recognisers[hits.recogniser(h)]!.entity;
      const { action } = entities[entity]!;
      if (first || action !== COUNT_ONLY) this.#count(entity, action);
      if (action === COUNT_ONLY) continue;
      effective++;
      if (action === DROP_SPAN) this.disposition = ITEM_DROPPED;
      else if (action === DROP_ATTRIBUTE && this.disposition !== ITEM_DROPPED) this.disposition = ATTRIBUTE_DROPPED;
      else if (action === DROP_VALUE && dropValue === -1) dropValue = h;
    }
    if (effective === 0 || this.disposition !== UNCHANGED) return;
    if (dropValue !== -1) {
      writeWhole(out, entities[recognisers[hits.recogniser(dropValue)]!.entity]!.placeholder, looksJson(buf, start, end));
      this.disposition = REPLACED;
      return;
    }
    let copied = start;
    for (let h = 0; h < hits.count; h++) {
      if (entities[recognisers[hits.recogniser(h)]!.entity]!.action === COUNT_ONLY) continue;
      out.bytes(buf, copied, hits.start(h));
      if (this.engine.oversizeClosing !== '' && hits.recogniser(h) === this.policy.scanners.oversize) out.text(this.engine.oversizeClosing);
      else writeReplacement(out, this.policy, hits, h);
      copied = hits.end(h);
    }
    out.bytes(buf, copied, end);
    this.disposition = REPLACED;
  }

  #count(entity: number, action: number): void {
    const place = entity * ACTION_NAMES.length + action;
    this.totals[place]!++;
    this.touched.add(place);
    this.itemCounts[entity]!++;
    this.itemTotal++;
  }
}

const IDENTITY_POLICY = {
  id: IDENTITY_ENTITY,
  action: REPLACE,
  keepLast: 0,
  placeholder: Buffer.from(`<${IDENTITY_ENTITY}>`),
  threshold: 0,
  priority: 0,
  canonical: 'lower',
  topic: -1,
} as const;

/** Whether an identity value was replaced by an earlier pass. */
export function isPseudonym(policy: Policy, buf: Uint8Array, start: number, end: number): boolean {
  if (buf[start] !== 0x3c) return false;
  const text = Buffer.from(buf.buffer, buf.byteOffset + start, Math.min(end - start, 64)).toString('latin1');
  if (text === `<${IDENTITY_ENTITY}>` || isPlaceholder(policy, buf, start, end)) return true;
  const match = /^<IDENTITY:([A-Za-z0-9_-]{1,16}):(?!\d{16}>)[0-9a-f]{16}>$/.exec(text);
  return match !== null && policy.hmac !== undefined && policy.hmac.knows(match[1]!);
}
