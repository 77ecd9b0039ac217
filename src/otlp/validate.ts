import type { ErrorCode } from '../wire/assay-error.ts';
import type { Signal } from './batch.ts';
import { KEYS } from './keys.ts';
import { FastScan } from './scan/fast-scan.ts';
import { ItemIndex } from './scan/item-index.ts';
import { Scanner } from './scan/scanner.ts';
import { REQUEST_SHAPES } from './scan/shapes.ts';

/** What the edge found. `irregular` bytes are legal but must go through `canonicalise` before a view may read them. */
export type Validation =
  | { readonly ok: true; readonly items: number; readonly irregular: boolean }
  | { readonly ok: false; readonly code: ErrorCode; readonly path: string; readonly message: string };

const index = new ItemIndex();
const scanner = new Scanner(index, new FastScan());

/**
 * The one validating scan at the edge: what it lets through may be read everywhere else without bounds checks. Never
 * throws. The index it leaves serves the walk over the same bytes when that comes next.
 */
export function validateRequest(signal: Signal, bytes: Uint8Array): Validation {
  if (scanner.run(REQUEST_SHAPES[signal], bytes, false)) return { ok: true, items: scanner.items, irregular: scanner.irregular };
  const { code, text, path } = scanner.problem!;
  // A path of 200 messages helps nobody.
  const place = path.reverse().slice(0, 12).join('.');
  return { ok: false, code, path: place, message: `${place === '' ? 'the request' : place}: ${text}` };
}

/** The index of a validated batch's spans or log records; made anew unless these bytes were scanned last. */
export function indexItems(signal: Signal, bytes: Uint8Array): ItemIndex {
  if (index.bytes !== bytes || index.keyCount !== KEYS.size) scanner.run(REQUEST_SHAPES[signal], bytes, true);
  return index;
}
