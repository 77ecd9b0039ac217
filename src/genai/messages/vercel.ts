import {
  argumentsOf,
  every,
  genericPart,
  isList,
  isObject,
  type Json,
  type JsonObject,
  mediaPart,
  modalityOf,
  type Message,
  type Part,
  textOf,
  textPart,
  toolCallPart,
  toolResponsePart,
} from './message.ts';

/** Prompts of the Vercel AI SDK, v3 to v6: parts typed text, reasoning, image, file, tool-call, tool-result (vercel/ai ed857f5). */
export function fromVercelMessages(messages: readonly Json[]): readonly Message[] | undefined {
  return every(messages, (message) => {
    if (!isObject(message) || typeof message['role'] !== 'string') return undefined;
    const { content } = message;
    const parts = typeof content === 'string' ? [textPart(content)] : isList(content) ? content.map(vercelPart) : [];
    return { role: message['role'], parts };
  });
}

/** Whether content parts are spelt as Vercel does. */
export function areVercelParts(content: readonly Json[]): boolean {
  return content.some((part) => isObject(part) && (part['type'] === 'tool-call' || part['type'] === 'tool-result'));
}

/** One answer out of `{text, reasoning, toolCalls, object}`; undefined when it has none. */
export function fromVercelResponse(response: JsonObject): Message | undefined {
  const parts: Part[] = [];
  const { text, reasoning, toolCalls, object } = response;
  if (typeof reasoning === 'string') parts.push({ type: 'reasoning', content: reasoning });
  const answer = text ?? object;
  if (typeof answer === 'string') parts.push(textPart(answer));
  if (isList(toolCalls)) {
    for (const call of toolCalls) {
      if (!isObject(call)) return undefined;
      parts.push(toolCallPart(call['toolCallId'], call['toolName'], call['input'] ?? call['args']));
    }
  }
  return parts.length === 0 ? undefined : { role: 'assistant', parts };
}

function vercelPart(part: Json): Part {
  if (!isObject(part)) return genericPart(part);
  switch (part['type']) {
    case 'text':
      return typeof part['text'] === 'string' ? textPart(part['text']) : genericPart(part);
    case 'reasoning':
      return typeof part['text'] === 'string' ? { type: 'reasoning', content: part['text'] } : genericPart(part);
    case 'tool-call':
      return toolCallPart(part['toolCallId'], part['toolName'], part['input'] ?? part['args']);
    case 'tool-result':
      return toolResponsePart(part['toolCallId'], resultOf(part));
    case 'image':
    case 'file':
      return filePart(part);
    default:
      return genericPart(part);
  }
}

/** v5 and later wrap the value with its type. */
function resultOf(part: JsonObject): Json {
  const output = part['output'];
  if (isObject(output) && typeof output['type'] === 'string' && output['value'] !== undefined) return output['value'];
  return argumentsOf(output ?? part['result']);
}

function filePart(part: JsonObject): Part {
  const mime = textOf(part['mediaType'] ?? part['mimeType']);
  const modality = part['type'] === 'image' ? 'image' : modalityOf(mime);
  const data = part['image'] ?? part['data'];
  if (typeof data !== 'string') return genericPart(part);
  if (/^(https?|data):/.test(data)) return mediaPart(data, modality);
  return { type: 'blob', modality, ...(mime === '' ? {} : { mime_type: mime }), content: data };
}
