import type { JsonSchema } from '../kernel/component.ts';
import { walkAnnotations } from './annotations.ts';
import { REDACTED, SECRET_KEY, URL_USER } from './secrets.data.ts';
import { shownKey, soundsSecret } from './secrets.ts';
import { childOf } from './tree.ts';
import type { TreeNode } from './tree.ts';

/**
 * A copy of `value` fit to be shown: secrets by schema, by the name of their key, by the name of the variable they came from,
 * everything that came from a file, and user information in URLs are masked. Of a value that is not `valid` whatever was
 * substituted is masked: it may be a secret in the wrong place.
 */
export function maskSecrets(value: unknown, schema: JsonSchema | undefined, node: TreeNode | undefined, valid: boolean): unknown {
  const secret = new Set<string>();
  if (schema !== undefined) {
    walkAnnotations(schema, value, ({ schema: at, path }) => {
      if (at['x-secret'] === true) secret.add(JSON.stringify(path.map(String)));
    });
  }
  return mask(value, node, [], { secret, valid, named: false });
}

interface MaskContext {
  /** Paths that the schema calls secret. */
  readonly secret: ReadonlySet<string>;
  readonly valid: boolean;
  /** True below a key that sounds like a secret. */
  readonly named: boolean;
}

function mask(value: unknown, node: TreeNode | undefined, path: readonly string[], context: MaskContext): unknown {
  if (value === undefined || value === null || value === '') return value;
  if (context.secret.has(JSON.stringify(path))) return REDACTED;
  if (Array.isArray(value)) return value.map((item, index) => mask(item, childOf(node, index), [...path, String(index)], context));
  if (typeof value === 'object') {
    const out: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(value)) {
      out[shownKey(key)] = mask(child, childOf(node, key), [...path, key], { ...context, named: soundsSecret(key) });
    }
    return out;
  }
  if (context.named && typeof value !== 'boolean') return REDACTED;
  if (isPrivateOrigin(node, context.valid)) return REDACTED;
  return typeof value === 'string' ? value.replace(URL_USER, `$1${REDACTED}@`) : value;
}

function isPrivateOrigin(node: TreeNode | undefined, valid: boolean): boolean {
  const origin = node?.substituted;
  if (origin === undefined || origin.from === 'yaml') return false;
  return !valid || origin.from === 'file' || origin.refs.some((ref) => ref.startsWith('file:') || SECRET_KEY.test(ref));
}

/** Texts of literal secrets in a value, for masking them in code frames. Lines shorter than four signs would mask half the file. */
export function secretTexts(value: unknown, schema: JsonSchema): string[] {
  const out: string[] = [];
  walkAnnotations(schema, value, ({ schema: at, value: text }) => {
    if (at['x-secret'] !== true || (typeof text !== 'string' && typeof text !== 'number')) return;
    out.push(
      ...String(text)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length >= 4),
    );
  });
  return out;
}
