import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Catalog } from '../../genai/pricing/catalog.ts';
import { parsePriceFile } from '../../genai/pricing/overrides/parse.ts';
import type { PriceFileProblem } from '../../genai/pricing/overrides/problem.ts';
import type { OverridePart } from '../../genai/pricing/overrides/table.ts';

/** Largest price file, bytes. 100,000 rules are some 15 MB. */
export const MAX_FILE_BYTES: number = 64 * 1024 * 1024;

/** A price file as it was when read. */
export interface LoadedPriceFile {
  readonly path: string;
  /** First 8 hex digits of its SHA-256, '' when it could not be read. */
  readonly hash: string;
  readonly mtimeMs: number;
  readonly part: OverridePart | undefined;
  readonly problems: readonly PriceFileProblem[];
}

/** Reads and checks a price file; never throws. The version of its prices is `name@hash`. */
export function loadPriceFile(path: string, catalog: Catalog): LoadedPriceFile {
  let text: string;
  let mtimeMs = 0;
  try {
    const stat = statSync(path);
    mtimeMs = stat.mtimeMs;
    if (!stat.isFile()) return unreadable(path, mtimeMs, 'is no file');
    if (stat.size > MAX_FILE_BYTES) return unreadable(path, mtimeMs, `has ${stat.size} bytes; at most ${MAX_FILE_BYTES} are read`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return unreadable(
      path,
      mtimeMs,
      `cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}`,
    );
  }
  const hash = hashOf(text);
  const { content, problems } = parsePriceFile(text, path, catalog);
  const source = { name: basename(path), version: hash, date: new Date(mtimeMs).toISOString().slice(0, 10), evidence: '' };
  return { path, hash, mtimeMs, part: content === undefined ? undefined : { content, source }, problems };
}

/** The first 8 hex digits of the text's SHA-256; names a version of a table. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function unreadable(path: string, mtimeMs: number, message: string): LoadedPriceFile {
  return {
    path,
    hash: '',
    mtimeMs,
    part: undefined,
    problems: [{ file: path, line: 1, col: 1, path: [], message, code: 'ASSAY_PRICES_FILE_UNREADABLE' }],
  };
}
