import type { Finding } from './diagnostic.ts';
import { MAX_SOURCE_CHARS, MAX_SUBSTITUTIONS, MAX_SUBSTITUTION_DEPTH } from './limits.data.ts';
import { own, reasonOf } from './sources.ts';
import type { Environment, ReadFile } from './sources.ts';
import { quote } from './suggest.ts';
import { parseTemplate } from './template.ts';
import type { Reference, Template } from './template.ts';
import type { Substituted } from './tree.ts';

/** Where references read from. `files` collects every path that was read, for watching. */
export interface ReferenceContext {
  readonly env: Environment;
  readonly readFile: ReadFile;
  readonly files: Set<string>;
}

/** What a reference or a text with references came to. */
export interface Resolved {
  readonly text: string;
  /** True for a variable without value and default; `text` is empty then. */
  readonly unset: boolean;
  /** True for the raw text of a variable or file, in which references are still to be replaced under the rule `data`. */
  readonly isData: boolean;
  /** Undefined when no reference took part. */
  readonly from: Substituted['from'] | undefined;
  readonly refs: readonly string[];
}

type Report = (finding: Finding) => void;

type Reason = 'too deep' | 'too much' | 'bad name' | 'unknown scheme' | 'unreadable';

/** A reference that cannot be resolved; `finding` has all but the code. */
export class UnresolvedReference extends Error {
  readonly finding: Omit<Finding, 'code'>;
  /** True when a bound was hit: going on would only hit it again. */
  readonly fatal: boolean;

  constructor(reason: Reason, finding: Partial<Omit<Finding, 'code'>> = {}) {
    super(reason);
    this.name = 'UnresolvedReference';
    this.fatal = reason === 'too deep' || reason === 'too much';
    this.finding = { ...REASONS[reason], ...finding };
  }
}

const REASONS: Readonly<Record<Reason, Omit<Finding, 'code'>>> = {
  'too deep': {
    message: `a substituted value leads to further values more than ${MAX_SUBSTITUTION_DEPTH} steps deep`,
    hint: 'check whether a variable refers to itself',
  },
  'too much': { message: 'substitution makes the config too large', hint: 'check whether values repeat each other' },
  'bad name': {
    message: 'this is no name of an environment variable',
    expected: 'letters, digits and underscores, not starting with a digit: ${env:NAME}',
    hint: 'write $${ if the text itself is meant',
  },
  'unknown scheme': {
    message: 'unknown kind of reference',
    expected: '${env:NAME}, ${env:NAME:-default}, ${file:path} or ${yaml:value}',
    hint: 'write $${ if the text itself is meant',
  },
  unreadable: {
    message: 'a file cannot be read',
    hint: 'check the path, and the right to read it; relative paths start at the working directory',
  },
};

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):([^]*)$/;

/** Resolves references of one load, with one bound for all of them. */
export class ReferenceReader {
  readonly #context: ReferenceContext;
  #depth = 0;
  #count = 0;
  #chars = 0;

  constructor(context: ReferenceContext) {
    this.#context = context;
  }

