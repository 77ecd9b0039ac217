import { genericPart, isList, isObject, type Json, type Message, type Part, textPart, toolCallPart, toolResponsePart } from './message.ts';

const BLOCKS = ['text', 'toolUse', 'toolResult', 'reasoningContent', 'image', 'document', 'video', 'guardContent', 'cachePoint'];

/** Whether content blocks are of Converse: untyped, each with one known member. */
export function areConverseBlocks(content: readonly Json[]): boolean {
  return (
    content.length > 0 &&
    content.every((block) => isObject(block) && block['type'] === undefined && BLOCKS.some((name) => block[name] !== undefined))
  );
}

/** A message of Bedrock's Converse API (docs.aws.amazon.com/bedrock, API_runtime_Message). */
export function fromConverseMessage(value: Json): Message | undefined {
  if (!isObject(value) || typeof value['role'] !== 'string' || !isList(value['content'])) return undefined;
  const parts = converseParts(value['content']);
  const onlyAnswers = parts.length > 0 && parts.every((part) => part.type === 'tool_call_response');
  return { role: onlyAnswers ? 'tool' : value['role'], parts };
}

export function converseParts(content: readonly Json[]): readonly Part[] {
  return content.map((block) => {
    if (!isObject(block)) return genericPart(block);
    if (typeof block['text'] === 'string') return textPart(block['text']);
    const used = block['toolUse'];
    if (isObject(used)) return toolCallPart(used['toolUseId'], used['name'], used['input']);
    const result = block['toolResult'];
    if (isObject(result))
      return {
        ...toolResponsePart(result['toolUseId'], answerOf(result['content'])),
        ...(result['status'] === 'error' ? { status: 'error' } : {}),
      };
    const reasoning = block['reasoningContent'];
    const text = isObject(reasoning) ? reasoning['reasoningText'] : undefined;
    if (isObject(text) && typeof text['text'] === 'string') return { type: 'reasoning', content: text['text'] };
    return genericPart(block);
  });
}

function answerOf(content: Json | undefined): Json {
  if (!isList(content) || content.length !== 1) return content ?? null;
  const [only] = content;
  if (isObject(only) && typeof only['text'] === 'string') return only['text'];
  return isObject(only) && only['json'] !== undefined ? only['json'] : content;
}
