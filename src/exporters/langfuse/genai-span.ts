import type { CallReader } from '../../genai/call-reader.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { bytesOf, equalBytes } from '../../wire/bytes.ts';
import { GENAI_KEY_PREFIXES, GENAI_SCOPE_PREFIXES } from './genai-spans.data.ts';

const scopePrefixes = GENAI_SCOPE_PREFIXES.map(bytesOf);
const keyPrefixes = GENAI_KEY_PREFIXES.map(bytesOf);

/** Whether a span is part of the LLM side of a trace: a dialect knows it, its scope does, or a key says so. */
export function isGenAiSpan(span: SpanView, calls: CallReader): boolean {
  if (calls.read(span) !== undefined) return true;
  const { scope, attributes } = span;
  const scopeStart = scope.nameStart();
  if (scopeStart !== -1 && startsWithAny(scope.nameSource(), scopeStart, scope.nameEnd(), scopePrefixes)) return true;
  for (let row = 0; row < attributes.size; row++) {
    if (startsWithAny(attributes.source(row), attributes.keyStart(row), attributes.keyEnd(row), keyPrefixes)) return true;
  }
  return false;
}

/** Whether `buf[start..end)` starts with one of the prefixes. */
export function startsWithAny(buf: Uint8Array, start: number, end: number, prefixes: readonly Uint8Array[]): boolean {
  for (let i = 0; i < prefixes.length; i++) {
    const prefix = prefixes[i]!;
    if (end - start >= prefix.length && equalBytes(buf, start, prefix, 0, prefix.length)) return true;
  }
  return false;
}
