import { diagnosticAt } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import { FORBIDDEN_KEYS, MAX_DEPTH } from './limits.data.ts';
import { forbiddenKey, nest } from './merge.ts';
import { parseFragment } from './parse-yaml.ts';
import type { SourceText } from './parse-yaml.ts';
import type { Origin, TreeNode } from './tree.ts';

/** The n-th `--set` as a source, so that diagnostics can show it. `index` from 0. */
export function setSource(text: string, index: number): SourceText {
  return { name: `--set[${index + 1}]`, text };
}

/**
 * `processors.batch.timeout=2s`: keys, an equals sign, a YAML value (empty: null, which means the default). Keys are split at
 * dots, or at `::` when that occurs, for keys with dots inside (`exporters::otlp_http::headers::x.id=1`).
 */
export function parseSet(source: SourceText, findings: Findings): TreeNode | undefined {
  const equals = source.text.indexOf('=');
  const keyText = source.text.slice(0, Math.max(0, equals)).trim();
  const keys = keyText.split(keyText.includes('::') ? '::' : '.');
  const keyOrigin: Origin = { source: source.name, line: 1, col: 1 };
  if (equals < 1 || keys.includes('') || keys.length > MAX_DEPTH) {
    findings.add(
      diagnosticAt(keyOrigin, [], {
        code: 'ASSAY_CONFIG_SET',
        message: '--set needs a path and a value',
        expected: 'KEY.KEY=VALUE',
        hint: 'for example --set processors.batch.timeout=2s; keys with dots inside are separated with :: instead',
      }),
    );
    return undefined;
  }
  const forbidden = keys.find((key) => FORBIDDEN_KEYS.has(key));
  if (forbidden !== undefined) {
    findings.add(diagnosticAt(keyOrigin, keys, forbiddenKey(forbidden)));
    return undefined;
  }
  const text = source.text.slice(equals + 1);
  const origin: Origin = { source: source.name, line: 1, col: equals + 2 };
  const value = parseFragment(text, origin, findings) ?? { kind: 'scalar' as const, value: text === '' ? null : text, origin };
  return nest(keys, value, keyOrigin);
}
