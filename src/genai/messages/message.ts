/** JSON as parsed. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** One part of a message in the shape of the conventions (semconv.md section 5.3). */
export interface Part {
  readonly type: string;
  readonly [key: string]: Json;
}

/** One message in the shape of the conventions; extra properties are allowed and kept. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string;
  readonly finish_reason?: string;
}

/** What one document tells: the history, the answer, and instructions that the API takes apart from the history. */
export interface Conversation {
  readonly input?: readonly Message[];
  readonly output?: readonly Message[];
  readonly system?: readonly Part[];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A text, or '' for anything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function textPart(content: string): Part {
  return { type: 'text', content };
}

/**
 * Anything that no part of the conventions stands for: kept whole, under its own type (generic part). What has another
 * idea of `type`, or calls itself a text without being one, is kept inside.
 */
export function genericPart(value: Json): Part {
  if (!isObject(value)) return { type: 'generic', content: value };
  const { type } = value;
  if (type === undefined) return { type: 'generic', ...value };
  return typeof type === 'string' && (type !== 'text' || typeof value['content'] === 'string')
    ? (value as Part)
    : { type: 'generic', content: value };
}

/** A tool's arguments: the object where the text is JSON, unless reading it as numbers would lose digits; else the text. */
export function argumentsOf(value: Json | undefined): Json {
  if (typeof value !== 'string') return value ?? null;
  const parsed = parseJson(value);
  return isObject(parsed) || isList(parsed) ? parsed : value;
}

export function toolCallPart(id: Json | undefined, name: Json | undefined, args: Json | undefined): Part {
  return {
    type: 'tool_call',
    ...(typeof id === 'string' && id !== '' ? { id } : {}),
    name: typeof name === 'string' ? name : '',
    arguments: argumentsOf(args),
  };
}

export function toolResponsePart(id: Json | undefined, response: Json | undefined): Part {
  return { type: 'tool_call_response', ...(typeof id === 'string' && id !== '' ? { id } : {}), response: response ?? null };
}

/** `data:` URLs become blobs, other URLs references. */
export function mediaPart(url: string, modality: string): Part {
  const data = /^data:([^;,]+)?(?:;[^,]*)?;base64,(.*)$/s.exec(url);
  if (data === null) return { type: 'uri', modality, uri: url };
  return { type: 'blob', modality, ...(data[1] === undefined ? {} : { mime_type: data[1] }), content: data[2] ?? '' };
}

/** `image`, `audio`, `video`, else `document`. */
export function modalityOf(mime: string): string {
  const kind = mime.split('/')[0] ?? '';
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'document';
}

/** A number that a double cannot hold exactly; such a document is left where it is. */
const LONG_NUMBER = /(?:^|[[:,\s])-?\d{16,}/;

/** The document, or undefined when it is none, or none that survives being read and written again. */
export function parseJson(text: string): Json | undefined {
  if (LONG_NUMBER.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A list of converted elements, or undefined when one of them cannot be converted. */
export function every<T>(values: readonly Json[], convert: (value: Json) => T | undefined): readonly T[] | undefined {
  const all: T[] = [];
  for (const value of values) {
    const one = convert(value);
    if (one === undefined) return undefined;
    all.push(one);
  }
  return all;
}
