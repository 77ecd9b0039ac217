import { areAnthropicBlocks, fromAnthropicMessage } from './anthropic.ts';
import { areConverseBlocks, fromConverseMessage } from './bedrock-converse.ts';
import { isCanonical } from './canonical.ts';
import { type Conversation, isList, isObject, type Json, type JsonObject, type Message, parseJson } from './message.ts';
import { fromChatMessage } from './openai-chat.ts';

/** Names of the events of v1.28 to v1.36 that carry one message each, with the role that the name says. */
export const MESSAGE_EVENTS: Readonly<Record<string, string>> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
};
export const CHOICE_EVENT = 'gen_ai.choice';

/** One event: its name and what it says, `{content, tool_calls, id, role}` or `{index, finish_reason, message}`. */
export interface EventBody {
  readonly name: string;
  readonly body: JsonObject;
}

/**
 * The conversation that message events tell, one event a message, in their order; choices by their index
 * (open-telemetry/semantic-conventions v1.36, gen-ai-events). Undefined when one of them cannot be read.
 */
export function fromEventBodies(events: readonly EventBody[]): Conversation | undefined {
  const input: Message[] = [];
  const output: { readonly index: number; readonly message: Message }[] = [];
  for (const { name, body } of events) {
    const role = MESSAGE_EVENTS[name];
    if (role !== undefined) {
      const message = messageOf(body, role);
      if (message === undefined) return undefined;
      input.push(message);
    } else if (name === CHOICE_EVENT) {
      const message = choiceOf(body);
      if (message === undefined) return undefined;
      output.push({ index: typeof body['index'] === 'number' ? body['index'] : output.length, message });
    }
  }
  return {
    ...(input.length > 0 ? { input } : {}),
    ...(output.length > 0 ? { output: output.toSorted((a, b) => a.index - b.index).map(({ message }) => message) } : {}),
  };
}

/** A list of events in one attribute, each with its name in `event.name` (Pydantic AI v1, Logfire). */
export function fromEventList(list: readonly Json[]): Conversation | undefined {
  const events: EventBody[] = [];
  for (const entry of list) {
    const name = isObject(entry) ? entry['event.name'] : undefined;
    if (!isObject(entry) || typeof name !== 'string') return undefined;
    events.push({ name, body: entry });
  }
  return fromEventBodies(events);
}

/** One message of any provider whose content stands under `content`; the role in the body wins over that of the event. */
function messageOf(body: JsonObject, role: string): Message | undefined {
  const told = typeof body['role'] === 'string' && body['role'] !== '' ? body['role'] : role;
  const content = contentOf(body['content']);
  if (isList(content)) {
    if (areConverseBlocks(content)) return fromConverseMessage({ role: told, content });
    if (areAnthropicBlocks(content)) return fromAnthropicMessage({ role: told, content });
  }
  const id = body['tool_call_id'] ?? body['id'];
  const calls = contentOf(body['tool_calls']);
  return fromChatMessage({
    role: told,
    ...(content === undefined ? {} : { content }),
    ...(isList(calls) ? { tool_calls: calls } : {}),
    ...(typeof id === 'string' ? { tool_call_id: id } : {}),
    ...(typeof body['name'] === 'string' ? { name: body['name'] } : {}),
  });
}

/** The answer of a choice: a message, blocks of one, or a text; its own fields stand beside it when there is none. */
function choiceOf(body: JsonObject): Message | undefined {
  const told = contentOf(body['message']);
  const message = isObject(told) ? answerOf(told) : messageOf(told === undefined ? body : { content: told }, 'assistant');
  const reason = body['finish_reason'];
  return message === undefined || typeof reason !== 'string' || reason === '' ? message : { ...message, finish_reason: reason };
}

function answerOf(message: JsonObject): Message | undefined {
  const whole = { role: 'assistant', ...message };
  if (isList(whole['parts' as never])) return isCanonical([whole], false) ? (whole as unknown as Message) : undefined;
  return messageOf(whole, 'assistant');
}

/** Structured content as such, also when it was written as text: a list of blocks, an object. Any other text is a text. */
function contentOf(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  const parsed = parseJson(value);
  return isObject(parsed) || (isList(parsed) && parsed.length > 0 && parsed.every(isObject)) ? parsed : value;
}
