import { inputByShape, outputByShape, systemOf } from '../../genai/messages/by-shape.ts';
import { CHOICE_EVENT, type EventBody, fromEventBodies, MESSAGE_EVENTS } from '../../genai/messages/event-bodies.ts';
import { type Conversation, isObject, type Json, parseJson } from '../../genai/messages/message.ts';
import { EVENT } from '../../otlp/fields.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { ChildList } from '../../otlp/views/children.ts';
import { bytesOf } from '../../wire/bytes.ts';
import { LONGEST_DOCUMENT, rowToJson } from './message-source.ts';

/** The event that tells a whole call (current conventions), and the two of v1.26 and of emitters of that time. */
const DETAILS = 'gen_ai.client.inference.operation.details';
const PROMPT = 'gen_ai.content.prompt';
const COMPLETION = 'gen_ai.content.completion';
/** Attribute with the body of an event whose emitter has no structured bodies (Semantic Kernel for .NET, Azure). */
const CONTENT = 'gen_ai.event.content';
const NAMES: ReadonlySet<string> = new Set([...Object.keys(MESSAGE_EVENTS), CHOICE_EVENT, DETAILS, PROMPT, COMPLETION]);
const PREFIX = bytesOf('gen_ai.');
/** A conversation of more events stays spread over them. */
const MOST_EVENTS = 1024;

/** What the events of one span tell, and the documents that it was read from. */
export interface ToldByEvents {
  readonly conversation: Conversation;
  readonly documents: readonly Json[];
}

/**
 * Gathers the messages that stand in events of a span: one event a message, or one for all of them. Undefined when there
 * are none, or when one of them cannot be read without loss: then all stay where they are.
 */
export function messagesOfEvents(events: ChildList): ToldByEvents | undefined {
  const bodies: EventBody[] = [];
  const documents: Json[] = [];
  let whole: Conversation = {};
  let bytes = 0;
  let unread = false;
  // The list is walked to its end, whatever is found: edits of others hang on it.
  for (let more = events.first(); more; more = events.next()) {
    const name = nameOf(events);
    if (name === undefined || unread) continue;
    const { view } = events;
    bytes += view.end - view.start;
    const body = bytes > LONGEST_DOCUMENT || bodies.length >= MOST_EVENTS ? undefined : bodyOf(view.attributes);
    if (body === undefined) unread = true;
    else if (name === DETAILS || name === PROMPT || name === COMPLETION) whole = { ...whole, ...conversationOf(name, body) };
    else bodies.push({ name, body });
    if (body !== undefined) documents.push(withoutIndex(body));
  }
  if (unread || documents.length === 0) return undefined;
  const spread = bodies.length === 0 ? {} : fromEventBodies(bodies);
  return spread === undefined ? undefined : { conversation: { ...spread, ...whole }, documents };
}

/** The place of a choice is said by its place in the list. */
function withoutIndex({ index: _index, ...rest }: Record<string, Json>): Json {
  return rest;
}

/** Takes away the events that `messagesOfEvents` reads. */
export function removeMessageEvents(events: ChildList): void {
  for (let more = events.first(); more; more = events.next()) if (nameOf(events) !== undefined) events.remove();
}

/** The name of the event at hand when it is one of ours. */
function nameOf({ view }: ChildList): string | undefined {
  if (!view.has(EVENT.name)) return undefined;
  const buf = view.source(EVENT.name);
  const start = view.fieldStart(EVENT.name);
  for (let i = 0; i < PREFIX.length; i++) if (buf[start + i] !== PREFIX[i]) return undefined;
  const name = view.text(EVENT.name);
  return NAMES.has(name) ? name : undefined;
}

/** The attributes of an event as one object; what is in `gen_ai.event.content` counts as its members. */
function bodyOf(attributes: AttributesEdit): Record<string, Json> | undefined {
  const body: Record<string, Json> = {};
  for (let row = 0; row < attributes.size; row++) {
    if (attributes.kind(row) === -1) continue;
    const key = attributes.keyText(row);
    if (key === 'gen_ai.system' || key === 'gen_ai.provider.name' || key === 'event.name') continue;
    const value = attributes.kind(row) === 1 ? attributes.text(row) : rowToJson(attributes, row);
    if (value === undefined) return undefined;
    if (key !== CONTENT) body[key] = value;
    else {
      const inner = typeof value === 'string' ? parseJson(value) : value;
      if (!isObject(inner)) return undefined;
      Object.assign(body, inner);
    }
  }
  return body;
}

/** Events that tell more than one message. Documents in an unknown shape give nothing. */
function conversationOf(name: string, body: Record<string, Json>): Conversation {
  const input = read(
    body['gen_ai.input.messages'] ?? (name === PROMPT ? (body['gen_ai.prompt'] ?? body['content']) : undefined),
    inputByShape,
  );
  const output = read(
    body['gen_ai.output.messages'] ?? (name === COMPLETION ? (body['gen_ai.completion'] ?? body['content']) : undefined),
    outputByShape,
  );
  const system = read(body['gen_ai.system_instructions'], (value) => {
    const parts = systemOf(value);
    return parts === undefined ? undefined : { system: parts };
  });
  return { ...input, ...output, ...system };
}

function read(value: Json | undefined, by: (value: Json) => Conversation | undefined): Conversation {
  if (value === undefined) return {};
  const document = typeof value === 'string' && /^\s*[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  return by(document) ?? {};
}
