import { bytesOf } from '../../wire/bytes.ts';
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

const ROLE = bytesOf('[{"role":');
const TEXT_PART = bytesOf('[{"type":"text","content":');
const PARTS_MEMBER = bytesOf('"parts":');
const TYPE_MEMBER = bytesOf('{"type":');
const SEARCHED = 64;

/** A quick yes for the most common spelling, on bytes; a no says nothing. Blanks between the tokens are allowed. */
export function beginsCanonical(buf: Uint8Array, start: number, end: number, system: boolean): boolean {
  if (system) return after(TEXT_PART, buf, start, end) !== -1;
  let at = after(ROLE, buf, start, end);
  if (at === -1) return false;
  const last = Math.min(end, at + SEARCHED);
  for (; at < last; at++) {
    if (buf[at] !== 0x22 || buf[at + 1] !== 0x70) continue;
    const parts = after(PARTS_MEMBER, buf, at, end);
    if (parts === -1) continue;
    const open = after(OPEN, buf, parts, end);
    return open !== -1 && (after(TYPE_MEMBER, buf, open, end) !== -1 || after(CLOSE, buf, open, end) !== -1);
  }
  return false;
}

const OPEN = bytesOf('[');
const CLOSE = bytesOf(']');

/** Where the text ends that stands at `at` but for blanks, or -1. */
function after(text: Uint8Array, buf: Uint8Array, at: number, end: number): number {
  for (let i = 0; i < text.length; i++) {
    while (at < end && (buf[at] === 0x20 || buf[at] === 0x0a)) at++;
    if (at >= end || buf[at++] !== text[i]) return -1;
  }
  return at;
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
