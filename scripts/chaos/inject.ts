import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/*
 * Loaded into a tested process before it starts (node --import): a clock that jumps, and a disk that is slow or full. What is
 * in force stands as JSON in the file that ASSAY_FAULTS names and is looked at again and again. The tested program knows
 * nothing of it; only the process that runs it as its main module is changed.
 */

/** What is wrong at the moment. */
export interface Faults {
  /** Added to the time of day; timers and the monotonic clock go on as they are. */
  readonly clockOffsetMs: number;
  /** Before each fsync and fdatasync. */
  readonly syncDelayMs: number;
  /** Before each write to a file. */
  readonly writeDelayMs: number;
  /** Writes end with ENOSPC after a part of the bytes. */
  readonly diskFull: boolean;
}

const LOOK_EVERY_MS = 20;

function install(path: string): void {
  let faults = look(path);
  setInterval(() => (faults = look(path)), LOOK_EVERY_MS).unref();
  shiftDate(() => faults.clockOffsetMs);
  void hinderFiles(() => faults);
}

function look(path: string): Faults {
  return JSON.parse(readFileSync(path, 'utf8')) as Faults;
}

function shiftDate(offsetMs: () => number): void {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...args: readonly unknown[]) {
      super(...((args.length === 0 ? [RealDate.now() + offsetMs()] : args) as [number]));
    }

    static override now(): number {
      return RealDate.now() + offsetMs();
    }
  } as DateConstructor;
}

/** A file handle's methods as far as they are replaced. */
interface Handle {
  datasync: (this: Handle) => Promise<void>;
  sync: (this: Handle) => Promise<void>;
  writev: (this: Handle, parts: readonly Uint8Array[], position?: number) => Promise<{ bytesWritten: number }>;
}

async function hinderFiles(faults: () => Faults): Promise<void> {
  const probe = await open(fileURLToPath(import.meta.url));
  const handles = Object.getPrototypeOf(probe) as Handle;
  await probe.close();
  const { datasync, sync, writev } = handles;
  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  };
  handles.datasync = async function () {
    await wait(faults().syncDelayMs);
    return datasync.call(this);
  };
  handles.sync = async function () {
    await wait(faults().syncDelayMs);
    return sync.call(this);
  };
  handles.writev = async function (parts, position) {
    await wait(faults().writeDelayMs);
    if (!faults().diskFull) return writev.call(this, parts, position);
    const first = parts[0]!;
    if (first.length > 1) await writev.call(this, [first.subarray(0, first.length >> 1)], position);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
}

const path = process.env['ASSAY_FAULTS'];
// npm and other programs around the tested one inherit the option too.
if (path !== undefined) install(path);
