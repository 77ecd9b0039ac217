import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { bytesOf, equalBytes } from '../../wire/bytes.ts';
import { BOOL, NONE, STRING } from '../../otlp/views/values.ts';
import { blocksOf } from './anthropic.ts';
import {
  isList,
  isObject,
  type Json,
  mediaPart,
  type Message,
  parseJson,
  type Part,
  textPart,
  toolCallPart,
  toolResponsePart,
} from './message.ts';

/** Attributes `prefix<i>.rest` as trees: numbers become places, gaps (cut by attribute limits) are closed. Empty when JSON cannot say one of them. */
export function collectIndexed(attributes: AttributesView, prefix: string): readonly Json[] {
  const bytes = bytesOf(prefix);
  const root = node();
  for (let row = 0; row < attributes.size; row++) {
    const kind = attributes.kind(row);
    if (kind === -1 || kind === NONE || !isIndexed(attributes, row, bytes)) continue;
    const value = kind === STRING ? attributes.text(row) : kind === BOOL ? attributes.bool(row) : attributes.double(row);
    if (typeof value === 'number' && (Number.isNaN(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)) return [];
    if (!insert(root, attributes.keyText(row).slice(prefix.length), value)) return [];
  }
  const tree = toJson(root);
  return isList(tree) ? tree : [];
}

/** Whether the row's key is the prefix and a number after it: `gen_ai.prompt.0.role`, not `gen_ai.prompt.name`. */
export function isIndexed(attributes: AttributesView, row: number, prefix: Uint8Array): boolean {
  const start = attributes.keyStart(row);
  if (attributes.keyEnd(row) - start <= prefix.length) return false;
  const buf = attributes.source(row);
  const digit = buf[start + prefix.length]! - 0x30;
  return digit >= 0 && digit <= 9 && equalBytes(prefix, 0, buf, start, prefix.length);
}

/** `last`: the greatest number among the names of the kids so far, -1 at first; NaN once a name is no number. */
interface Node {
  kids: Map<string, Node> | undefined;
  value: Json | undefined;
  last: number;
  ordered: boolean;
}

function node(): Node {
  return { kids: undefined, value: undefined, last: -1, ordered: true };
}

/** False when a place would have a value and members as well. */
function insert(root: Node, path: string, value: Json): boolean {
  let at = root;
  let start = 0;
  while (start <= path.length) {
    const dot = path.indexOf('.', start);
    const end = dot === -1 ? path.length : dot;
    if (at.value !== undefined) return false;
    at = kid(at, path.slice(start, end));
    start = end + 1;
  }
  at.value = value;
  return at.kids === undefined;
}

function kid(parent: Node, name: string): Node {
  parent.kids ??= new Map();
  let found = parent.kids.get(name);
  if (found === undefined) {
    found = node();
    parent.kids.set(name, found);
    const place = placeOf(name);
    if (place < parent.last) parent.ordered = false;
    parent.last = place > parent.last ? place : Number.isNaN(place) ? place : parent.last;
  }
  return found;
}

/** The number that a name of digits says, else NaN. */
function placeOf(name: string): number {
  if (name.length === 0 || name.length > 9) return Number.NaN;
  let place = 0;
  for (let i = 0; i < name.length; i++) {
    const digit = name.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    place = place * 10 + digit;
  }
  return place;
}

function toJson(from: Node): Json {
  const { kids } = from;
  if (kids === undefined) return from.value ?? null;
  if (Number.isNaN(from.last)) {
    const object: Record<string, Json> = Object.create(null) as Record<string, Json>;
    for (const [name, one] of kids) object[name] = toJson(one);
    return object;
  }
  const list: Json[] = [];
  if (from.ordered) for (const one of kids.values()) list.push(toJson(one));
  else for (const [, one] of [...kids].toSorted((a, b) => Number(a[0]) - Number(b[0]))) list.push(toJson(one));
  return list;
}

/** OpenLLMetry: `{role, content, tool_calls.<j>.{id,name,arguments}}`; content may be a JSON list of parts; reasoning has a role of its own. */
export function fromTraceloop(messages: readonly Json[]): readonly Message[] {
  const converted: { role: string; parts: Part[]; finish_reason?: string }[] = [];
  let reasoning: Part[] = [];
  for (const message of messages) {
    if (!isObject(message)) continue;
    const { content } = message;
    const role = typeof message['role'] === 'string' ? message['role'] : 'assistant';
    if (role === 'thinking') {
      if (typeof content === 'string') reasoning = [{ type: 'reasoning', content }];
      continue;
    }
    const parts = role === 'tool' ? [toolResponsePart(message['tool_call_id'], content)] : traceloopParts(content);
    if (isList(message['tool_calls']))
      for (const call of message['tool_calls']) if (isObject(call)) parts.push(toolCallPart(call['id'], call['name'], call['arguments']));
    if (isObject(message['function_call']))
      parts.push(toolCallPart(undefined, message['function_call']['name'], message['function_call']['arguments']));
    if (typeof message['refusal'] === 'string') parts.push({ type: 'refusal', content: message['refusal'] });
    const reason = message['finish_reason'];
    converted.push({
      role,
      parts: [...reasoning, ...parts],
      ...(typeof reason === 'string' && reason !== '' ? { finish_reason: reason } : {}),
    });
    reasoning = [];
  }
  return converted;
}

function traceloopParts(content: Json | undefined): Part[] {
  if (typeof content !== 'string' || content === '' || content === 'null') return [];
  const parsed = content.startsWith('[') ? parseJson(content) : undefined;
  if (isList(parsed) && parsed.length > 0 && parsed.every((part) => isObject(part) && typeof part['type'] === 'string'))
    return [...blocksOf(parsed)];
  return [textPart(content)];
}

/** OpenInference: `message.{role,content,contents.<m>.message_content.*,tool_calls.<j>.tool_call.*,tool_call_id}`; a call told twice is one. */
export function fromOpenInference(messages: readonly Json[]): readonly Message[] {
  return messages.flatMap((entry) => {
    const message = isObject(entry) ? entry['message'] : undefined;
    if (!isObject(message)) return [];
    const role = typeof message['role'] === 'string' ? message['role'] : 'assistant';
    const parts = isList(message['contents']) ? message['contents'].flatMap(openInferenceContent) : [];
    const known = new Set(parts.filter((part) => part.type === 'tool_call').map((part) => part['id']));
    if (parts.length === 0 && typeof message['content'] === 'string' && message['content'] !== '') {
      parts.push(role === 'tool' ? toolResponsePart(message['tool_call_id'], message['content']) : textPart(message['content']));
    }
    if (isList(message['tool_calls'])) {
      for (const call of message['tool_calls']) {
        const told = isObject(call) ? call['tool_call'] : undefined;
        if (!isObject(told) || (typeof told['id'] === 'string' && known.has(told['id']))) continue;
        const called = told['function'];
        if (isObject(called)) parts.push(toolCallPart(told['id'], called['name'], called['arguments']));
      }
    }
    return [{ role, parts, ...(typeof message['name'] === 'string' && role !== 'tool' ? { name: message['name'] } : {}) }];
  });
}

function openInferenceContent(entry: Json): Part[] {
  const content = isObject(entry) ? entry['message_content'] : undefined;
  if (!isObject(content)) return [];
  if (typeof content['text'] === 'string')
    return [content['type'] === 'reasoning' ? { type: 'reasoning', content: content['text'] } : textPart(content['text'])];
  const image = isObject(content['image']) ? content['image']['image'] : undefined;
  if (isObject(image) && typeof image['url'] === 'string') return [mediaPart(image['url'], 'image')];
  const used = content['tool_use'];
  if (isObject(used)) return [toolCallPart(used['id'], used['name'], used['input'])];
  return [{ type: typeof content['type'] === 'string' ? content['type'] : 'generic', ...content }];
}
