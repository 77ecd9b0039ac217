import { basename, dirname, join } from 'node:path';
import { AssayError } from '../../wire/assay-error.ts';
import { errorCode, type FileLayer, type OpenFile } from '../files.ts';
import { decodeFrame, FRAME_HEAD_BYTES, FRAME_MAGIC, frameLengths, type LetterHeader } from './frame.ts';

const SEARCH_BYTES = 64 * 1024;

/** One letter of a file, or a stretch of it that holds none. */
export type LetterEvent =
  | { readonly kind: 'letter'; readonly at: number; readonly bytes: number; readonly header: LetterHeader; readonly payload: Buffer }
  | { readonly kind: 'damaged'; readonly at: number; readonly bytes: number };

/** The files of one `dead_letter.path`, oldest first: `PATH.00000001` ..., then `PATH` itself. */
export async function deadLetterFiles(files: FileLayer, path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`;
  const names = await files.list(dirname(path));
  const rotated = names.filter((name) => name.startsWith(prefix) && /^\d{8,}$/.test(name.slice(prefix.length)));
  const numbers = rotated.map((name) => Number(name.slice(prefix.length))).sort((a, b) => a - b);
  const found = numbers.map((number) => rotatedPath(path, number));
  return names.includes(basename(path)) ? [...found, path] : found;
}

export function rotatedPath(path: string, number: number): string {
  return join(dirname(path), `${basename(path)}.${String(number).padStart(8, '0')}`);
}

/**
 * The letters of one file in order, one in memory at a time. Damaged stretches are reported and skipped. Throws
 * ASSAY_DELIVERY_DEAD_LETTER_OPEN when the file cannot be read.
 */
export async function* readLetters(files: FileLayer, path: string): AsyncGenerator<LetterEvent, void, undefined> {
  const file = await openForReading(files, path);
  try {
    const { size } = await file.state();
    let at = 0;
    while (at < size) {
      const frame = await readFrame(file, at, size);
      const letter = frame === undefined ? undefined : decodeFrame(frame);
      if (frame !== undefined && letter !== undefined) {
        yield { kind: 'letter', at, bytes: frame.length, ...letter };
        at += frame.length;
        continue;
      }
      const next = await nextMagic(file, at + 1, size);
      yield { kind: 'damaged', at, bytes: next - at };
      at = next;
    }
  } finally {
    await file.close();
  }
}

async function openForReading(files: FileLayer, path: string): Promise<OpenFile> {
  try {
    return await files.open(path, 'read');
  } catch (cause) {
    throw new AssayError('ASSAY_DELIVERY_DEAD_LETTER_OPEN', `cannot read ${path} (${errorCode(cause)})`, { cause });
  }
}

async function readFrame(file: OpenFile, at: number, size: number): Promise<Buffer | undefined> {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  const read = await file.read(head, at);
  const lengths = read < FRAME_HEAD_BYTES ? undefined : frameLengths(head, 0);
  if (lengths === undefined) return undefined;
  const total = FRAME_HEAD_BYTES + lengths.header + lengths.payload;
  if (at + total > size) return undefined;
  const frame = Buffer.allocUnsafe(total);
  return (await file.read(frame, at)) === total ? frame : undefined;
}

/** Where the next magic stands, or the end of the file. */
async function nextMagic(file: OpenFile, from: number, size: number): Promise<number> {
  const window = Buffer.alloc(SEARCH_BYTES);
  // Windows overlap by three bytes, so that a magic across their border is seen.
  for (let at = from; at < size; at += SEARCH_BYTES - FRAME_MAGIC.length + 1) {
    const read = await file.read(window, at);
    const found = window.subarray(0, read).indexOf(FRAME_MAGIC);
    if (found !== -1) return at + found;
    if (read < SEARCH_BYTES) break;
  }
  return size;
}
