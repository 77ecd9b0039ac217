import type { Writer } from '../../wire/writer.ts';
import type { HitList } from './hits.ts';
import { canonicalise } from './policy/hmac.ts';
import { type EntityPolicy, HMAC, MASK, type Policy, REDACT } from './policy/policy.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const STAR = '*';

/** Writes what takes the place of finding `hit`, quoted when it is a bare number inside JSON. Never a quote, backslash or control character of its own. */
export function writeReplacement(out: Writer, policy: Policy, hits: HitList, hit: number): void {
  const entity = policy.entities[policy.recognisers[hits.recogniser(hit)]!.entity]!;
  const depth = hits.quotes(hit);
  if (depth >= 0) writeQuote(out, depth);
  switch (entity.action) {
    case REDACT:
      break;
    case MASK:
      out.text(masked(valueOf(hits, hit), entity));
      break;
    case HMAC:
      writePseudonym(out, policy, entity, valueOf(hits, hit));
      break;
    default:
      out.bytes(entity.placeholder, 0, entity.placeholder.length);
  }
  if (depth >= 0) writeQuote(out, depth);
}

/** Writes what takes the place of a whole value; JSON stays JSON when it is `quoted`. */
export function writeWhole(out: Writer, placeholder: Uint8Array, quoted: boolean): void {
  if (quoted) out.byte(QUOTE);
  out.bytes(placeholder, 0, placeholder.length);
  if (quoted) out.byte(QUOTE);
}

/** `<ENTITY:KEYID:16 hex>`; the plain placeholder without a key. */
export function writePseudonym(out: Writer, policy: Policy, entity: EntityPolicy, value: string): void {
  if (policy.hmac === undefined) out.bytes(entity.placeholder, 0, entity.placeholder.length);
  else out.text(`<${entity.id}:${policy.hmac.id}:${policy.hmac.digest(entity.id, canonicalise(value, entity.canonical))}>`);
}

/** Stars with the last `keep_last` signs, at most half of them, left; numbers without their separators. Only letters and digits are ever left. */
export function masked(value: string, entity: EntityPolicy): string {
  const text = entity.canonical === 'digits' || entity.canonical === 'phone' ? canonicalise(value, entity.canonical) : value;
  const signs = [...text];
  const keep = Math.min(entity.keepLast, signs.length >> 1);
  return (
    STAR.repeat(signs.length - keep) +
    signs
      .slice(signs.length - keep)
      .map((sign) => (/[A-Za-z0-9.]/.test(sign) ? sign : STAR))
      .join('')
  );
}

function valueOf(hits: HitList, hit: number): string {
  return hits.values.buf.toString('utf8', hits.valueStart(hit), hits.valueEnd(hit));
}

/** A quote as it is written inside `depth` JSON strings: 2^depth - 1 backslashes before it. */
function writeQuote(out: Writer, depth: number): void {
  for (let i = 0; i < (1 << depth) - 1; i++) out.byte(BACKSLASH);
  out.byte(QUOTE);
}
