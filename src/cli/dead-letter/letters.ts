import { basename } from 'node:path';
import { deadLetterFiles, type LetterEvent, readLetters } from '../../delivery/dead-letter/reader.ts';
import { NODE_FILES } from '../../delivery/files.ts';
import { AssayError } from '../../wire/assay-error.ts';

/** One letter, or one damaged stretch, with its file. */
export interface FiledLetter {
  /** Name of the file in the folder of the path. */
  readonly file: string;
  readonly event: LetterEvent;
}

/**
 * The letters of `dead_letter.path`, rotated files first, oldest first; one payload in memory at a time. Throws
 * ASSAY_DELIVERY_DEAD_LETTER_OPEN when there is no such file, ASSAY_DELIVERY_DEAD_LETTER_FORMAT when one holds something else.
 */
export async function* lettersOf(path: string): AsyncGenerator<FiledLetter, void, undefined> {
  const files = await deadLetterFiles(NODE_FILES, path).catch(() => []);
  if (files.length === 0) throw new AssayError('ASSAY_DELIVERY_DEAD_LETTER_OPEN', `there is no dead letter file at ${path}`);
  for (const file of files) {
    let letters = 0;
    let damaged = 0;
    for await (const event of readLetters(NODE_FILES, file)) {
      if (event.kind === 'letter') letters++;
      else damaged++;
      yield { file: basename(file), event };
    }
    if (letters === 0 && damaged > 0) throw new AssayError('ASSAY_DELIVERY_DEAD_LETTER_FORMAT', `${file} holds no dead letters`);
  }
}

/** What `--reason` and `--exporter` ask for. */
export interface LetterFilter {
  readonly reason: string | undefined;
  readonly exporter: string | undefined;
}

export function matchesFilter({ event }: FiledLetter, filter: LetterFilter): boolean {
  if (event.kind !== 'letter') return false;
  const { reason, exporter } = event.header;
  return (filter.reason === undefined || filter.reason === reason) && (filter.exporter === undefined || filter.exporter === exporter);
}
