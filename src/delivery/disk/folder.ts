import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { AssayError } from '../../wire/assay-error.ts';
import { errorCode, type FileLayer } from '../files.ts';
import { FORMAT_VERSION } from './record.ts';

/** Names of the files that are no segments. */
export const LOCK_NAME = 'lock';
export const META_NAME = 'queue.json';
const LONGEST_PLAIN_NAME = 100;

/** A segment as its file name tells it. */
export interface SegmentName {
  readonly number: number;
  readonly salt: number;
  readonly path: string;
  readonly ackPath: string;
}

/**
 * Name of the folder of an exporter's queue: its id with everything but letters, digits, `_` and `-` written as `%XX`; a long
 * one is cut and ends in a hash. No id leads out of the storage's directory.
 */
export function queueFolderName(owner: string): string {
  const plain = [...Buffer.from(owner, 'utf8')].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9_-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
  });
  const name = plain.join('');
  if (name.length <= LONGEST_PLAIN_NAME) return name;
  return `${name.slice(0, LONGEST_PLAIN_NAME)}-${createHash('sha256').update(owner).digest('hex').slice(0, 16)}`;
}

export function segmentName(directory: string, number: number, salt: number): SegmentName {
  const base = `${String(number).padStart(8, '0')}-${salt.toString(16).padStart(8, '0')}`;
  return { number, salt, path: join(directory, `${base}.seg`), ackPath: join(directory, `${base}.ack`) };
}

/** The segments among the names of a folder, in order. */
export function segmentNames(directory: string, names: readonly string[]): SegmentName[] {
  const found: SegmentName[] = [];
  for (const name of names) {
    const match = /^(\d{8,})-([0-9a-f]{8})\.seg$/.exec(name);
    if (match !== null) found.push(segmentName(directory, Number(match[1]), Number.parseInt(match[2]!, 16)));
  }
  return found.sort((a, b) => a.number - b.number);
}

/** Throws ASSAY_STORAGE_FORMAT when the folder was written in another format. Changes nothing. */
export async function checkFormat(files: FileLayer, directory: string): Promise<void> {
  const text = await readSmall(files, join(directory, META_NAME));
  if (text === undefined) return;
  let format: unknown;
  try {
    format = (JSON.parse(text) as { format?: unknown } | null)?.format;
  } catch {
    // Torn while it was first written; the segments say for themselves what they are.
    return;
  }
  if (format !== FORMAT_VERSION) throw otherFormat(directory, format);
}

export function otherFormat(directory: string, found: unknown): AssayError {
  const name = typeof found === 'number' ? `format ${found}` : 'an unknown format';
  return new AssayError(
    'ASSAY_STORAGE_FORMAT',
    `${directory} holds a queue in ${name}; this version reads and writes format ${FORMAT_VERSION}`,
  );
}

/** Writes the folder's description where it is not there already; returns its bytes. */
export async function writeMeta(files: FileLayer, directory: string, owner: string): Promise<number> {
  const bytes = Buffer.from(`${JSON.stringify({ format: FORMAT_VERSION, owner })}\n`, 'utf8');
  const path = join(directory, META_NAME);
  // One that is as it should be is left alone: on a full disk it could not be written again.
  if ((await readSmall(files, path)) === bytes.toString('utf8')) return bytes.length;
  const file = await files.open(path, 'append');
  try {
    await file.truncate(0);
    await file.write([bytes], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes.length;
}

/** Text of a file of a few hundred bytes, or undefined when it is not there. */
export async function readSmall(files: FileLayer, path: string): Promise<string | undefined> {
  try {
    const file = await files.open(path, 'read');
    try {
      const into = Buffer.alloc(4096);
      return into.toString('utf8', 0, await file.read(into, 0));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
