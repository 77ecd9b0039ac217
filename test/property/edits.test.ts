import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/otlp/batch.ts';
import { LOG_RECORD, RESOURCE, SPAN } from '../../src/otlp/fields.ts';
import { internKey } from '../../src/otlp/keys.ts';
import { validateRequest } from '../../src/otlp/validate.ts';
import { AttributeBlock, DOUBLE_SLOT } from '../../src/otlp/views/attribute-block.ts';
import { encodeValue } from '../../src/otlp/views/values.ts';
import { LogWalk, SpanWalk } from '../../src/otlp/walk.ts';
import { ORACLE, plain } from '../support/oracle.ts';
import { REQUESTS, runs } from '../support/otlp-arbitrary.ts';

type Attribute = { key?: string; value?: Record<string, unknown> };
type Item = Record<string, unknown> & {
  attributes?: Attribute[];
  events?: Item[];
  links?: Item[];
  name?: string;
  status?: Record<string, unknown>;
};

const NAMES = ['gen_ai.request.model', 'gen_ai.system', 'gen_ai.usage.input_tokens', 'k', 'assay.test.new', 'http.route', 'user.id'];

/** Keys of Assay's own: an incoming span that has none is not searched for them. */
const OWN = ['assay.cost.total', 'assay.dialect', 'assay.test.other'];

// Keys are interned before a batch is scanned, as components do at create.
for (const name of [...NAMES, ...OWN]) internKey(name);

/** One edit, applied to a view by `toView` and to a plain object by `toPlain`. */
type Edit =
  | { op: 'setText'; key: string; text: string }
  | { op: 'setInt'; key: string; int: number }
  | { op: 'setBool'; key: string; bool: boolean }
  | { op: 'delete'; key: string }
  | { op: 'rename'; key: string; to: string }
  | { op: 'block'; key: string; field: number; keys: string[]; keep: boolean; int: number };

const keyName = fc.constantFrom(...NAMES, ...OWN);
const editText = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', 'w'.repeat(126), 'v'.repeat(200), 'u'.repeat(17_000)));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ op: fc.constant('setText' as const), key: keyName, text: editText }),
  fc.record({ op: fc.constant('setInt' as const), key: keyName, int: fc.integer() }),
  fc.record({ op: fc.constant('setBool' as const), key: keyName, bool: fc.boolean() }),
  fc.record({ op: fc.constant('delete' as const), key: keyName }),
  fc.record({ op: fc.constant('rename' as const), key: keyName, to: keyName }),
  fc.record({
    op: fc.constant('block' as const),
    key: fc.constant(''),
    field: fc.constantFrom(SPAN.attributes, LOG_RECORD.attributes, RESOURCE.attributes),
    keys: fc.uniqueArray(fc.constantFrom(...NAMES, ...OWN), { minLength: 1, maxLength: 4 }),
    keep: fc.boolean(),
    int: fc.nat({ max: 9 }),
  }),
);
/** Blocks are made once and used often, as by a stage; every second attribute of one is a double put in when it is set. */
const blocks = new Map<string, AttributeBlock>();
function blockOf(field: number, keys: readonly string[]): AttributeBlock {
  const name = `${field} ${keys.join(' ')}`;
  const block =
    blocks.get(name) ??
    new AttributeBlock(
      field,
      keys.map((key, i) => [internKey(key), i % 2 === 0 ? encodeValue(`block ${i}`) : DOUBLE_SLOT] as const),
    );
  blocks.set(name, block);
  return block;
}

const plan = fc.record({
  edits: fc.array(edit, { maxLength: 6 }),
  name: fc.option(editText, { nil: undefined }),
  status: fc.option(editText, { nil: undefined }),
  child: fc.array(edit, { maxLength: 3 }),
  removeEvent: fc.boolean(),
  drop: fc.boolean(),
  resource: fc.array(edit, { maxLength: 2 }),
});
type Plan = {
  edits: Edit[];
  name: string | undefined;
  status: string | undefined;
  child: Edit[];
  removeEvent: boolean;
  drop: boolean;
  resource: Edit[];
};

