import type { Batch } from '../../../otlp/batch.ts';
import { bytesOf } from '../../../wire/bytes.ts';
import { Writer } from '../../../wire/writer.ts';
import { Engine } from '../engine/engine.ts';
import { LinkedTerms } from '../engine/linked-terms.ts';
import { CONTENT, IDENTITY, type KeyInfo, NO_KEY, STRUCTURAL } from '../key-class.ts';
import { ACTION_NAMES, type Policy } from '../policy/policy.ts';
import { isPseudonym, REPLACED, Redactor } from '../redactor.ts';
import { type Finding, ruleText } from './finding.ts';
import { jsonPathAt } from './json-path.ts';
import { type BatchText, visitTexts } from './texts.ts';

export interface InspectOptions {
  /** Also give the text found. For the operator's own screen only. */
  readonly show?: boolean;
}

/**
 * The dry run: everything `policy` would act on in a batch, without changing it. Keys in places and paths are redacted
 * themselves. Identities of a resource or span count for what follows them in it, as in the processor.
 */
export function inspectBatch(batch: Batch, policy: Policy, options: InspectOptions = {}): Finding[] {
  const engine = new Engine(policy);
  const showKey = keyShower(policy);
  const texts: BatchText[] = [];
  visitTexts(batch, showKey, (text) => texts.push(text));
  const findings: Finding[] = [];
  const linked = new LinkedTerms();
  const identities = identitiesOf(policy, texts);
  let item = -1;
  let resource = -1;
  for (const text of texts) {
    const info = infoOf(policy, text);
    if (text.item !== item || text.resource !== resource) {
      ({ item, resource } = text);
      linked.clear();
      for (const value of identities.resources.get(resource) ?? []) linked.add(value);
      for (const value of identities.items.get(item) ?? []) linked.add(value);
    }
    if (info.keyClass === CONTENT && policy.dropContent)
      findings.push(whole(text, 'CONTENT', 'content', 'content: drop', 'drop_attribute', options));
    else if (info.keyClass === IDENTITY) {
      const action = identityAction(policy);
      if (action !== undefined && !isPseudonym(policy, text.bytes, text.start, text.end))
        findings.push(whole(text, 'IDENTITY', 'identity', 'attribute key', action, options));
    } else scan(engine, text, info, info.keyClass === STRUCTURAL || linked.isEmpty ? undefined : linked, showKey, options, findings);
  }
  return findings;
}

/** What happens to identity attributes, undefined for nothing. */
function identityAction(policy: Policy): string | undefined {
  switch (policy.identityAction) {
    case 'keep':
      return undefined;
    case 'drop':
      return 'drop_attribute';
    case 'hmac':
      return policy.hmac === undefined ? 'replace' : 'hmac';
    default:
      return 'replace';
  }
}

function scan(
  engine: Engine,
  text: BatchText,
  info: KeyInfo,
  linked: LinkedTerms | undefined,
  showKey: (key: string) => string,
  options: InspectOptions,
  findings: Finding[],
): void {
  const { policy, hits } = engine;
  const { bytes, start, end } = text;
  const count = tryScan(engine, text, info, linked);
  if (count === FAILED) {
    const action = policy.onError === 'drop_span' ? 'drop_span' : policy.onError === 'drop_value' ? 'drop_value' : 'none';
    findings.push(whole(text, 'REDACTION_FAILED', 'on_error', `on_error: ${policy.onError}`, action, options));
    return;
  }
  for (let hit = 0; hit < count; hit++) {
    const recogniser = policy.recognisers[hits.recogniser(hit)]!;
    const entity = policy.entities[recogniser.entity]!;
    findings.push({
      ...placeOf(text),
      jsonPath: jsonPathAt(bytes, start, end, hits.start(hit), showKey),
      start: hits.start(hit) - start,
      end: hits.end(hit) - start,
      entity: entity.id,
      score: hits.score(hit) / 100,
      recogniser: recogniser.id,
      rule: ruleText(hits.reason(hit)),
      action: ACTION_NAMES[entity.action]!,
      ...(options.show === true ? { text: slice(bytes, hits.start(hit), hits.end(hit)) } : {}),
    });
  }
}

const FAILED = -1;

/** The number of findings, or `FAILED` when the scan throws; what it threw may hold content and goes nowhere. */
function tryScan(engine: Engine, { bytes, start, end }: BatchText, info: KeyInfo, linked: LinkedTerms | undefined): number {
  try {
    return engine.scanValue(bytes, start, end, info, linked);
  } catch {
    return FAILED;
  }
}

function whole(text: BatchText, entity: string, recogniser: string, rule: string, action: string, options: InspectOptions): Finding {
  const { bytes, start, end } = text;
  return {
    ...placeOf(text),
    jsonPath: '',
    start: 0,
    end: end - start,
    entity,
    score: 1,
    recogniser,
    rule,
    action,
    ...(options.show === true ? { text: slice(bytes, start, end) } : {}),
  };
}

function placeOf(text: BatchText): Pick<Finding, 'signal' | 'traceId' | 'spanId' | 'place'> {
  return { signal: text.signal, traceId: text.traceId, spanId: text.spanId, place: text.place };
}

/** The info the processor would use: content keeps its class for what is inside. */
function infoOf(policy: Policy, text: BatchText): KeyInfo {
  if (text.key === '' && text.attribute === '') return NO_KEY;
  const own = bytesOf(text.key);
  const info = policy.keyClasses.info(own, 0, own.length);
  if (text.attribute === text.key) return info;
  const outer = bytesOf(text.attribute);
  const outerClass = policy.keyClasses.info(outer, 0, outer.length).keyClass;
  return outerClass === CONTENT || outerClass === IDENTITY ? { ...info, keyClass: outerClass } : info;
}

/** Identities by item and by resource: whatever stands under an identity key, also in arrays and maps. */
function identitiesOf(policy: Policy, texts: readonly BatchText[]): Record<'items' | 'resources', Map<number, string[]>> {
  const items = new Map<number, string[]>();
  const resources = new Map<number, string[]>();
  if (!policy.linkIdentities) return { items, resources };
  const isIdentity = (name: string): boolean => {
    const key = bytesOf(name);
    return name !== '' && policy.keyClasses.info(key, 0, key.length).keyClass === IDENTITY;
  };
  for (const { key, attribute, item, resource, bytes, start, end } of texts) {
    if (!isIdentity(key) && !isIdentity(attribute)) continue;
    const of = item === 0 ? resources : items;
    const id = item === 0 ? resource : item;
    const known = of.get(id);
    if (known === undefined) of.set(id, [slice(bytes, start, end)]);
    else known.push(slice(bytes, start, end));
  }
  return { items, resources };
}

/** Shows a key as the processor would leave it: private data in keys becomes placeholders. */
function keyShower(policy: Policy): (key: string) => string {
  const redactor = new Redactor(policy);
  const out = new Writer(256);
  const shown = new Map<string, string>();
  return (key) => {
    const known = shown.get(key);
    if (known !== undefined) return known;
    const bytes = bytesOf(key);
    out.reset();
    redactor.redactText(bytes, 0, bytes.length, NO_KEY, out);
    const text = redactor.disposition === REPLACED ? out.buf.toString('utf8', 0, out.pos) : redactor.disposition === 0 ? key : '(dropped)';
    shown.set(key, text);
    return text;
  };
}

function slice(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
