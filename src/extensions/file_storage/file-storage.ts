import { join, resolve } from 'node:path';
import { type DiskCounters, DiskStore } from '../../delivery/disk/disk-store.ts';
import { queueFolderName } from '../../delivery/disk/folder.ts';
import { type FileLayer, NODE_FILES } from '../../delivery/files.ts';
import type { QueueStorage, QueueStore, StoreEvents } from '../../delivery/store.ts';
import type { Extension } from '../../kernel/component.ts';
import type { Host } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { FileStorageConfig } from './config.ts';

const MIB = 1024 * 1024;
const LARGEST_SEGMENT_BYTES = 16 * MIB;
/** Space is given back a segment at a time: a queue has at least this many. */
const SEGMENTS = 32;

/** Gives exporters queues on disk, each in a folder of its own. Holds nothing itself: each queue is opened and closed by its exporter. */
export class FileStorage implements Extension, QueueStorage {
  readonly #config: FileStorageConfig;
  readonly #host: Host;
  readonly #files: FileLayer;
  readonly #directory: string;

  constructor(config: FileStorageConfig, host: Host, files: FileLayer = NODE_FILES) {
    this.#config = config;
    this.#host = host;
    this.#files = files;
    this.#directory = resolve(config.directory);
  }

  async start(): Promise<void> {
    const info = await this.#files.info(this.#directory);
    if (info === undefined && !this.#config.create_directory) {
      throw new AssayError(
        'ASSAY_STORAGE_DIRECTORY',
        `extensions.${this.#host.id}.directory ${this.#directory} does not exist; create it, or set create_directory: true`,
      );
    }
    if (info !== undefined && info.kind !== 'directory' && info.kind !== 'link') {
      throw new AssayError('ASSAY_STORAGE_DIRECTORY', `extensions.${this.#host.id}.directory ${this.#directory} is no folder`);
    }
    this.#host.health({ state: 'ok' });
  }

  queue(owner: string, events: StoreEvents): QueueStore {
    const { max_mib: maxMib, fsync, on_full: onFull, create_directory: createParent } = this.#config;
    const { clock, log, metrics, id } = this.#host;
    const maxBytes = maxMib * MIB;
    const labels = { storage: id, queue: owner };
    const store = new DiskStore({
      directory: join(this.#directory, queueFolderName(owner)),
      owner,
      maxBytes,
      segmentBytes: Math.min(LARGEST_SEGMENT_BYTES, Math.floor(maxBytes / SEGMENTS)),
      fsync,
      onFull,
      createParent,
      files: this.#files,
      clock,
      log,
      events,
      counters: this.#counters(labels),
    });
    metrics.observe('assay_storage_used_bytes', labels, () => store.usedBytes());
    metrics.observe('assay_storage_capacity_bytes', labels, () => maxBytes);
    return store;
  }

  #counters(labels: { storage: string; queue: string }): DiskCounters {
    const { metrics } = this.#host;
    const commits = metrics.counter('assay_storage_commits', labels);
    const requests = metrics.counter('assay_storage_committed_requests', labels);
    const damaged = metrics.counter('assay_storage_damaged_records', labels);
    return {
      damaged: (records) => damaged.add(records),
      failed: (operation) => metrics.counter('assay_storage_errors', { ...labels, operation }).add(1),
      committed: (records) => {
        commits.add(1);
        requests.add(records);
      },
    };
  }
}
