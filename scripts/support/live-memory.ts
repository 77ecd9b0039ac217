import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../test/support/eventually.ts';
import type { LiveMemory } from './memory-probe.ts';

const PROBE = new URL('memory-probe.ts', import.meta.url).href;

/** Asks a process what it really holds; the process is started with `environment`. */
export class MemoryProbe {
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'assay-probe-'));
  #last: Promise<unknown> = Promise.resolve();

  get environment(): Record<string, string> {
    return { NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${PROBE}`.trim(), ASSAY_MEMORY_PROBE: this.#file };
  }

  /** Makes the process collect its garbage, and tells what is left. Stops it for some tens of milliseconds. */
  ask(pid: number): Promise<LiveMemory> {
    const answer = this.#last.then(() => this.#ask(pid));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(pid: number): Promise<LiveMemory> {
    rmSync(this.#file, { force: true });
    process.kill(pid, 'SIGUSR2');
    await eventually(() => {
      if (!existsSync(this.#file)) throw new Error('the process does not say what it holds');
    });
    return JSON.parse(readFileSync(this.#file, 'utf8')) as LiveMemory;
  }

  get #file(): string {
    return join(this.#folder, 'memory.json');
  }
}
