import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Catalog } from '../../genai/pricing/catalog.ts';
import { type LoadedPriceFile, loadPriceFile } from './load-price-file.ts';
import { formatPriceFileProblem } from '../../genai/pricing/overrides/problem.ts';
import type { OverridePart } from '../../genai/pricing/overrides/table.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';

/** A file that changed is read once it stood still for so long: an editor or a copy writes in pieces. */
const SETTLE_MS = 300;
const SHOWN_PROBLEMS = 5;

interface Watched {
  /** As the operator wrote it. */
  readonly name: string;
  readonly path: string;
  /** What is in force. */
  loaded: LoadedPriceFile;
  /** What the file looked like when it was last read, for better or worse. */
  seen: string;
  /** What it looked like when it was noticed to differ, '' when it does not. */
  pending: string;
}

/**
 * Price files, read at the start and again whenever they change. A file is taken whole or not at all: with any problem its
 * old prices stay in force, and the log and a counter say so.
 */
export class PriceFiles {
  readonly #host: Host;
  readonly #catalog: Catalog;
  readonly #files: Watched[];
  readonly #onChange: () => void;
  readonly #succeeded: Counter;
  readonly #failed: Counter;
  #stopLooking: (() => void) | undefined;
  #stopSettling: (() => void) | undefined;

  /** Throws when a file is bad: at the start there is no old table, and the operator is looking. */
  constructor(paths: readonly string[], catalog: Catalog, host: Host, onChange: () => void) {
    this.#host = host;
    this.#catalog = catalog;
    this.#onChange = onChange;
    this.#succeeded = host.metrics.counter('assay_price_reloads', { result: 'success' });
    this.#failed = host.metrics.counter('assay_price_reloads', { result: 'failure' });
    this.#files = paths.map((name) => {
      const path = resolve(name);
      const seen = lookOf(path);
      return { name, path, loaded: this.#load(name, path), seen, pending: '' };
    });
    const problems = this.#files.flatMap((file) => file.loaded.problems);
    const [first] = problems;
    if (first !== undefined) throw new AssayError(first.code, problems.slice(0, SHOWN_PROBLEMS).map(formatPriceFileProblem).join('\n'));
  }

  /** Contents in force, in the order of the config. */
  get parts(): readonly OverridePart[] {
    return this.#files.flatMap((file) => (file.loaded.part === undefined ? [] : [file.loaded.part]));
  }

  /** Name and time of change of each file in force, for the age metric. */
  get ages(): readonly { readonly name: string; readonly mtimeMs: () => number }[] {
    return this.#files.map((file) => ({ name: file.loaded.part?.source.name ?? file.name, mtimeMs: () => file.loaded.mtimeMs }));
  }

  watch(intervalMs: number): void {
    if (intervalMs <= 0 || this.#files.length === 0) return;
    this.#stopLooking ??= this.#host.clock.every(intervalMs, () => this.#look());
  }

  stop(): void {
    this.#stopLooking?.();
    this.#stopSettling?.();
    this.#stopLooking = undefined;
    this.#stopSettling = undefined;
  }

  #look(): void {
    let changed = false;
    for (const file of this.#files) {
      const look = lookOf(file.path);
      file.pending = look === file.seen ? '' : look;
      if (file.pending !== '') changed = true;
    }
    if (!changed) return;
    this.#stopSettling?.();
    this.#stopSettling = this.#host.clock.after(SETTLE_MS, () => this.#settle());
  }

  /** Reads the files that look as they did when they were noticed. */
  #settle(): void {
    let taken = false;
    for (const file of this.#files) {
      if (file.pending === '' || lookOf(file.path) !== file.pending) continue;
      file.seen = file.pending;
      file.pending = '';
      if (this.#reread(file)) taken = true;
    }
    if (taken) this.#onChange();
  }

  /** True when the file's prices changed. */
  #reread(file: Watched): boolean {
    const loaded = this.#load(file.name, file.path);
    if (loaded.part === undefined) {
      this.#failed.add(1);
      this.#host.log.error('a price file was refused; its old prices stay in force', {
        code: loaded.problems[0]?.code,
        file: file.name,
        problems: loaded.problems.slice(0, SHOWN_PROBLEMS).map(formatPriceFileProblem),
        in_force: file.loaded.hash,
      });
      return false;
    }
    const same = loaded.hash === file.loaded.hash;
    file.loaded = loaded;
    if (same) return false;
    this.#succeeded.add(1);
    this.#host.log.info('a price file was reloaded', { file: file.name, version: loaded.hash });
    return true;
  }

  #load(name: string, path: string): LoadedPriceFile {
    const loaded = loadPriceFile(path, this.#catalog);
    return { ...loaded, problems: loaded.problems.map((problem) => ({ ...problem, file: name })) };
  }
}

/** What tells that a file changed: time, size and inode, so that a swapped symbolic link shows, too. */
function lookOf(path: string): string {
  try {
    const stat = statSync(path);
    return `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  } catch {
    return 'absent';
  }
}
