import {
  genericPart,
  isList,
  isObject,
  type Json,
  type JsonObject,
  mediaPart,
  type Message,
  type Part,
  textPart,
  toolCallPart,
  toolResponsePart,
} from './message.ts';

/**
 * A message of OpenAI's chat completions, and of all that copy them: `{role, content: text or parts, tool_calls, tool_call_id}`
 * (platform.openai.com/docs/api-reference/chat).
 */
export function fromChatMessage(value: Json): Message | undefined {
  if (!isObject(value) || typeof value['role'] !== 'string') return undefined;
  const role = value['role'] === 'developer' ? 'system' : value['role'] === 'function' ? 'tool' : value['role'];
  const parts: Part[] = [];
  const reasoning = value['reasoning_content'] ?? value['reasoning'];
  if (typeof reasoning === 'string' && reasoning !== '') parts.push({ type: 'reasoning', content: reasoning });
  if (role === 'tool') parts.push(toolResponsePart(value['tool_call_id'] ?? value['name'], answerOf(value['content'])));
  else parts.push(...contentParts(value['content']));
  if (typeof value['refusal'] === 'string' && value['refusal'] !== '') parts.push({ type: 'refusal', content: value['refusal'] });
  if (isObject(value['audio'])) parts.push(genericPart({ type: 'audio', ...value['audio'] }));
  if (isList(value['tool_calls'])) parts.push(...value['tool_calls'].map(toolCall));
  if (isObject(value['function_call']))
    parts.push(toolCallPart(undefined, value['function_call']['name'], value['function_call']['arguments']));
  return { role, parts, ...(typeof value['name'] === 'string' && role !== 'tool' ? { name: value['name'] } : {}) };
}

/** `choices` of a response, with the reason of each. */
export function fromChoices(choices: readonly Json[]): readonly Message[] | undefined {
  const messages: Message[] = [];
  for (const choice of choices) {
    if (!isObject(choice)) return undefined;
    const message =
      typeof choice['text'] === 'string'
        ? { role: 'assistant', parts: [textPart(choice['text'])] }
        : fromChatMessage(withRole(choice['message'] ?? choice['delta'] ?? null));
    if (message === undefined) return undefined;
    const reason = choice['finish_reason'];
    messages.push(typeof reason === 'string' ? { ...message, finish_reason: reason } : message);
  }
  return messages;
}

function withRole(message: Json): Json {
  return isObject(message) && message['role'] === undefined ? { role: 'assistant', ...message } : message;
}

function contentParts(content: Json | undefined): readonly Part[] {
  if (typeof content === 'string') return content === '' || content === 'null' ? [] : [textPart(content)];
  if (content === null || content === undefined) return [];
  return isList(content) ? content.map(contentPart) : [genericPart(content)];
}

function contentPart(part: Json): Part {
  if (typeof part === 'string') return textPart(part);
  if (!isObject(part)) return genericPart(part);
  switch (part['type']) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return typeof part['text'] === 'string' ? textPart(part['text']) : genericPart(part);
    case 'refusal':
      return typeof part['refusal'] === 'string' ? { type: 'refusal', content: part['refusal'] } : genericPart(part);
    case 'image_url':
      return imagePart(part);
    case 'input_audio':
      return audioPart(part);
    case 'file':
      return filePart(part);
    default:
      return genericPart(part);
  }
}

function imagePart(part: JsonObject): Part {
  const image = part['image_url'];
  const url = typeof image === 'string' ? image : isObject(image) ? image['url'] : undefined;
  return typeof url === 'string' ? mediaPart(url, 'image') : genericPart(part);
}

function audioPart(part: JsonObject): Part {
  const audio = part['input_audio'];
  if (!isObject(audio) || typeof audio['data'] !== 'string') return genericPart(part);
  return {
    type: 'blob',
    modality: 'audio',
    ...(typeof audio['format'] === 'string' ? { mime_type: `audio/${audio['format']}` } : {}),
    content: audio['data'],
  };
}

function filePart(part: JsonObject): Part {
  const file = part['file'];
  return isObject(file) && typeof file['file_id'] === 'string'
    ? { type: 'file', modality: 'document', file_id: file['file_id'] }
    : genericPart(part);
}

function toolCall(call: Json): Part {
  if (!isObject(call)) return genericPart(call);
  const called = call['function'];
  if (isObject(called)) return toolCallPart(call['id'], called['name'], called['arguments']);
  if (isObject(call['custom'])) return toolCallPart(call['id'], call['custom']['name'], call['custom']['input']);
  return typeof call['name'] === 'string' ? toolCallPart(call['id'], call['name'], call['args'] ?? call['arguments']) : genericPart(call);
}

/** What a tool answered: a text, or the text of its only part, else the parts as they are. */
function answerOf(content: Json | undefined): Json {
  if (!isList(content) || content.length !== 1) return content ?? null;
  const [only] = content;
  return isObject(only) && typeof only['text'] === 'string' ? only['text'] : content;
}
