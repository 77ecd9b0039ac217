import type { JsonSchema } from '../kernel/component.ts';
import { soundsSecret } from './secrets.ts';
import { oneOfText, quote } from './suggest.ts';
import type { Path, TreeNode } from './tree.ts';

/** What a schema wants, in words: `a duration such as 200ms`, `one of proto, json`, `a list`. */
export function wanted(schema: JsonSchema | undefined): string | undefined {
  if (schema === undefined) return undefined;
  if (Array.isArray(schema['enum'])) return oneOfText(schema['enum'].map(String));
  if (schema['const'] !== undefined) return String(schema['const'] as string | number | boolean);
  const format = FORMAT_WORDS[String(schema['format'])];
  if (format !== undefined) return format;
  const types = typesOf(schema);
  if (types.length === 0) return undefined;
  const words = types.map((type) => TYPE_WORDS[type] ?? type).join(' or ');
  return `${words}${boundsOf(schema)}`;
}

/** Types a schema allows at its top. */
export function typesOf(schema: JsonSchema | undefined): string[] {
  const type = schema?.['type'];
  return typeof type === 'string' ? [type] : Array.isArray(type) ? type.map(String) : [];
}

/** Words for JSON Schema's types. */
export const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
};

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  'go-duration': 'a duration with a unit, such as 200ms, 5s or 1h30m',
  'byte-size': 'a size in bytes, such as 4194304 or 4MiB',
  'host-port': 'host:port, such as localhost:4317',
  'http-url': 'a URL that starts with http:// or https://',
};

/** True when no message may repeat the value: it came from a variable or file, or its key or schema says that it is a secret. */
export function isPrivate(node: TreeNode | undefined, path: Path, schema: JsonSchema | undefined): boolean {
  if (node?.substituted !== undefined && node.substituted.from !== 'yaml') return true;
  return schema?.['x-secret'] === true || path.some((segment) => soundsSecret(String(segment)));
}

/** What stands there, in words: `the text "abc"`, `a list`, `a number (from ${env:PORT})`. Private values only by their kind. */
export function found(node: TreeNode | undefined, path: Path, schema: JsonSchema | undefined): string {
  if (node === undefined) return 'nothing';
  const { substituted } = node;
  const kind = kindOf(node);
  if (substituted !== undefined && substituted.from !== 'yaml')
    return `${kind} (from ${substituted.refs.map((ref) => `\${${ref}}`).join(', ')})`;
  if (node.kind !== 'scalar' || node.value === null || isPrivate(node, path, schema)) return kind;
  if (typeof node.value === 'string') return `the text ${quote(node.value)}`;
  return typeof node.value === 'number' ? `the number ${node.value}` : String(node.value);
}

/** The setting a message is about: `"timeout"`, `entry 2 of "processors"`. Entries count from 1. */
export function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the config';
  return typeof last === 'number' ? `entry ${last + 1} of ${quote(String(path.at(-2) ?? ''))}` : quote(last);
}

function kindOf(node: TreeNode): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'a text' : typeof node.value === 'number' ? 'a number' : 'true or false';
}

function boundsOf(schema: JsonSchema): string {
  const minimum = schema['minimum'];
  const maximum = schema['maximum'];
  if (typeof minimum === 'number' && typeof maximum === 'number') return ` from ${minimum} to ${maximum}`;
  if (typeof minimum === 'number') return ` of at least ${minimum}`;
  return typeof maximum === 'number' ? ` of at most ${maximum}` : '';
}
