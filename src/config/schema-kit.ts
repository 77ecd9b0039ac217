import type { JsonSchema } from '../kernel/component.ts';

/*
 * Words of Assay in a component's JSON Schema, beside those of 2020-12:
 *
 * | word | on | meaning |
 * | --- | --- | --- |
 * | `format: go-duration` | string | Go-style duration; read it with `parseDurationMs` |
 * | `format: byte-size` | string or integer | bytes; read it with `parseByteSize` |
 * | `format: host-port` | string | `host:port`, `[v6]:port`, `:port` |
 * | `format: http-url` | string | http or https URL |
 * | `x-secret: true` | anything | never printed; written as a literal it earns a warning |
 * | `x-listen: true` | string | an address we listen on; open to the network without `auth` beside it, it earns a warning |
 * | `x-extension: true` | string | id of an extension, which must be declared and listed in `service.extensions` |
 *
 * Defaults belong on properties, not inside `anyOf`/`oneOf`/`if` (ajv in strict mode refuses that). Objects made with
 * `object` default to `{}`, so that their own defaults are filled when the user leaves the whole object out; use
 * `optionalObject` where absence means "off".
 */

/** A Go-style duration. It stays text in the config object; the component calls `parseDurationMs`. */
export function duration(defaultText?: string, description?: string): JsonSchema {
  return { type: 'string', format: 'go-duration', ...about(defaultText, description) };
}

/** Bytes: a whole number, or text with a unit. The component calls `parseByteSize`. */
export function byteSize(defaultValue?: number | string, description?: string): JsonSchema {
  return { type: ['integer', 'string'], format: 'byte-size', minimum: 0, ...about(defaultValue, description) };
}

/** `host:port` to connect to. */
export function endpoint(defaultText?: string, description?: string): JsonSchema {
  return { type: 'string', format: 'host-port', ...about(defaultText, description) };
}

/** `host:port` to listen on. */
export function listenEndpoint(defaultText: string, description?: string): JsonSchema {
  return { type: 'string', format: 'host-port', 'x-listen': true, ...about(defaultText, description) };
}

/** An http or https URL. */
export function httpUrl(defaultText?: string, description?: string): JsonSchema {
  return { type: 'string', format: 'http-url', ...about(defaultText, description) };
}

/** Text that is never printed. */
export function secret(description?: string): JsonSchema {
  return { type: 'string', 'x-secret': true, ...about(undefined, description) };
}

/** Header names to values (RFC 9110 5.1 and 5.5: no line ends, so that none forges another header). Values are secret: tokens travel in headers. */
export function headers(description: string = 'Headers sent with each request.'): JsonSchema {
  return {
    type: 'object',
    propertyNames: { pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", description: 'the name of a header' },
    additionalProperties: {
      type: 'string',
      'x-secret': true,
      pattern: '^[\\t\\u0020-\\u007e\\u0080-\\u00ff]*$',
      description: 'a text without line ends and control characters',
    },
    default: {},
    description,
  };
}

/** Free text. */
export function text(defaultText?: string, description?: string): JsonSchema {
  return { type: 'string', ...about(defaultText, description) };
}

/** A whole number within bounds. */
export function integer(bounds: { readonly min?: number; readonly max?: number }, defaultValue?: number, description?: string): JsonSchema {
  return { type: 'integer', ...limits(bounds), ...about(defaultValue, description) };
}

/** A number within bounds. */
export function number(bounds: { readonly min?: number; readonly max?: number }, defaultValue?: number, description?: string): JsonSchema {
  return { type: 'number', ...limits(bounds), ...about(defaultValue, description) };
}

/** true or false. */
export function flag(defaultValue?: boolean, description?: string): JsonSchema {
  return { type: 'boolean', ...about(defaultValue, description) };
}

/** One of a few words. */
export function oneOf(words: readonly string[], defaultWord?: string, description?: string): JsonSchema {
  return { type: 'string', enum: words, ...about(defaultWord, description) };
}

/** A list of `items`, empty unless told otherwise. */
export function list(items: JsonSchema, description?: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'array', items, default: [], ...about(undefined, description), ...more };
}

/** Free keys, each with a value of `values`; empty unless told otherwise. */
export function map(values: JsonSchema, description?: string): JsonSchema {
  return { type: 'object', additionalProperties: values, default: {}, ...about(undefined, description) };
}

/** An object with known keys, present with its defaults when the user leaves it out. Anything else inside is an unknown key. */
export function object(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', additionalProperties: false, properties, default: {}, ...more };
}

/** As `object`, but absent unless written: for parts that are off by default (`tls`, `auth`, `cors`, `dead_letter`). */
export function optionalObject(properties: Readonly<Record<string, JsonSchema>>, more: JsonSchema = {}): JsonSchema {
  return { type: 'object', additionalProperties: false, properties, ...more };
}

/** The id of an extension (`file_storage/queue`, `basicauth/server`). */
export function extensionId(description?: string): JsonSchema {
  return { type: 'string', 'x-extension': true, ...about(undefined, description) };
}

function about(defaultValue: unknown, description: string | undefined): JsonSchema {
  return {
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
    ...(description === undefined ? {} : { description }),
  };
}

function limits(bounds: { readonly min?: number; readonly max?: number }): JsonSchema {
  return {
    ...(bounds.min === undefined ? {} : { minimum: bounds.min }),
    ...(bounds.max === undefined ? {} : { maximum: bounds.max }),
  };
}
