import {
  genericPart,
  isList,
  isObject,
  type Json,
  type JsonObject,
  modalityOf,
  type Message,
  type Part,
  textOf,
  textPart,
  toolCallPart,
  toolResponsePart,
} from './message.ts';

const BLOCKS: ReadonlySet<string> = new Set(['tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'server_tool_use', 'document']);

/** Whether content blocks are Anthropic's and not another provider's. */
export function areAnthropicBlocks(content: readonly Json[]): boolean {
  return content.some(
    (block) => isObject(block) && (BLOCKS.has(textOf(block['type'])) || (block['type'] === 'image' && isObject(block['source']))),
  );
}

/** A message of Anthropic's API; answers of tools stand in a message of the user (docs.anthropic.com/en/api/messages). */
export function fromAnthropicMessage(value: Json): Message | undefined {
  if (!isObject(value) || typeof value['role'] !== 'string') return undefined;
  const parts = blocksOf(value['content']);
  const onlyAnswers = parts.length > 0 && parts.every((part) => part.type === 'tool_call_response');
  return { role: onlyAnswers ? 'tool' : value['role'], parts };
}

/** Content or system: a text, or blocks. */
export function blocksOf(content: Json | undefined): readonly Part[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return isList(content) ? content.map(blockPart) : content === null || content === undefined ? [] : [genericPart(content)];
}

function blockPart(block: Json): Part {
  if (typeof block === 'string') return textPart(block);
  if (!isObject(block)) return genericPart(block);
  switch (block['type']) {
    case 'text':
      return typeof block['text'] === 'string' ? textPart(block['text']) : genericPart(block);
    case 'thinking':
      return typeof block['thinking'] === 'string' ? { type: 'reasoning', content: block['thinking'] } : genericPart(block);
    case 'tool_use':
      return toolCallPart(block['id'], block['name'], block['input']);
    case 'tool_result':
      return toolResponsePart(block['tool_use_id'], answerOf(block['content']));
    case 'image':
    case 'document':
      return sourcePart(block);
    default:
      return genericPart(block);
  }
}

function sourcePart(block: JsonObject): Part {
  const { source } = block;
  const modality = block['type'] === 'image' ? 'image' : 'document';
  if (!isObject(source)) return genericPart(block);
  if (source['type'] === 'base64' && typeof source['data'] === 'string') {
    const mime = typeof source['media_type'] === 'string' ? source['media_type'] : '';
    return {
      type: 'blob',
      modality: mime === '' ? modality : modalityOf(mime),
      ...(mime === '' ? {} : { mime_type: mime }),
      content: source['data'],
    };
  }
  if (source['type'] === 'url' && typeof source['url'] === 'string') return { type: 'uri', modality, uri: source['url'] };
  return source['type'] === 'file' && typeof source['file_id'] === 'string'
    ? { type: 'file', modality, file_id: source['file_id'] }
    : genericPart(block);
}

function answerOf(content: Json | undefined): Json {
  if (!isList(content) || content.length !== 1) return content ?? null;
  const [only] = content;
  return isObject(only) && only['type'] === 'text' && typeof only['text'] === 'string' ? only['text'] : content;
}
