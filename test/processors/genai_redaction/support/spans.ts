import type { PlainAttributes } from '../../../../src/otlp/build/any-value.ts';
import { buildTraces } from '../../../../src/otlp/build/traces.ts';
import type { GenaiRedactionConfig } from '../../../../src/processors/genai_redaction/config.ts';
import { redactBatch } from './walk.ts';

export const PROMPT = 'gen_ai.input.messages';

export interface SpanParts {
  readonly resource?: PlainAttributes;
  readonly events?: readonly { readonly name: string; readonly attributes?: PlainAttributes }[];
}

/** One span's attributes after redaction, summary off; undefined when the span was dropped. */
export function redactSpan(
  given: PlainAttributes,
  config: GenaiRedactionConfig = {},
  { resource = {}, events = [] }: SpanParts = {},
): Record<string, unknown> | undefined {
  const batch = buildTraces([{ resource, spans: [{ name: 'chat', attributes: given, events }] }]);
  const { object, dropped } = redactBatch(batch, { summary: 'off', ...config });
  return dropped > 0 ? undefined : listOf(at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0, 'attributes'));
}

/** The one text under the prompt's key. */
export function redactPrompt(text: string, identities: PlainAttributes, config: GenaiRedactionConfig = {}, parts: SpanParts = {}): unknown {
  return redactSpan({ ...identities, [PROMPT]: text }, config, parts)?.[PROMPT];
}

export function listOf(list: unknown): Record<string, unknown> {
  return Object.fromEntries(
    ((list ?? []) as { key: string; value: Record<string, unknown> }[]).map(({ key, value }) => [key, plainOf(value)]),
  );
}

export function plainOf(value: Record<string, unknown>): unknown {
  const [[kind, content] = ['', undefined]] = Object.entries(value);
  if (kind === 'arrayValue') return ((content as { values: Record<string, unknown>[] }).values ?? []).map(plainOf);
  if (kind === 'kvlistValue') return listOf((content as { values: unknown }).values);
  return content;
}

export function at(object: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], object);
}