  /** Runs `work` one level deeper; ends a value that contains itself. */
  async deeper<T>(work: () => Promise<T>): Promise<T> {
    if (this.#depth >= MAX_SUBSTITUTION_DEPTH) throw new UnresolvedReference('too deep');
    this.#depth++;
    try {
      return await work();
    } finally {
      this.#depth--;
    }
  }

  /** A text with its references replaced; unset ones are replaced by nothing. */
  async text(template: Template, report: Report): Promise<Resolved> {
    let text = '';
    let from: Resolved['from'];
    const refs: string[] = [];
    for (const part of template) {
      if (typeof part === 'string') text += part;
      else {
        const value = await this.resolve(part, report);
        text += value.text;
        from = from === undefined || from === 'yaml' ? value.from : from;
        refs.push(...value.refs);
      }
      if (text.length > MAX_SOURCE_CHARS) throw new UnresolvedReference('too much');
    }
    return { text, unset: false, isData: false, from, refs };
  }

  /** One reference, with those inside its value. Throws `UnresolvedReference`. A variable that is not set is a warning. */
  async resolve(reference: Reference, report: Report): Promise<Resolved> {
    return this.finish(await this.raw(reference, report), report);
  }

  /** One reference, its value as it stands in the variable or file. */
  async raw(reference: Reference, report: Report): Promise<Resolved> {
    if (++this.#count > MAX_SUBSTITUTIONS) throw new UnresolvedReference('too much');
    return this.deeper(async () => {
      const head = await this.text(reference.head, report);
      const match = SCHEME.exec(head.text);
      const scheme = match === null ? 'env' : match[1]!;
      const rest = match === null ? head.text : match[2]!;
      const resolved =
        scheme === 'env'
          ? await this.#env(rest, head, reference.fallback, report)
          : await this.#other(scheme, rest, head, reference, report);
      this.#chars += resolved.text.length;
      if (this.#chars > MAX_SOURCE_CHARS * 8) throw new UnresolvedReference('too much');
      return resolved;
    });
  }

  /** Replaces what is still to be replaced in a raw value. */
  async finish(resolved: Resolved, report: Report): Promise<Resolved> {
    if (!resolved.isData || !resolved.text.includes('${')) return resolved;
    let template: Template;
    try {
      template = parseTemplate(resolved.text, 'data');
    } catch {
      return resolved; // an unclosed ${ in a password is text
    }
    const inner = await this.deeper(() => this.text(template, report));
    return { ...resolved, text: inner.text, isData: false, refs: [...resolved.refs, ...inner.refs] };
  }

  async #env(name: string, head: Resolved, fallback: Template | undefined, report: Report): Promise<Resolved> {
    if (!NAME.test(name)) throw new UnresolvedReference('bad name');
    const refs = [...head.refs, `env:${shownName(name, head)}`];
    const value = own(this.#context.env, name);
    if (value !== undefined) return { text: value, unset: false, isData: true, from: 'env', refs };
    if (fallback !== undefined) {
      const text = await this.text(fallback, report);
      return { text: text.text, unset: false, isData: false, from: text.from ?? 'yaml', refs: [...refs, ...text.refs] };
    }
    const shown = shownName(name, head);
    report({
      code: 'ASSAY_CONFIG_UNSET_VARIABLE',
      severity: 'warning',
      message: `the environment variable ${shown} is not set; nothing stands in its place`,
      hint: `set it, or give a default: \${env:${shown}:-value}`,
    });
    return { text: '', unset: true, isData: false, from: 'env', refs };
  }

  async #other(scheme: string, rest: string, head: Resolved, reference: Reference, report: Report): Promise<Resolved> {
    // Only variables have defaults; elsewhere `:-` is part of the text.
    const tail = reference.fallback === undefined ? undefined : await this.text(reference.fallback, report);
    const text = tail === undefined ? rest : `${rest}:-${tail.text}`;
    const refs = [...head.refs, ...(tail?.refs ?? [])];
    if (scheme === 'yaml') return { text, unset: false, isData: false, from: head.from ?? tail?.from ?? 'yaml', refs };
    if (scheme === 'file') return this.#file(text, head, refs);
    throw new UnresolvedReference(
      'unknown scheme',
      head.from === undefined ? { message: `unknown kind of reference: ${quote(scheme)}` } : {},
    );
  }

  async #file(path: string, head: Resolved, refs: readonly string[]): Promise<Resolved> {
    const shown = shownName(path, head);
    let text: string;
    try {
      text = await this.#context.readFile(path, MAX_SOURCE_CHARS + 1);
    } catch (error) {
      throw new UnresolvedReference('unreadable', { message: `the file ${quote(shown)} cannot be read: ${reasonOf(error)}` });
    }
    this.#context.files.add(path);
    if (text.length > MAX_SOURCE_CHARS) throw new UnresolvedReference('too much');
    // Mounted secrets and `echo x > file` end in a newline that nobody means.
    return { text: text.replace(/\r?\n$/, ''), unset: false, isData: true, from: 'file', refs: [...refs, `file:${shown}`] };
  }
}

/** A name that came out of a variable itself is not repeated: it may be a secret in the wrong place. */
function shownName(name: string, head: Resolved): string {
  return head.from === undefined || head.from === 'yaml' ? name : `named by ${head.refs.join(', ')}`;
}
