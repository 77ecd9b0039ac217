import { LineCounter, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { diagnosticAt } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import { MAX_SOURCE_CHARS, MAX_SYNTAX_ERRORS } from './limits.data.ts';
import type { Origin, TreeNode } from './tree.ts';
import { OPEN_QUOTE, OTHER_YAML_ERROR, YAML_ERRORS } from './yaml-errors.data.ts';
import { YamlToTree } from './yaml-to-tree.ts';

/** A text with the name under which diagnostics show it. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** What came of one source. */
export interface Parsed {
  /** Undefined when the text holds no value at all. */
  readonly tree: TreeNode | undefined;
  /** The line of the first mistake after which the parser's guess of the structure cannot be trusted. */
  readonly brokenFromLine?: number;
}

/**
 * YAML 1.2 core and nothing else, whatever `%YAML` says: no merge keys, no 1.1 booleans, no tags. Keys are text. Duplicate keys
 * are looked for in `YamlToTree`: the parser's own check is quadratic and cannot name the first one.
 */
const PARSE_OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** Parses one source. Problems go to `findings`; what can be understood in spite of them is returned. */
export function parseSource(source: SourceText, findings: Findings): Parsed {
  if (source.text.length > MAX_SOURCE_CHARS) {
    findings.add(
      diagnosticAt({ source: source.name, line: 1, col: 1 }, [], {
        code: 'ASSAY_CONFIG_TOO_LARGE',
        message: `the config has ${source.text.length} characters`,
        expected: `at most ${MAX_SOURCE_CHARS}`,
        hint: 'check that the right file was named',
      }),
    );
    return { tree: undefined, brokenFromLine: 1 };
  }
  const lines = new LineCounter();
  const originOf = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return { source: source.name, line: Math.max(1, line), col: Math.max(1, col) };
  };
  const document = parseDocument(source.text, { ...PARSE_OPTIONS, lineCounter: lines });
  const exhausted = document.errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) {
    findings.add(diagnosticAt(originOf(exhausted.pos[0]), [], TOO_DEEP));
    return { tree: undefined, brokenFromLine: 1 };
  }
  const brokenFromLine = reportSyntax(document, originOf, findings);
  for (const warning of document.warnings) {
    findings.add(
      diagnosticAt(originOf(warning.pos[0]), [], {
        code: 'ASSAY_CONFIG_SYNTAX',
        message: 'YAML tags (!name) have no meaning in a config',
        hint: 'remove the tag; put the value in quotes if it starts with an exclamation mark',
      }),
    );
  }
  if (document.contents === null) return brokenFromLine === undefined ? { tree: undefined } : { tree: undefined, brokenFromLine };
  const converter = new YamlToTree(originOf, findings);
  const tree = converter.convert(document.contents);
  if (converter.truncated) return { tree, brokenFromLine: 1 };
  return brokenFromLine === undefined ? { tree } : { tree, brokenFromLine };
}

/**
 * Types a text that came by substitution as YAML would; every node points at `origin`. Undefined when the text is not YAML, is empty,
 * or is more than a config may be: it is plain text then.
 */
export function parseFragment(text: string, origin: Origin, findings: Findings): TreeNode | undefined {
  if (text.length > MAX_SOURCE_CHARS) return undefined;
  const document = parseDocument(text, PARSE_OPTIONS);
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  return document.contents === null ? undefined : new YamlToTree(() => origin, findings).convert(document.contents);
}

/** Returns the line from which the structure is a guess. One message a line, and no echoes of the first structural mistake. */
function reportSyntax(document: Document.Parsed, originOf: (offset: number) => Origin, findings: Findings): number | undefined {
  let brokenFrom: number | undefined;
  let shown = 0;
  let lastLine = 0;
  for (const error of document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const quote = error.code === 'MISSING_CHAR' ? openQuote(document, error.pos[0]) : undefined;
    const origin = originOf(quote ?? error.pos[0]);
    const text = quote === undefined ? (YAML_ERRORS[error.code] ?? OTHER_YAML_ERROR) : OPEN_QUOTE;
    const isEcho = brokenFrom !== undefined && text.local !== true && text.independent !== true;
    if (text.local !== true) brokenFrom ??= origin.line;
    if (isEcho || origin.line === lastLine || shown >= MAX_SYNTAX_ERRORS) continue;
    lastLine = origin.line;
    shown++;
    findings.add(diagnosticAt(origin, [], { code: 'ASSAY_CONFIG_SYNTAX', message: text.message, hint: text.hint }));
  }
  return brokenFrom;
}

/** Where the quoted text starts that reaches to `end`: the parser reports a missing quote at the end of the file. */
function openQuote(document: Document.Parsed, end: number): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar(_key, node) {
      if (node.type?.startsWith('QUOTE_') === true && node.range != null && node.range[0] < end && node.range[1] >= end)
        start = node.range[0];
    },
  });
  return start;
}

const TOO_DEEP = {
  code: 'ASSAY_CONFIG_TOO_LARGE',
  message: 'values are nested too deeply',
  expected: 'at most 100 maps and lists within each other',
} as const;