interface AttributesLike {
  find(key: ReturnType<typeof internKey>): number;
  setText(key: ReturnType<typeof internKey>, text: string): void;
  setInt(key: ReturnType<typeof internKey>, int: number): void;
  setEncoded(key: ReturnType<typeof internKey>, value: Uint8Array): void;
  delete(key: ReturnType<typeof internKey>): void;
  renameRow(row: number, key: ReturnType<typeof internKey>): void;
  setBlock(block: AttributeBlock, doubles: Float64Array, keep: boolean): void;
}

function toView(attributes: AttributesLike, edits: readonly Edit[]): void {
  for (const change of edits) {
    const key = internKey(change.key);
    if (change.op === 'setText') attributes.setText(key, change.text);
    else if (change.op === 'setInt') attributes.setInt(key, change.int);
    else if (change.op === 'setBool') attributes.setEncoded(key, encodeValue(change.bool));
    else if (change.op === 'delete') attributes.delete(key);
    else if (change.op === 'block')
      attributes.setBlock(blockOf(change.field, change.keys), Float64Array.of(change.int, change.int + 1), change.keep);
    else {
      const row = attributes.find(key);
      if (row !== -1) attributes.renameRow(row, internKey(change.to));
    }
  }
}

function toPlain(item: { attributes?: Attribute[] }, edits: readonly Edit[]): void {
  let list = item.attributes ?? [];
  for (const change of edits) {
    if (change.op === 'block') {
      change.keys.forEach((key, i) => {
        const value = i % 2 === 0 ? { stringValue: `block ${i}` } : { doubleValue: change.int + (i >> 1) };
        const there = list.findIndex((attribute) => attribute.key === key);
        if (there === -1) list.push({ key, value });
        else if (!change.keep) list[there] = { key, value };
      });
      continue;
    }
    const at = list.findIndex((attribute) => (attribute.key ?? '') === change.key);
    if (change.op === 'delete') list = list.filter((attribute) => (attribute.key ?? '') !== change.key);
    else if (change.op === 'rename') {
      if (at !== -1) list[at] = { ...list[at]!, key: change.to };
    } else {
      const value =
        change.op === 'setText'
          ? { stringValue: change.text }
          : change.op === 'setInt'
            ? { intValue: String(change.int) }
            : { boolValue: change.bool };
      if (at === -1) list.push({ key: change.key, value });
      else list[at] = { key: change.key, value };
    }
  }
  if (list.length > 0) item.attributes = list;
  else delete item.attributes;
}

function batchOf(signal: 'traces' | 'logs', object: Record<string, unknown>): Batch {
  const bytes = Buffer.from(ORACLE[signal].encode(ORACLE[signal].fromObject(object)).finish());
  const result = validateRequest(signal, bytes);
  if (!result.ok) throw new Error(result.message);
  return { signal, bytes, items: result.items, meta: { receivedAtMs: 0 } };
}

/** Values carry `value: {}` or none at all for an empty AnyValue, depending on who wrote it; both mean the same. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, settled(inner)] as const);
  return Object.fromEntries(
    entries.filter(([key, inner]) => !(key === 'value' && typeof inner === 'object' && Object.keys(inner as object).length === 0)),
  );
}

/** Removes scopes and resources that lost all their items, as the walk does. */
function prune(request: Record<string, unknown>, list: string, inner: string, items: string, dropped: Set<unknown>): void {
  const outer = (request[list] as Record<string, unknown>[] | undefined) ?? [];
  const kept = outer.filter((resourced) => {
    const scopes = (resourced[inner] as Record<string, unknown>[] | undefined) ?? [];
    let lost = false;
    const left = scopes.filter((scoped) => {
      const all = (scoped[items] as unknown[] | undefined) ?? [];
      const stay = all.filter((item) => !dropped.has(item));
      if (stay.length < all.length) lost = true;
      if (stay.length > 0) scoped[items] = stay;
      else delete scoped[items];
      return stay.length > 0 || all.length === 0;
    });
    if (left.length > 0) resourced[inner] = left;
    else delete resourced[inner];
    const hasItems = left.some((scoped) => scoped[items] !== undefined);
    return hasItems || !lost;
  });
  if (kept.length > 0) request[list] = kept;
  else delete request[list];
}

