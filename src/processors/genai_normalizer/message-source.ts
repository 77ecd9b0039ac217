import type { MessageShape } from '../../genai/messages/convert.ts';
import { collectIndexed } from '../../genai/messages/indexed.ts';
import { type Json, isList, isObject, parseJson } from '../../genai/messages/message.ts';
import { textToJson, valueToJson } from '../../genai/messages/value-to-json.ts';
import { COMPOUND, TEXT } from '../../genai/json-paths/hits.ts';
import { DECIDED, type Fetcher, LISTED } from '../../genai/reader/fetcher.ts';
import { AT_INDEXED, AT_JSON, type Source } from '../../genai/reader/source.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { ValueView } from '../../otlp/views/values.ts';

/** Documents longer than this stay as they are: reading one would hold up all others. */
export const LONGEST_DOCUMENT = 2_097_152;

const value = new ValueView();

/** The shape that a row names; undefined for rows that are copied as they are. */
export function shapeOf(source: Source): MessageShape | undefined {
  const ops = source.row.do === undefined ? [] : typeof source.row.do === 'string' ? [source.row.do] : source.row.do;
  return ops.find((op) => op.startsWith('messages:'))?.slice('messages:'.length) as MessageShape | undefined;
}

/** What a source of messages holds, as JSON; undefined when there is nothing, or nothing that can be read without loss. */
export function documentOf(source: Source, fetcher: Fetcher): Json | undefined {
  if (source.test !== undefined && !fetcher.holds(source.test)) return undefined;
  const { attributes } = fetcher.item;
  if (source.kind === AT_INDEXED) {
    const indexed = collectIndexed(attributes, Buffer.from(source.prefix).toString('utf8'));
    return indexed.length === 0 ? undefined : indexed;
  }
  if (source.kind === AT_JSON) return memberOf(source, attributes);
  const found = fetcher.fetch(source);
  if (found === DECIDED) return undefined;
  if (found === TEXT) return fetcher.text.length > LONGEST_DOCUMENT ? undefined : textToJson(fetcher.text.toString());
  return found === LISTED || found === COMPOUND ? valueToJson(fetcher.value) : undefined;
}

/** The value of one row, as JSON. */
export function rowToJson(attributes: AttributesView, row: number): Json | undefined {
  attributes.value(row, value);
  if (value.end - value.start > LONGEST_DOCUMENT) return undefined;
  const json = valueToJson(value);
  return typeof json === 'string' ? textToJson(json) : json;
}

/** A member of a JSON document, by a path of plain names. */
function memberOf(source: Source, attributes: AttributesView): Json | undefined {
  const row = source.document?.key === undefined ? -1 : attributes.find(source.document.key);
  let at: Json | undefined = row === -1 ? undefined : rowToJson(attributes, row);
  for (const step of (source.row.path ?? '').split('.')) at = isObject(at) ? at[step] : undefined;
  return at;
}

const VERCEL = {
  text: ['ai.response.text', 'ai.result.text'].map(internKey),
  reasoning: ['ai.response.reasoning'].map(internKey),
  toolCalls: ['ai.response.toolCalls', 'ai.result.toolCalls'].map(internKey),
  object: ['ai.response.object', 'ai.result.object'].map(internKey),
};

/** Attributes over which the Vercel AI SDK spreads an answer. */
export const VERCEL_RESPONSE_KEYS: readonly Key[] = Object.values(VERCEL).flat();

/** That answer as one document; undefined when a part of it cannot be read. */
export function vercelResponse(attributes: AttributesView): Json | undefined {
  const response: Record<string, Json> = {};
  for (const [name, keys] of Object.entries(VERCEL)) {
    const row = keys.map((key) => attributes.find(key)).find((at) => at !== -1);
    const text = row === undefined ? '' : attributes.text(row);
    if (text === '') continue;
    const part = name === 'toolCalls' ? parseJson(text) : text;
    if (part === undefined) return undefined;
    response[name] = part;
  }
  return response;
}

/** A list of JSON texts, as what they say. */
export function listOfTexts(list: Json): readonly Json[] | undefined {
  if (!isList(list)) return undefined;
  const all: Json[] = [];
  for (const text of list) {
    const parsed = typeof text === 'string' ? parseJson(text) : text;
    if (parsed === undefined) return undefined;
    all.push(parsed);
  }
  return all;
}
