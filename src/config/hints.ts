import type { JsonSchema } from '../kernel/component.ts';
import type { TreeNode } from './tree.ts';

/** How to turn a value of another type into the wanted one. A value that is not `showable` is not repeated. */
export function typeHint(node: TreeNode | undefined, types: readonly string[], showable: boolean): string | undefined {
  const scalar = node?.kind === 'scalar' ? node.value : undefined;
  if (types.includes('string') && (typeof scalar === 'number' || typeof scalar === 'boolean')) {
    return showable ? `put it in quotes: "${String(scalar)}"` : 'put it in quotes';
  }
  if (types.includes('array') && scalar !== undefined && scalar !== null) return 'put it in brackets: [...]';
  if (types.includes('object') && node?.kind === 'list') return 'write `key: value` pairs instead of a list';
  if (typeof scalar !== 'string' || !showable) return undefined;
  if (types.includes('boolean') && /^(yes|no|on|off)$/i.test(scalar)) return `write ${/^(yes|on)$/i.test(scalar) ? 'true' : 'false'}`;
  const isNumeric = scalar.trim() !== '' && Number.isFinite(Number(scalar));
  return isNumeric && (types.includes('integer') || types.includes('number')) ? 'remove the quotes' : undefined;
}

/** What to write instead of a text that is not in a format; `text` is empty when it may not be repeated. */
export function formatHint(format: string, text: string): string | undefined {
  return FORMAT_HINTS.find((row) => row.format === format && row.when.test(text))?.hint(text);
}

interface FormatHint {
  readonly format: string;
  readonly when: RegExp;
  readonly hint: (text: string) => string;
}

const FORMAT_HINTS: readonly FormatHint[] = [
  {
    format: 'host-port',
    when: /^[a-z]+:\/\//i,
    hint: (text) => `without the scheme: ${text.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '')}`,
  },
  { format: 'host-port', when: /^[\w.-]+$/, hint: (text) => `add a port: ${text}:PORT` },
  { format: 'http-url', when: /^[\w.-]+(:\d+)?(\/|$)/, hint: (text) => `add the scheme: https://${text}` },
  { format: 'go-duration', when: /^\d+(\.\d+)?$/, hint: (text) => `write ${text}s for seconds or ${text}ms for milliseconds` },
  { format: 'go-duration', when: /^\d+\s*(d|days?)$/, hint: (text) => `the largest unit is h: ${Number.parseInt(text, 10) * 24}h` },
  { format: 'go-duration', when: /\s/, hint: () => 'without spaces: 1h30m' },
  {
    format: 'byte-size',
    when: /^\d+\s*[kmgt]$/i,
    hint: (text) => {
      const number = Number.parseInt(text, 10);
      const letter = text.at(-1)!.toUpperCase();
      return `write ${number}${letter}iB (powers of 1024) or ${number}${letter}B (powers of 1000)`;
    },
  },
];

/** Where else in a component's schema a key exists, at most two places, for a key at the wrong level. */
export function placesOf(key: string, schema: JsonSchema): string[] {
  const places: string[] = [];
  const search = (at: JsonSchema, path: readonly string[]): void => {
    const properties = at['properties'] as Record<string, JsonSchema> | undefined;
    if (properties === undefined || path.length > 3) return;
    if (path.length > 0 && Object.hasOwn(properties, key)) places.push(path.join('.'));
    for (const [name, child] of Object.entries(properties)) search(child, [...path, name]);
  };
  search(schema, []);
  return places.slice(0, 2);
}
