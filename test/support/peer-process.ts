import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, type Ended, spawnOwned } from './binary.ts';
import { eventually } from './eventually.ts';
import { type Peer, peer } from './peers.ts';

/** A program of others that runs beside the test, in a folder of its own. */
export class PeerProcess {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.child = child;
    this.ended = collect(child);
  }

  /** Starts `name` with a config file; `args` get its path and the folder. Waits until `ready` stops throwing. */
  static async start(
    name: Peer,
    config: string,
    args: (file: string, folder: string) => readonly string[],
    ready: () => Promise<unknown>,
  ): Promise<PeerProcess> {
    const folder = mkdtempSync(join(tmpdir(), `assay-${name}-`));
    const file = join(folder, 'config.yaml');
    writeFileSync(file, config);
    const running = new PeerProcess(folder, spawnOwned(peer(name)!, args(file, folder), { cwd: folder }));
    const early = running.ended.then(({ code, stderr }) => Promise.reject(new Error(`${name} ended with ${code}:\n${stderr}`)));
    await Promise.race([eventually(ready, 30_000), early]);
    early.catch(() => undefined);
    return running;
  }

  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    const ended = await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
    return ended;
  }
}

/** Runs a peer to its end. */
export function runPeer(name: Peer, args: readonly string[]): Promise<Ended> {
  return collect(spawnOwned(peer(name)!, args));
}
