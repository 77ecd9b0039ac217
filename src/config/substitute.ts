import { Findings, diagnosticAt } from './diagnostic.ts';
import type { Finding } from './diagnostic.ts';
import { MAX_NODES } from './limits.data.ts';
import { parseFragment } from './parse-yaml.ts';
import { ReferenceReader, UnresolvedReference } from './references.ts';
import type { ReferenceContext } from './references.ts';
import { TemplateError, parseTemplate } from './template.ts';
import type { Reference, Template } from './template.ts';
import type { ListNode, MapEntry, Origin, Path, ScalarNode, Substituted, TreeNode } from './tree.ts';

/**
 * Replaces every `${...}` of a merged tree. A value that is one reference and nothing else is typed as YAML would type the text
 * (`"1"` becomes 1) and keeps the text for schemas that want a string; inside longer text the reference becomes text.
 * Problems go to `findings`; the value is then null and says nothing more.
 */
export async function substitute(root: TreeNode, context: ReferenceContext, findings: Findings): Promise<TreeNode> {
  return new Substitution(context, findings).node(root, []);
}

type Report = (finding: Finding) => void;

class Substitution {
  readonly #reader: ReferenceReader;
  readonly #findings: Findings;
  /** Aliases share nodes; their results are shared too. */
  readonly #done: Map<TreeNode, TreeNode> = new Map();
  #nodes = 0;
  /** A bound was hit and reported; the rest is left alone. */
  #stopped = false;

  constructor(context: ReferenceContext, findings: Findings) {
    this.#reader = new ReferenceReader(context);
    this.#findings = findings;
  }

  async node(node: TreeNode, path: Path): Promise<TreeNode> {
    const known = this.#done.get(node);
    if (known !== undefined) return known;
    const out = await this.#replace(node, path);
    this.#done.set(node, out);
    return out;
  }

  async #replace(node: TreeNode, path: Path): Promise<TreeNode> {
    if (node.kind === 'scalar')
      return typeof node.value === 'string' && node.value.includes('$') ? this.#scalar(node, node.value, path) : node;
    if (node.kind === 'list') {
      const items: TreeNode[] = [];
      for (const [index, item] of node.items.entries()) items.push(await this.node(item, [...path, index]));
      return { ...node, items };
    }
    const entries = new Map<string, MapEntry>();
    for (const [key, entry] of node.entries)
      entries.set(key, { keyOrigin: entry.keyOrigin, value: await this.node(entry.value, [...path, key]) });
    return { ...node, entries };
  }

  async #scalar(node: ScalarNode, text: string, path: Path): Promise<TreeNode> {
    const report: Report = (finding) => this.#findings.add(diagnosticAt(node.origin, path, finding));
    if (this.#stopped) return { kind: 'scalar', value: null, origin: node.origin, broken: true };
    try {
      const template = parseTemplate(text, 'config');
      const only = template.length === 1 ? template[0] : undefined;
      if (only !== undefined && typeof only !== 'string') return await this.#whole(node, only, path, report);
      if (/^\$[A-Z_][A-Z0-9_]*$/.test(text)) report(nakedDollar(text));
      return await this.#embedded(node, template, report);
    } catch (error) {
      if (!this.#stopped) report(problemOf(error));
      this.#stopped ||= error instanceof UnresolvedReference && error.fatal;
      return { kind: 'scalar', value: null, origin: node.origin, broken: true };
    }
  }

  async #embedded(node: ScalarNode, template: Template, report: Report): Promise<ScalarNode> {
    const resolved = await this.#reader.text(template, report);
    if (resolved.from === undefined) return { ...node, value: resolved.text };
    return { ...node, value: resolved.text, substituted: { from: resolved.from, refs: resolved.refs, text: resolved.text } };
  }

  async #whole(node: ScalarNode, reference: Reference, path: Path, report: Report): Promise<TreeNode> {
    const { origin } = node;
    const raw = await this.#reader.raw(reference, report);
    const from = raw.from ?? 'yaml';
    if (raw.unset) return { kind: 'scalar', value: null, origin, substituted: { from, refs: raw.refs } };
    const structure = typeText(raw.text, origin);
    if (structure !== undefined && structure.kind !== 'scalar')
      return this.#structure(structure, { from, refs: raw.refs, text: raw.text }, path);
    const { text, refs } = await this.#reader.finish(raw, report);
    const typed = typeText(text, origin);
    const value = typed?.kind === 'scalar' && typeof typed.value !== 'string' ? typed.value : text === '' ? null : text;
    return { kind: 'scalar', value, origin, substituted: { from, refs, text } };
  }

  /** A map or list that came in whole is config like any other: references inside are replaced, and every value keeps its origin. */
  async #structure(typed: TreeNode, substituted: Substituted, path: Path): Promise<TreeNode> {
    const marked = this.#mark(typed, { from: substituted.from, refs: substituted.refs });
    const replaced = await this.#reader.deeper(() => this.node(marked, path));
    return replaced.kind === 'scalar' ? replaced : { ...replaced, substituted };
  }

  #mark(node: TreeNode, substituted: Substituted): TreeNode {
    if (++this.#nodes > MAX_NODES) throw new UnresolvedReference('too much');
    if (node.kind === 'scalar') return { ...node, substituted };
    if (node.kind === 'list')
      return { ...node, substituted, items: node.items.map((item) => this.#mark(item, substituted)) } satisfies ListNode;
    const entries = new Map<string, MapEntry>();
    for (const [key, entry] of node.entries) entries.set(key, { keyOrigin: entry.keyOrigin, value: this.#mark(entry.value, substituted) });
    return { ...node, substituted, entries };
  }
}

/** As YAML types the text. One with its own mistakes (a duplicate key, a bomb) is plain text: the schema then says what was expected. */
function typeText(text: string, origin: Origin): TreeNode | undefined {
  const scratch = new Findings();
  const typed = parseFragment(text, origin, scratch);
  return scratch.hasErrors ? undefined : typed;
}

function problemOf(error: unknown): Finding {
  const code = 'ASSAY_CONFIG_SUBSTITUTION' as const;
  if (error instanceof TemplateError) {
    return error.reason === 'unclosed'
      ? {
          code,
          message: 'a ${ has no closing brace',
          expected: '${env:NAME} or ${file:path}',
          hint: 'write $${ for the two signs themselves',
        }
      : { code, message: 'references are nested too deeply', hint: 'write the value out' };
  }
  if (error instanceof UnresolvedReference) return { code, ...error.finding };
  throw error;
}

function nakedDollar(text: string): Finding {
  return {
    code: 'ASSAY_CONFIG_SUBSTITUTION',
    severity: 'warning',
    message: `${text} without braces is plain text`,
    expected: `\${env:${text.slice(1)}} for the variable`,
    hint: `write $${text} if the text itself is meant`,
  };
}
