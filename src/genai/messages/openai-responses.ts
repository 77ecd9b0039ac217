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

const ITEMS: ReadonlySet<string> = new Set([
  'message',
  'function_call',
  'function_call_output',
  'reasoning',
  'custom_tool_call',
  'custom_tool_call_output',
  'item_reference',
]);

/** Blocks of Anthropic's answers, which call themselves `message` as well. */
const OTHER_BLOCKS: ReadonlySet<Json | undefined> = new Set(['text', 'tool_use', 'thinking', 'redacted_thinking', 'server_tool_use']);

/** Whether a list looks like items of the Responses API. */
export function areResponseItems(items: readonly Json[]): boolean {
  return items.some(
    (item) =>
      isObject(item) &&
      typeof item['type'] === 'string' &&
      (ITEMS.has(item['type']) || item['type'].endsWith('_call')) &&
      !(isList(item['content']) && item['content'].some((block) => isObject(block) && OTHER_BLOCKS.has(block['type']))),
  );
}

/**
 * Items of OpenAI's Responses API: messages, function calls, their outputs, reasoning. Items of the assistant that follow
 * each other are one message (platform.openai.com/docs/api-reference/responses).
 */
export function fromResponseItems(items: readonly Json[]): readonly Message[] | undefined {
  const messages: { role: string; parts: Part[] }[] = [];
  const add = (role: string, parts: readonly Part[]): void => {
    const last = messages.at(-1);
    if (last?.role === role && role === 'assistant') last.parts.push(...parts);
    else messages.push({ role, parts: [...parts] });
  };
  for (const item of items) {
    if (typeof item === 'string') add('user', [textPart(item)]);
    else if (!isObject(item)) return undefined;
    else if (item['role'] !== undefined) add(roleOf(item['role']), contentParts(item['content']));
    else addItem(item, add);
  }
  return messages;
}

function addItem(item: JsonObject, add: (role: string, parts: readonly Part[]) => void): void {
  switch (item['type']) {
    case 'function_call':
      add('assistant', [toolCallPart(item['call_id'] ?? item['id'], item['name'], item['arguments'])]);
      return;
    case 'custom_tool_call':
      add('assistant', [toolCallPart(item['call_id'] ?? item['id'], item['name'], item['input'])]);
      return;
    case 'function_call_output':
    case 'custom_tool_call_output':
      add('tool', [toolResponsePart(item['call_id'], item['output'])]);
      return;
    case 'reasoning':
      add('assistant', reasoningParts(item));
      return;
    default:
      add('assistant', [genericPart(item)]);
  }
}

function reasoningParts(item: JsonObject): readonly Part[] {
  const summary = item['summary'];
  const texts = isList(summary) ? summary.map((part) => (isObject(part) ? part['text'] : part)) : [];
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string')) return [genericPart(item)];
  return texts.map((content) => ({ type: 'reasoning', content: content as string }));
}

function contentParts(content: Json | undefined): readonly Part[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  if (!isList(content)) return content === null || content === undefined ? [] : [genericPart(content)];
  return content.map((part) => {
    if (!isObject(part)) return genericPart(part);
    if ((part['type'] === 'input_text' || part['type'] === 'output_text') && typeof part['text'] === 'string')
      return textPart(part['text']);
    if (part['type'] === 'refusal' && typeof part['refusal'] === 'string') return { type: 'refusal', content: part['refusal'] };
    if (part['type'] === 'input_image' && typeof part['image_url'] === 'string') return mediaPart(part['image_url'], 'image');
    if (part['type'] === 'input_file' && typeof part['file_id'] === 'string')
      return { type: 'file', modality: 'document', file_id: part['file_id'] };
    return genericPart(part);
  });
}

function roleOf(role: Json): string {
  return role === 'developer' ? 'system' : typeof role === 'string' ? role : 'user';
}
