import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Batch } from '../../otlp/batch.ts';
import { splitBatch } from '../../otlp/split.ts';
import { validateRequest } from '../../otlp/validate.ts';
import { SpanWalk } from '../../otlp/walk.ts';
import { SPAN } from '../../otlp/fields.ts';
import type { MessageView } from '../../otlp/views/message.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { PACKAGE_ROOT } from '../../telemetry/version.ts';

/** Requests recorded from real SDKs, one list per SDK in the order of the file names, so that the first eight are eight dialects; each request is one trace with all its spans. */
export function loadRecordings(): { name: string; requests: Batch[] }[] {
  const folder = fileURLToPath(new URL('config/demo/', PACKAGE_ROOT));
  return globSync('*.binpb', { cwd: folder })
    .sort()
    .map((file) => ({ name: file.replace(/\.binpb$/, ''), requests: byTrace(readFileSync(folder + file)) }));
}

/** Groups the spans of a recording by trace, since SDKs send a trace's spans together. */
function byTrace(bytes: Buffer): Batch[] {
  const checked = validateRequest('traces', bytes);
  if (!checked.ok) throw new Error(`a recording of the demo is damaged: ${checked.message}`);
  const whole: Batch = { signal: 'traces', bytes, items: checked.items, meta: { receivedAtMs: 0 } };
  const groups = new Map<string, Batch[]>();
  const walk = new SpanWalk();
  for (const one of splitBatch(whole, { maxItems: 1, maxBytes: 0 })) {
    let trace = '';
    walk.run(one, {
      item(span) {
        trace = span.traceId();
        return true;
      },
    });
    const group = groups.get(trace) ?? [];
    group.push(one);
    groups.set(trace, group);
  }
  return [...groups.values()].map((group) => ({
    signal: 'traces',
    bytes: Buffer.concat(group.map((one) => one.bytes)),
    items: group.length,
    meta: { receivedAtMs: 0 },
  }));
}

/**
 * The same request as if it happened now: ids mixed with `salt` (so parents still find their children) and times moved
 * so that the last span ends at `nowMs`. All values keep their size, so they are changed in place in a copy.
 */
export function refreshed(request: Batch, salt: Uint8Array, nowMs: number): Batch {
  const bytes = Buffer.from(request.bytes);
  const copy: Batch = { ...request, bytes };
  let lastEnd = 0n;
  const spans = (visit: (span: SpanView) => void): void => {
    new SpanWalk().run(copy, {
      item(span) {
        visit(span);
        return true;
      },
    });
  };
  spans((span) => {
    if (span.endTimeBig() > lastEnd) lastEnd = span.endTimeBig();
  });
  const shift = BigInt(Math.round(nowMs)) * 1_000_000n - lastEnd;
  spans((span) => {
    mix(bytes, span.traceIdAt(), 16, salt);
    mix(bytes, span.spanIdAt(), 8, salt);
    mix(bytes, span.parentSpanIdAt(), 8, salt);
    move(bytes, span.message, SPAN.startTimeUnixNano, shift);
    move(bytes, span.message, SPAN.endTimeUnixNano, shift);
  });
  return copy;
}

function mix(bytes: Buffer, at: number, length: number, salt: Uint8Array): void {
  if (at === -1) return;
  for (let i = 0; i < length; i++) bytes[at + i]! ^= salt[i]!;
}

function move(bytes: Buffer, message: MessageView, field: number, shift: bigint): void {
  if (!message.has(field)) return;
  const at = message.fieldStart(field);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, bytes.readBigUInt64LE(at) + shift), at);
}
