import { AssayError } from '../../wire/assay-error.ts';
import { cutText } from './safe-text.ts';
import { MASK, SECRET_FIELD, SECRET_SHAPES } from './secrets.data.ts';

const MAX_TEXT = 2048;
const MAX_DEPTH = 4;
const MAX_ENTRIES = 48;

/** Names that the record itself uses; a field of that name would forge them. */
const RESERVED = new Set(['level', 'ts', 'msg', 'otelcol.component.id', 'otelcol.component.kind', '__proto__']);

/** The text with known forms of secrets masked, cut at 2048 characters. */
export function withoutSecrets(text: string): string {
  let result = cutText(text, MAX_TEXT);
  for (const shape of SECRET_SHAPES) result = result.replace(shape.pattern, shape.replacement);
  return result;
}

/**
 * A copy of log fields that is safe to serialise: secrets masked by name and by shape, depth, entries and lengths
 * bounded, errors as code and message, bytes as a length only (bytes may be telemetry), cycles cut by the depth.
 */
export function safeFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return safeRecord(fields, 0);
}

function safeRecord(fields: object, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (++count > MAX_ENTRIES) {
      result['…'] = 'more fields left out';
      break;
    }
    const name = cutText(depth === 0 && RESERVED.has(key) ? `field.${key}` : key, 128);
    result[name] = typeof value === 'string' && SECRET_FIELD.test(key) ? MASK : safeValue(value, depth + 1);
  }
  return result;
}

function safeValue(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return withoutSecrets(value);
    case 'bigint':
      return value.toString();
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    case 'object':
      return value === null ? null : safeObject(value, depth);
    default:
      return value;
  }
}

function safeObject(value: object, depth: number): unknown {
  if (value instanceof Error) return safeError(value, depth);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (depth > MAX_DEPTH) return '[…]';
  if (value instanceof Map) return safeRecord(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) return [...value].slice(0, MAX_ENTRIES).map((item) => safeValue(item, depth + 1));
  return safeRecord(value, depth);
}

/** Errors of our own and of the system carry no data; a SyntaxError of JSON.parse quotes its input, so its message is left out. */
function safeError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  return {
    ...(code === undefined ? { name: error.name } : { code }),
    message: error instanceof SyntaxError ? 'syntax error' : withoutSecrets(error.message),
    ...(error.cause !== undefined && depth <= MAX_DEPTH ? { cause: safeValue(error.cause, depth + 1) } : {}),
    ...(error instanceof AssayError || code !== undefined ? {} : { at: firstFrame(error) }),
  };
}

/** Where an unexpected error was thrown: function and line, without the folder the program lives in. */
function firstFrame(error: Error): string {
  const frame = /\n\s+at (.+)/.exec(error.stack ?? '')?.[1] ?? 'unknown';
  return frame.replace(/(?:file:\/\/)?\/[^\s()]*\/((?:src|dist|node_modules)\/)/, '$1');
}
