import { isList, isObject, type Json } from './message.ts';

/** Members of untyped parts (Gemini, Converse); a part of the conventions begins with none of them. */
const FOREIGN =
  /^"(?:text|function_?[cC]all|function_?[rR]esponse|inline_?[dD]ata|file_?[dD]ata|thought|video_?[mM]etadata|code_execution_result|executable_code)"/;
const PARTS = /"parts"\s*:\s*\[\s*(?:\{\s*)?/;

/** Whether the beginning of a text is that of messages (or instructions) in the shape of the conventions. */
export function looksCanonical(head: string, system: boolean): boolean {
  if (/^\s*\[\s*\]/.test(head)) return true;
  if (!/^\s*\[\s*\{/.test(head)) return false;
  if (system) return /"type"\s*:/.test(head) && /"content"\s*:/.test(head);
  const parts = PARTS.exec(head);
  return parts !== null && !FOREIGN.test(head.slice(parts.index + parts[0].length));
}

/** The same for a value that was read: nothing is to be converted. */
export function isCanonical(value: Json, system: boolean): boolean {
  if (!isList(value)) return false;
  const typed = (part: Json): boolean =>
    isObject(part) && typeof part['type'] === 'string' && (part['type'] !== 'text' || typeof part['content'] === 'string');
  if (system) return value.every(typed);
  return value.every(
    (message) => isObject(message) && typeof message['role'] === 'string' && isList(message['parts']) && message['parts'].every(typed),
  );
}
