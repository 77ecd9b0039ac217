import { defineExtension, type Descriptor, type Extension } from '../../kernel/component.ts';
import { checkFileStorage, FILE_STORAGE_SCHEMA, type FileStorageConfig } from './config.ts';
import { FileStorage } from './file-storage.ts';
import { STORAGE_METRICS } from './telemetry.data.ts';

/** Queues on disk for exporters that name it in `sending_queue.storage`. */
export const fileStorageExtension: Descriptor<'extension', FileStorageConfig, Extension> = defineExtension({
  type: 'file_storage',
  aliases: [],
  stability: { extension: 'beta' },
  config: FILE_STORAGE_SCHEMA,
  check: checkFileStorage,
  telemetry: STORAGE_METRICS,
  create: (config, host) => new FileStorage(config, host),
});
