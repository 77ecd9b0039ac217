import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Faults } from './inject.ts';

const INJECT = new URL('inject.ts', import.meta.url).href;
const WELL: Faults = { clockOffsetMs: 0, syncDelayMs: 0, writeDelayMs: 0, diskFull: false };
const BALLAST_PIECE: Buffer = Buffer.alloc(16 * 1024, 1);

/** How the disk is. `slow`: each write and each sync takes its time. */
export const DISK_STATES = ['well', 'slow', 'full'] as const;
export type DiskState = (typeof DISK_STATES)[number];

/**
 * A folder for queues on a disk that can be slow or full, and a clock that can jump, for one tested process. Full is a small
 * tmpfs that a ballast file fills to the last byte where this user may mount one, else writes that fail in the process itself.
 */
export class TroubledDisk {
  readonly folder: string;
  /** Whether `full` is a real file system without room. */
  readonly mounted: boolean;
  readonly #base: string;
  readonly #faultsFile: string;
  readonly #onExit = (): void => this.remove();
  #faults: Faults = WELL;

  constructor(sizeMib: number) {
    this.#base = mkdtempSync(join(tmpdir(), 'assay-chaos-'));
    this.folder = join(this.#base, 'disk');
    this.#faultsFile = join(this.#base, 'faults.json');
    mkdirSync(this.folder, { mode: 0o700 });
    this.mounted = mount(this.folder, sizeMib);
    this.#tell();
    process.once('exit', this.#onExit);
  }

  /** Environment of the process that the troubles of clock and slowness are for. */
  get environment(): Record<string, string> {
    return { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${INJECT}`.trim(), ASSAY_FAULTS: this.#faultsFile };
  }

  /** The time of day of the process differs by so much from now on. */
  shiftClock(offsetMs: number): void {
    this.#faults = { ...this.#faults, clockOffsetMs: offsetMs };
    this.#tell();
  }

  setState(state: DiskState): void {
    const slow = state === 'slow';
    this.#faults = {
      ...this.#faults,
      syncDelayMs: slow ? 200 : 0,
      writeDelayMs: slow ? 20 : 0,
      diskFull: state === 'full' && !this.mounted,
    };
    this.#tell();
    if (!this.mounted) return;
    if (state === 'full') this.#fill();
    else rmSync(this.#ballast, { force: true });
  }

  remove(): void {
    process.removeListener('exit', this.#onExit);
    if (this.mounted) execFileSync('umount', ['--lazy', this.folder]);
    rmSync(this.#base, { recursive: true, force: true });
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }

  #fill(): void {
    const file = openSync(this.#ballast, 'a', 0o600);
    try {
      for (;;) writeSync(file, BALLAST_PIECE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** In one step, so that the process never reads half of it. */
  #tell(): void {
    writeFileSync(`${this.#faultsFile}.new`, JSON.stringify(this.#faults));
    renameSync(`${this.#faultsFile}.new`, this.#faultsFile);
  }
}

function mount(folder: string, sizeMib: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0700`, 'assay-chaos', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
