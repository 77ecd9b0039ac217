import { flag, integer, object, oneOf, text } from '../../config/schema-kit.ts';
import type { FsyncMode } from '../../delivery/disk/segment-writer.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** The user's config after defaults. */
export interface FileStorageConfig {
  readonly directory: string;
  readonly max_mib: number;
  readonly fsync: FsyncMode;
  readonly on_full: 'refuse' | 'drop_oldest';
  readonly create_directory: boolean;
}

export const FILE_STORAGE_SCHEMA: JsonSchema = object(
  {
    directory: text(undefined, 'Folder of the queues; each exporter that names this extension has one in a folder of its own below.'),
    max_mib: integer({ min: 1 }, 1024, 'Bound of each queue in MiB, of all its files together.'),
    fsync: oneOf(
      ['batch', 'always', 'never'],
      'batch',
      'When data counts as stored: after an fdatasync that requests arriving together share, after one of its own, or once the system has it.',
    ),
    on_full: oneOf(['refuse', 'drop_oldest'], 'refuse', 'A full queue tells clients to come back, or drops its oldest data, counted.'),
    create_directory: flag(false, 'Make the folder, and those above it, when they are not there.'),
  },
  { required: ['directory'] },
);

/** What the schema cannot say. */
export function checkFileStorage(config: FileStorageConfig): readonly ConfigProblem[] {
  if (config.directory !== '') return [];
  return [
    { path: ['directory'], code: 'ASSAY_STORAGE_DIRECTORY', message: 'the name of a folder is needed', hint: '/var/lib/assay/queue' },
  ];
}