describe('edits by splice', () => {
  it('give the same spans as decode, change, encode', () => {
    fc.assert(
      fc.property(REQUESTS.traces, fc.array(plan, { minLength: 1, maxLength: 4 }), (object, plans: Plan[]) => {
        const batch = batchOf('traces', object);
        let resources = 0;
        let items = 0;
        const walked = new SpanWalk().run(batch, {
          context(view) {
            if (!view.isScope) toView(view.attributes, plans[resources++ % plans.length]!.resource);
          },
          item(span) {
            const change = plans[items++ % plans.length]!;
            toView(span.attributes, change.edits);
            for (let more = span.events.first(); more; more = span.events.next()) {
              toView(span.events.view.attributes, change.child);
              if (change.removeEvent) span.events.remove();
            }
            for (let more = span.links.first(); more; more = span.links.next()) toView(span.links.view.attributes, change.child);
            // A second round sees and edits what the first one left.
            for (let more = span.events.first(); more; more = span.events.next()) toView(span.events.view.attributes, change.edits);
            if (change.name !== undefined) span.setName(change.name);
            if (change.status !== undefined) span.setStatusMessage(change.status);
            return !change.drop;
          },
        });
        const want = plain('traces', batch.bytes);
        const dropped = new Set<unknown>();
        resources = 0;
        items = 0;
        for (const resourced of (want['resourceSpans'] as Record<string, unknown>[] | undefined) ?? []) {
          const change = plans[resources++ % plans.length]!;
          const resource = (resourced['resource'] as { attributes?: Attribute[] } | undefined) ?? {};
          const had = resourced['resource'] !== undefined;
          toPlain(resource, change.resource);
          if (had || resource.attributes !== undefined) resourced['resource'] = resource;
          for (const scoped of (resourced['scopeSpans'] as Record<string, unknown>[] | undefined) ?? []) {
            for (const span of (scoped['spans'] as Item[] | undefined) ?? []) spanToPlain(span, plans[items++ % plans.length]!, dropped);
          }
        }
        prune(want, 'resourceSpans', 'scopeSpans', 'spans', dropped);
        expect(settled(plain('traces', walked.batch.bytes))).toEqual(settled(want));
        expect(walked.dropped).toBe(dropped.size);
        expect(validateRequest('traces', walked.batch.bytes)).toEqual({ ok: true, items: walked.batch.items, irregular: false });
      }),
      runs(0.09),
    );
  });

  it('give the same log records, bodies included', () => {
    fc.assert(
      fc.property(REQUESTS.logs, fc.array(plan, { minLength: 1, maxLength: 3 }), (object, plans: Plan[]) => {
        const batch = batchOf('logs', object);
        let items = 0;
        const walked = new LogWalk().run(batch, {
          item(record) {
            const change = plans[items++ % plans.length]!;
            toView(record.attributes, change.edits);
            if (change.name !== undefined) {
              const body = encodeValue(change.name);
              record.setBody(body, 0, body.length);
            }
            return !change.drop;
          },
        });
        const want = plain('logs', batch.bytes);
        const dropped = new Set<unknown>();
        items = 0;
        for (const resourced of (want['resourceLogs'] as Record<string, unknown>[] | undefined) ?? []) {
          for (const scoped of (resourced['scopeLogs'] as Record<string, unknown>[] | undefined) ?? []) {
            for (const record of (scoped['logRecords'] as Item[] | undefined) ?? []) {
              const change = plans[items++ % plans.length]!;
              toPlain(record, change.edits);
              if (change.name !== undefined) record['body'] = { stringValue: change.name };
              if (change.drop) dropped.add(record);
            }
          }
        }
        prune(want, 'resourceLogs', 'scopeLogs', 'logRecords', dropped);
        expect(settled(plain('logs', walked.batch.bytes))).toEqual(settled(want));
      }),
      runs(0.04),
    );
  });
});

function spanToPlain(span: Item, change: Plan, dropped: Set<unknown>): void {
  toPlain(span, change.edits);
  for (const event of span.events ?? []) toPlain(event, change.child);
  if (change.removeEvent) delete span.events;
  for (const link of span.links ?? []) toPlain(link, change.child);
  for (const event of span.events ?? []) toPlain(event, change.edits);
  const rename = (object: Record<string, unknown>, field: string, text: string): void => {
    // The oracle does not show an empty text where proto3 keeps no presence.
    if (text === '') delete object[field];
    else object[field] = text;
  };
  if (change.name !== undefined) rename(span, 'name', change.name);
  if (change.status !== undefined && span.status !== undefined) rename(span.status, 'message', change.status);
  if (change.drop) dropped.add(span);
}
