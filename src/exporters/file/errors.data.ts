import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of the file exporter. */
export const FILE_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_FILE_OPEN',
    cause: 'The file of a file exporter cannot be opened for appending, or a symlink stands in its place.',
    cure: 'Create the folder, give the process the right to write there, and name the file itself instead of a link.',
  },
  {
    code: 'ASSAY_FILE_WRITE',
    cause: 'Data could not be written, for example because the disk is full; the sender was told to come back.',
    cure: 'Make room on the disk. Nothing is lost as long as the sender keeps its data.',
  },
  {
    code: 'ASSAY_FILE_CLOSED',
    cause: 'Data came after the file exporter was shut down; the sender was told to come back.',
    cure: 'Nothing to do at the end of the process.',
  },
];
