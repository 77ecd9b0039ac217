import { isList, isObject, type Json, parseJson } from './message.ts';

/** Words of shapes, which the converted messages say by other words. */
const WORDS: ReadonlySet<string> = new Set([
  'text',
  'input_text',
  'output_text',
  'message',
  'function',
  'function_call',
  'function_call_output',
  'tool_use',
  'tool_result',
  'tool_call',
  'tool-call',
  'tool-result',
  'thinking',
  'reasoning',
  'refusal',
  'image',
  'image_url',
  'input_image',
  'input_audio',
  'file',
  'document',
  'base64',
  'url',
  'json',
  'custom',
  'model',
  'developer',
  'assistant',
  'user',
  'system',
  'tool',
  'completed',
  'error-text',
  'content',
]);

/**
 * Whether everything that a document says is said by what it was converted to: each text, number and flag of it, names of
 * members aside. JSON inside a text counts as what it holds.
 */
export function holdsAll(source: Json, converted: Json): boolean {
  const said = new Set<string>();
  collect(converted, said);
  const wanted = new Set<string>();
  collect(source, wanted);
  for (const leaf of wanted) if (!said.has(leaf)) return false;
  return true;
}

function collect(value: Json, into: Set<string>): void {
  if (value === null || value === '') return;
  if (isList(value)) for (const element of value) collect(element, into);
  else if (isObject(value)) for (const member of Object.values(value)) collect(member, into);
  else if (typeof value !== 'string') into.add(String(value));
  else {
    const inner = value.startsWith('{') || value.startsWith('[') ? parseJson(value) : undefined;
    if (inner !== undefined) collect(inner, into);
    else if (!WORDS.has(value)) into.add(value);
  }
}
