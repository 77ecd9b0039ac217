import { Cursor } from '../wire/cursor.ts';
import { Writer } from '../wire/writer.ts';
import type { Signal } from './batch.ts';
import { type FieldSpec, MESSAGES, type MessageSpec, REQUEST_MESSAGE } from './schema.data.ts';

interface Part {
  readonly spec: FieldSpec | undefined;
  /** Whole field, tag included. */
  readonly from: number;
  readonly to: number;
  /** Content of a length-delimited field. */
  readonly start: number;
}

/**
 * Merges what protobuf lets a sender repeat: a singular message that occurs twice is the concatenation of both, the last
 * member of a oneof wins. Views read each singular message once, so validated bytes that are `irregular` pass through
 * here first. Unknown fields stay. Rare, so clarity before speed (encoding spec, "Last One Wins").
 */
export function canonicalise(signal: Signal, bytes: Uint8Array): Uint8Array {
  const out = new Writer(bytes.length + 64);
  rewrite(MESSAGES[REQUEST_MESSAGE[signal]]!, bytes, 0, bytes.length, out);
  return out.finish();
}

function rewrite(spec: MessageSpec, buf: Uint8Array, start: number, end: number, out: Writer): void {
  const parts = partsOf(spec, buf, start, end);
  const done = new Set<number | 'oneof'>();
  for (const part of parts) {
    const field = part.spec;
    if (field === undefined || field.repeated || (field.type !== 'message' && !field.oneof)) {
      if (field?.type === 'message') writeMessage(field, [part], buf, out);
      else out.bytes(buf, part.from, part.to);
      continue;
    }
    const slot = field.oneof ? 'oneof' : field.number;
    if (done.has(slot)) continue;
    done.add(slot);
    const same = field.oneof ? survivors(parts) : parts.filter((other) => other.spec?.number === field.number);
    const last = same[same.length - 1]!;
    if (last.spec!.type === 'message') writeMessage(last.spec!, same, buf, out);
    else out.bytes(buf, last.from, last.to);
  }
}

/** The occurrences of the oneof member that wins: the last run of one member, other members clear what came before. */
function survivors(parts: readonly Part[]): Part[] {
  let run: Part[] = [];
  for (const part of parts) {
    if (!part.spec?.oneof) continue;
    if (run.length > 0 && run[0]!.spec!.number !== part.spec.number) run = [];
    run.push(part);
  }
  return run;
}

function writeMessage(field: FieldSpec, parts: readonly Part[], buf: Uint8Array, out: Writer): void {
  const child = MESSAGES[field.message!]!;
  const mark = out.begin(field.number);
  if (parts.length === 1) rewrite(child, buf, parts[0]!.start, parts[0]!.to, out);
  else {
    const joined = Buffer.concat(parts.map((part) => buf.subarray(part.start, part.to)));
    rewrite(child, joined, 0, joined.length, out);
  }
  out.end(mark);
}

function partsOf(spec: MessageSpec, buf: Uint8Array, start: number, end: number): Part[] {
  const c = new Cursor(buf, start);
  const parts: Part[] = [];
  while (c.pos < end) {
    const from = c.pos;
    const tag = c.varint();
    let content = c.pos;
    if ((tag & 7) === 2) {
      const length = c.varint();
      content = c.pos;
      c.pos += length;
    } else c.skip(tag & 7);
    parts.push({ spec: spec.fields.find((field) => field.number === tag >>> 3), from, to: c.pos, start: content });
  }
  return parts;
}
