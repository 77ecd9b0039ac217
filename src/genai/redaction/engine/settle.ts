import { ContextReader } from '../context/context-index.ts';
import { BY_ATTRIBUTE_KEY, BY_CONTEXT, BY_DECODING, BY_JSON_KEY, type HitList } from '../hits.ts';
import type { KeyInfo } from '../key-class.ts';
import { COUNT_ONLY, HMAC, MASK, type Policy } from '../policy/policy.ts';
import type { Frame } from '../text/frame.ts';
import { insidePlaceholder } from './placeholder.ts';
import { isIdKey } from './id-keys.ts';

/** What context adds, and the least a finding is worth with it (Presidio's LemmaContextAwareEnhancer). */
const BOOST = 35;
const FLOOR = 40;
/** Bytes read around a finding for words about it; more than the reach of a word and its own length. */
const AROUND = 128;
/** Bytes read beyond that, for the findings that follow. */
const STRETCH = 512;
/** Findings looked at before and after a weak one. */
const NEIGHBOURS = 8;

/**
 * Turns what scanners found in one text into findings of the value: adds context, holds them to their thresholds, takes
 * out placeholders and allowed values, keeps the text where the action needs it, and maps positions back.
 */
export class Settler {
  readonly #policy: Policy;
  readonly #hits: HitList;
  readonly #near: ContextReader;
  readonly #keys: ContextReader;
  #readFrom = -1;
  #readTo = -1;

  constructor(policy: Policy, hits: HitList) {
    this.#policy = policy;
    this.#hits = hits;
    this.#near = new ContextReader(policy.context);
    this.#keys = new ContextReader(policy.context);
  }

  /** Settles hits `first` and later, found in `frame.bytes[lo..hi)` under the attribute `key`. */
  settle(frame: Frame, lo: number, hi: number, first: number, key: KeyInfo): void {
    const hits = this.#hits;
    if (hits.count === first) return;
    const { recognisers, entities, allow } = this.#policy;
    let kept = first;
    this.#readTo = -1;
    const idKey = frame.keyStart !== -1 && isIdKey(frame.bytes, frame.keyStart, frame.keyEnd);
    for (let h = first; h < hits.count; h++) {
      const recogniser = recognisers[hits.recogniser(h)]!;
      const entity = entities[recogniser.entity]!;
      const start = hits.start(h);
      const end = hits.end(h);
      if (hits.score(h) < entity.threshold) {
        if (entity.topic === -1 || hits.score(h) + BOOST < entity.threshold || this.#isCovered(h, first)) continue;
        let reason = this.#keyReason(frame, entity.topic, key);
        if (reason === 0) {
          this.#read(frame.bytes, lo, hi, start, end);
          if (!this.#near.near(entity.topic, start, end)) continue;
          reason = BY_CONTEXT;
        }
        hits.rate(h, Math.max(hits.score(h) + BOOST, FLOOR), reason);
      }
      if (idKey && entity.id !== 'CREDIT_CARD' && isCompactNumber(frame.bytes, start, end)) continue;
      if (insidePlaceholder(this.#policy, frame.bytes, lo, hi, start, end)) continue;
      if (allow !== undefined && allow.allows(entity.id, frame.bytes, start, end)) continue;
      if (entity.action === MASK || entity.action === HMAC) hits.keepValue(h, frame.bytes, start, end);
      if (frame.parent !== undefined) {
        hits.move(h, frame.originStart(start), frame.originEnd(end));
        if (frame.passes > 0) hits.rate(h, hits.score(h), BY_DECODING);
      }
      hits.copyOver(kept++, h);
    }
    hits.count = kept;
  }

  /** Whether a finding beside it in the list, sure by itself, covers a weak one, so that nobody needs to ask for its context. */
  #isCovered(hit: number, first: number): boolean {
    const hits = this.#hits;
    const { recognisers, entities } = this.#policy;
    for (let h = Math.max(first, hit - NEIGHBOURS); h < hits.count && h <= hit + NEIGHBOURS; h++) {
      if (h === hit || hits.start(h) > hits.start(hit) || hits.end(h) < hits.end(hit)) continue;
      const entity = entities[recognisers[hits.recogniser(h)]!.entity]!;
      if (hits.score(h) >= entity.threshold && entity.action !== COUNT_ONLY && h > hit) return true;
    }
    return false;
  }

  /** Makes sure that the words around `[start..end)` are read: a stretch at a time, so that a text is read once in all. */
  #read(bytes: Uint8Array, lo: number, hi: number, start: number, end: number): void {
    const from = Math.max(lo, start - AROUND);
    const to = Math.min(hi, end + AROUND);
    if (from >= this.#readFrom && to <= this.#readTo) return;
    this.#readFrom = from;
    this.#readTo = Math.min(hi, to + STRETCH);
    this.#near.read(bytes, wordStart(bytes, lo, from), this.#readTo);
  }

  /** Whether the attribute's name or a JSON key around speaks of the topic. */
  #keyReason(frame: Frame, topic: number, key: KeyInfo): number {
    if (key.topics.has(topic)) return BY_ATTRIBUTE_KEY;
    for (let f: Frame | undefined = frame; f !== undefined; f = f.parent) {
      if (f.keyStart !== -1 && this.#speaksOf(f.bytes, f.keyStart, f.keyEnd, topic)) return BY_JSON_KEY;
      if (f.outerKeyStart !== -1 && this.#speaksOf(f.bytes, f.outerKeyStart, f.outerKeyEnd, topic)) return BY_JSON_KEY;
    }
    return 0;
  }

  #speaksOf(bytes: Uint8Array, start: number, end: number, topic: number): boolean {
    this.#keys.read(bytes, start, end);
    return this.#keys.has(topic);
  }
}

function isCompactNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false;
  return true;
}

/** Not in the middle of a word or character. */
function wordStart(bytes: Uint8Array, lo: number, at: number): number {
  let i = at;
  while (i > lo && at - i < 64 && bytes[i - 1]! > 0x20) i--;
  return i;
}
