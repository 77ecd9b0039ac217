import { readFileSync, statSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { compileSchema } from '../../config/validator.ts';
import { checkDialect, completeDialect, type WrittenDialect } from '../../genai/dialects/complete.ts';
import { DIALECTS } from '../../genai/dialects/index.ts';
import { DIALECT_FILE_SCHEMA } from '../../genai/dialects/schema.ts';
import type { DialectTable } from '../../genai/dialects/table.ts';

/** Largest file of dialects, bytes. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Dialects of a file, or every problem it has as `file:line:col: place: message`. */
export interface LoadedDialects {
  readonly tables: readonly DialectTable[];
  readonly problems: readonly string[];
}

type Path = readonly (string | number)[];

/** Reads `dialects.extra`. Never throws; a file with any problem gives no table. */
export function loadDialects(file: string): LoadedDialects {
  let text: string;
  try {
    if (statSync(file).size > MAX_FILE_BYTES) return { tables: [], problems: [`${file}: is larger than ${MAX_FILE_BYTES} bytes`] };
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return {
      tables: [],
      problems: [`${file}: cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}`],
    };
  }
  return parseDialects(text, file);
}

export function parseDialects(text: string, file: string): LoadedDialects {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 0 } as never);
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    return { tables: [], problems: document.errors.map((error) => `${at(error.pos[0])}: ${error.message.split('\n')[0] ?? ''}`) };
  const content: unknown = document.toJS();
  const place = (path: Path, message: string): string => {
    const { offset, depth } = find(document.contents, path);
    return `${at(offset)}: ${format(path.slice(0, Math.max(depth, path.length)))}: ${message}`;
  };
  const validate = compileSchema(DIALECT_FILE_SCHEMA);
  if (!validate(content)) {
    const errors = (validate.errors ?? []).filter(
      (error) => error.keyword !== 'oneOf' && error.keyword !== 'anyOf' && error.keyword !== 'if',
    );
    const shown = errors.length > 0 ? errors : (validate.errors ?? []);
    return { tables: [], problems: shown.map((error) => place(pathOf(error.instancePath), messageOf(error))) };
  }
  const { dialects } = content as { dialects: readonly WrittenDialect[] };
  const known = [...DIALECTS.map((table) => table.id), ...dialects.map((table) => table.id)];
  const problems = dialects.flatMap((table, i) =>
    checkDialect(table, known).map((problem) => place(['dialects', i, ...problem.path], problem.message)),
  );
  return problems.length > 0 ? { tables: [], problems } : { tables: dialects.map(completeDialect), problems: [] };
}

function messageOf(error: { readonly message?: string; readonly params: Readonly<Record<string, unknown>> }): string {
  const extra = (error.params['additionalProperty'] ?? error.params['propertyName']) as string | undefined;
  return `${error.message ?? 'is wrong'}${extra === undefined ? '' : ` (${extra})`}`;
}

function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Offset of the deepest node on the path that exists. */
function find(root: unknown, path: Path): { readonly offset: number; readonly depth: number } {
  let node = root;
  let depth = 0;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) next = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(part))?.value;
    else if (isSeq(node)) next = node.items[Number(part)];
    if (next === undefined || next === null) break;
    node = next;
    depth++;
  }
  const range = (node as { range?: readonly number[] } | null)?.range;
  return { offset: range?.[0] ?? 0, depth };
}

function format(path: Path): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text === '' ? 'file' : text;
}
