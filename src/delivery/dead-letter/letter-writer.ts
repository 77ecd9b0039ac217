import { AssayError } from '../../wire/assay-error.ts';
import { errorCode, type FileLayer, type OpenFile } from '../files.ts';
import { FRAME_MAGIC } from './frame.ts';
import { deadLetterFiles, readLetters, rotatedPath } from './reader.ts';

/** A file is rotated at this part of the bound, so that making room costs a quarter of what is kept, not all. */
const ROTATE_AT = 1 / 4;

export interface LetterWriterSettings {
  /** Absolute. */
  readonly path: string;
  /** Of all files together, to the byte. */
  readonly maxBytes: number;
  readonly files: FileLayer;
  /** Items of letters that were removed to make room. */
  readonly onRotatedOut: (items: number) => void;
}

interface Rotated {
  readonly number: number;
  readonly size: number;
}

/**
 * Appends frames to `path`, rotated to `path.00000001` and so on; the oldest are removed when all together would exceed the
 * bound. A frame is on the disk when its write resolves. A failed write is cut off again and tried anew with the next.
 */
export class LetterWriter {
  readonly #s: LetterWriterSettings;
  #file: OpenFile | undefined;
  #size = 0;
  #rotated: Rotated[] = [];
  /** Writes one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(settings: LetterWriterSettings) {
    this.#s = settings;
  }

  async open(): Promise<void> {
    const { files, path } = this.#s;
    try {
      this.#file = await files.open(path, 'append');
      await this.#readWhatIsThere(this.#file);
    } catch (cause) {
      await this.close();
      if (cause instanceof AssayError) throw cause;
      throw new AssayError('ASSAY_DELIVERY_DEAD_LETTER_OPEN', `cannot open dead_letter.path ${path} (${errorCode(cause)})`, { cause });
    }
  }

  /** Throws what the file system throws. `parts` together are at most the bound. */
  write(parts: readonly Uint8Array[]): Promise<void> {
    const result = this.#last.then(() => this.#write(parts));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  async #write(parts: readonly Uint8Array[]): Promise<void> {
    const { files, path, maxBytes } = this.#s;
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (this.#size > 0 && this.#size + bytes > maxBytes * ROTATE_AT) await this.#rotate();
    await this.#makeRoom(bytes);
    this.#file ??= await files.open(path, 'append');
    try {
      await this.#file.write(parts, this.#size);
      await this.#file.sync();
      this.#size += bytes;
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => undefined);
      throw error;
    }
  }

  async #rotate(): Promise<void> {
    const { files } = this.#s;
    const number = (this.#rotated.at(-1)?.number ?? 0) + 1;
    const old = this.#file;
    this.#file = undefined;
    await old?.close();
    await files.rename(this.#s.path, rotatedPath(this.#s.path, number));
    this.#rotated.push({ number, size: this.#size });
    this.#size = 0;
    this.#file = await files.open(this.#s.path, 'append');
  }

  async #makeRoom(bytes: number): Promise<void> {
    const { files, maxBytes, onRotatedOut } = this.#s;
    let total = this.#size + bytes;
    for (const rotated of this.#rotated) total += rotated.size;
    while (total > maxBytes && this.#rotated.length > 0) {
      const oldest = this.#rotated[0]!;
      const path = rotatedPath(this.#s.path, oldest.number);
      let items = 0;
      for await (const event of readLetters(files, path)) if (event.kind === 'letter') items += event.header.items;
      await files.remove(path);
      this.#rotated.shift();
      total -= oldest.size;
      onRotatedOut(items);
    }
  }

  /** Cuts a torn tail; throws when the file holds something else than letters. */
  async #readWhatIsThere(file: OpenFile): Promise<void> {
    const { files } = this.#s;
    const { size } = await file.state();
    let end = 0;
    for await (const event of readLetters(files, this.#s.path)) if (event.kind === 'letter') end = event.at + event.bytes;
    const first = Buffer.alloc(Math.min(size, FRAME_MAGIC.length));
    await file.read(first, 0);
    if (end === 0 && !FRAME_MAGIC.subarray(0, first.length).equals(first)) {
      throw new AssayError(
        'ASSAY_DELIVERY_DEAD_LETTER_FORMAT',
        `dead_letter.path ${this.#s.path} holds no dead letters; it is left as it is`,
      );
    }
    if (end < size) await file.truncate(end);
    this.#size = end;
    for (const path of await deadLetterFiles(files, this.#s.path)) {
      if (path === this.#s.path) continue;
      const info = await files.info(path);
      if (info !== undefined) this.#rotated.push({ number: Number(path.slice(this.#s.path.length + 1)), size: info.size });
    }
  }
}
