import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Range } from 'yaml';
import type { Catalog } from '../catalog.ts';
import { checkContent } from './check.ts';
import type { PriceFileContent } from './content.ts';
import type { PriceFileProblem, RuleProblem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';

/** A price file read: its content, or everything that is wrong with it. */
export interface ParsedPriceFile {
  readonly content: PriceFileContent | undefined;
  readonly problems: readonly PriceFileProblem[];
}

/** Problems shown of one file; a broken generator makes the same mistake ten thousand times. */
const MAX_PROBLEMS = 50;

/**
 * Reads the text of a price file, YAML or JSON. All or nothing: with any problem there is no content. Large tables should
 * be JSON: it is parsed natively, and positions are only worked out when something is wrong.
 */
export function parsePriceFile(text: string, file: string, catalog: Catalog): ParsedPriceFile {
  const json = parseJson(text);
  if (json !== undefined && problemsOf(json, catalog).length === 0) return { content: json as PriceFileContent, problems: [] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const at = (offset: number): { line: number; col: number } => lines.linePos(offset);
  if (document.errors.length > 0) {
    const problems = document.errors.slice(0, MAX_PROBLEMS).map((error) => ({
      file,
      ...at(error.pos[0]),
      path: [],
      message: error.code === 'DUPLICATE_KEY' ? 'the key is there twice' : syntaxMessage(error.message),
      code: 'ASSAY_PRICES_SYNTAX' as const,
    }));
    return { content: undefined, problems };
  }
  const content = toPlain(document);
  if (content === undefined)
    return {
      content: undefined,
      problems: [{ file, line: 1, col: 1, path: [], message: 'has too many aliases', code: 'ASSAY_PRICES_SYNTAX' }],
    };
  const found = problemsOf(content, catalog);
  if (found.length === 0) return { content: content as PriceFileContent, problems: [] };
  return {
    content: undefined,
    problems: found.slice(0, MAX_PROBLEMS).map((problem) => ({ file, ...at(offsetOf(document, problem.path)), ...problem })),
  };
}

function problemsOf(content: unknown, catalog: Catalog): readonly RuleProblem[] {
  const problems = schemaProblems(content);
  return problems.length > 0 ? problems : checkContent(content as PriceFileContent, catalog);
}

/** An empty file is an empty table. */
function toPlain(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The first line of the parser's message; it holds no text of the file. */
function syntaxMessage(message: string): string {
  return message.split('\n', 1)[0] ?? 'is not valid YAML';
}

/** Where the path's last part stands: its key in a map, its value in a list. What is missing is shown at its parent. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      next = pair.value;
    } else {
      next = document.getIn(path.slice(0, path.indexOf(part) + 1), true);
      offset = startOf(next) ?? offset;
    }
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  const range: Range | null | undefined = isNode(node) ? node.range : undefined;
  return range?.[0];
}
