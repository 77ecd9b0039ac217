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

/** A content of Gemini, in REST's or Python's spelling: `{role: user|model, parts}` (ai.google.dev/api/caching#Content). */
export function fromGeminiContent(value: Json): Message | undefined {
  if (!isObject(value) || !isList(value['parts'])) return undefined;
  const parts = value['parts'].map(partOf);
  const said = value['role'];
  const onlyAnswers = parts.length > 0 && parts.every((part) => part.type === 'tool_call_response');
  const role = onlyAnswers || said === 'function' ? 'tool' : said === 'model' ? 'assistant' : typeof said === 'string' ? said : 'user';
  return { role, parts };
}

/** Parts of a content or of an instruction. */
export function geminiParts(value: Json | undefined): readonly Part[] {
  if (typeof value === 'string') return [textPart(value)];
  if (isObject(value) && isList(value['parts'])) return value['parts'].map(partOf);
  return isList(value) ? value.map(partOf) : [];
}

function partOf(part: Json): Part {
  if (typeof part === 'string') return textPart(part);
  if (!isObject(part)) return genericPart(part);
  if (typeof part['text'] === 'string')
    return part['thought'] === true ? { type: 'reasoning', content: part['text'] } : textPart(part['text']);
  const called = part['functionCall'] ?? part['function_call'];
  if (isObject(called)) return toolCallPart(called['id'], called['name'], called['args'] ?? {});
  const answered = part['functionResponse'] ?? part['function_response'];
  if (isObject(answered))
    return {
      ...toolResponsePart(answered['id'], answered['response']),
      ...(typeof answered['name'] === 'string' ? { name: answered['name'] } : {}),
    };
  return mediaOf(part) ?? genericPart(part);
}

function mediaOf(part: JsonObject): Part | undefined {
  const inline = part['inlineData'] ?? part['inline_data'];
  if (isObject(inline) && typeof inline['data'] === 'string') {
    const mime = textOf(inline['mimeType'] ?? inline['mime_type']);
    return { type: 'blob', modality: modalityOf(mime), ...(mime === '' ? {} : { mime_type: mime }), content: inline['data'] };
  }
  const file = part['fileData'] ?? part['file_data'];
  const uri = isObject(file) ? (file['fileUri'] ?? file['file_uri']) : undefined;
  if (!isObject(file) || typeof uri !== 'string') return undefined;
  const mime = textOf(file['mimeType'] ?? file['mime_type']);
  return { type: 'uri', modality: modalityOf(mime), ...(mime === '' ? {} : { mime_type: mime }), uri };
}
