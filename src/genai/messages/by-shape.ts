import { areAnthropicBlocks, blocksOf, fromAnthropicMessage } from './anthropic.ts';
import { isCanonical } from './canonical.ts';
import { areConverseBlocks, converseParts, fromConverseMessage } from './bedrock-converse.ts';
import { fromGeminiContent, geminiParts } from './gemini.ts';
import { type Conversation, every, isList, isObject, type Json, type JsonObject, type Message, type Part, textPart } from './message.ts';
import { fromChatMessage, fromChoices } from './openai-chat.ts';
import { areResponseItems, fromResponseItems } from './openai-responses.ts';
import { areVercelParts, fromVercelMessages } from './vercel.ts';

/** A request or a history, in whatever shape its keys show; undefined when that is none we know. */
export function inputByShape(value: Json): Conversation | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { input: [{ role: 'user', parts: [textPart(value)] }] };
  if (isList(value)) return wrap(historyByShape(value));
  if (!isObject(value)) return undefined;
  if (isList(value['contents']) || isObject(value['contents'])) return geminiRequest(value);
  if (isList(value['messages'])) return withSystem(wrap(historyByShape(flat(value['messages']))), systemOf(value['system']));
  const { input } = value;
  if (typeof input === 'string' || isList(input)) {
    const items = typeof input === 'string' ? [input] : input;
    return withSystem(wrap(areResponseItems(items) ? fromResponseItems(items) : historyByShape(items)), systemOf(value['instructions']));
  }
  if (typeof value['prompt'] === 'string')
    return withSystem({ input: [{ role: 'user', parts: [textPart(value['prompt'])] }] }, systemOf(value['system']));
  return typeof value['role'] === 'string' ? wrap(historyByShape([value])) : undefined;
}

/** A response or an answer. */
export function outputByShape(value: Json): Conversation | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { output: [{ role: 'assistant', parts: [textPart(value)] }] };
  if (isList(value)) return answer(historyByShape(value));
  if (!isObject(value)) return undefined;
  if (isList(value['choices'])) return answer(fromChoices(value['choices']));
  if (isList(value['candidates'])) return answer(geminiCandidates(value['candidates']));
  if (isObject(value['output']) && isObject(value['output']['message']))
    return answer(one(fromConverseMessage(value['output']['message']), value['stopReason']));
  if (isList(value['output']))
    return answer(areResponseItems(value['output']) ? fromResponseItems(value['output']) : historyByShape(value['output']));
  if (isObject(value['content']) && isList(value['content']['parts']))
    return answer(one(fromGeminiContent({ role: 'model', ...value['content'] }), value['finish_reason']));
  if (isObject(value['message'])) return answer(historyByShape([{ role: 'assistant', ...value['message'] }]));
  if (typeof value['role'] === 'string' || isList(value['content']) || typeof value['content'] === 'string') {
    const messages = historyByShape([{ role: 'assistant', ...value }]);
    return answer(messages?.length === 1 ? one(messages[0], value['stop_reason']) : messages);
  }
  return undefined;
}

/** Instructions apart from the history: a text or blocks of any provider. */
export function systemOf(value: Json | undefined): readonly Part[] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (isList(value) && areConverseBlocks(value)) return converseParts(value);
  if (isObject(value)) return geminiParts(value);
  return blocksOf(value);
}

/** A list of messages; all are of the shape that the first telling one shows. */
function historyByShape(messages: readonly Json[]): readonly Message[] | undefined {
  if (messages.length === 0) return [];
  if (areResponseItems(messages)) return fromResponseItems(messages);
  const contents = messages.flatMap((message) => (isObject(message) && isList(message['content']) ? [message['content']] : []));
  if (contents.some(areVercelParts)) return fromVercelMessages(messages);
  if (contents.some(areAnthropicBlocks)) return every(messages, fromAnthropicMessage);
  if (contents.some(areConverseBlocks)) return every(messages, fromConverseMessage);
  if (messages.every((message) => isObject(message) && isList(message['parts']))) {
    return isCanonical(messages, false) ? (messages as unknown as readonly Message[]) : every(messages, fromGeminiContent);
  }
  return every(messages, fromChatMessage);
}

/** LangChain's batches of one. */
function flat(messages: readonly Json[]): readonly Json[] {
  const [only] = messages;
  return messages.length === 1 && isList(only) ? only : messages;
}

function geminiRequest(value: JsonObject): Conversation | undefined {
  const { contents } = value;
  const config = value['config'];
  const system =
    value['systemInstruction'] ??
    value['system_instruction'] ??
    (isObject(config) ? (config['system_instruction'] ?? config['systemInstruction']) : undefined);
  const messages = every(isList(contents) ? contents : [contents as Json], (content) =>
    typeof content === 'string' ? { role: 'user', parts: [textPart(content)] } : fromGeminiContent(content),
  );
  return withSystem(wrap(messages), system === undefined ? undefined : geminiParts(system));
}

function geminiCandidates(candidates: readonly Json[]): readonly Message[] | undefined {
  return every(candidates, (candidate) => {
    if (!isObject(candidate) || !isObject(candidate['content'])) return undefined;
    return one(fromGeminiContent({ role: 'model', ...candidate['content'] }), candidate['finishReason'] ?? candidate['finish_reason'])?.[0];
  });
}

function one(message: Message | undefined, reason: Json | undefined): readonly Message[] | undefined {
  if (message === undefined) return undefined;
  return [typeof reason === 'string' ? { ...message, finish_reason: reason } : message];
}

function wrap(messages: readonly Message[] | undefined): Conversation | undefined {
  return messages === undefined ? undefined : { input: messages };
}

function answer(messages: readonly Message[] | undefined): Conversation | undefined {
  return messages === undefined ? undefined : { output: messages };
}

function withSystem(conversation: Conversation | undefined, system: readonly Part[] | undefined): Conversation | undefined {
  if (conversation === undefined || system === undefined || system.length === 0) return conversation;
  return { ...conversation, system };
}
