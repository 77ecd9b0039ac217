import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program under test: dist/ of this tree, or the one that ASSAY_MAIN names (an installed package, another build). */
export const MAIN: string = process.env['ASSAY_MAIN'] ?? fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Processes that still run; a test run that ends early takes them along. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts a process that does not outlive this one. */
export function spawnOwned(
  file: string,
  args: readonly string[],
  options: { cwd?: string | undefined; env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  const child = spawn(file, args, options);
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}

/** What a finished process left. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the built binary to its end. */
export function runBinary(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<Ended> {
  const child = spawnOwned(process.execPath, [MAIN, ...args], { cwd: options.cwd, env: { ...process.env, ...options.env } });
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 50_000);
  return collect(child).finally(() => clearTimeout(timer));
}

/** Resolves with everything a process wrote, once it ended. */
export function collect(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}

/** A collector running as its own process, as a user would start it. */
export class RunningBinary {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly #ended: Promise<Ended>;
  #stderr = '';
  #over = false;

  private constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.child = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#ended = collect(child);
    void this.#ended.then(() => (this.#over = true));
  }

  /** Starts with this YAML, and files beside it, and waits until everything is ready. Ports should be 0; `port` tells the real ones. */
  static async start(
    yaml: string,
    args: readonly string[] = [],
    env: Record<string, string> = {},
    files: Record<string, string> = {},
  ): Promise<RunningBinary> {
    const folder = mkdtempSync(join(tmpdir(), 'assay-e2e-'));
    for (const [name, text] of Object.entries({ ...files, 'collector.yaml': yaml })) writeFileSync(join(folder, name), text);
    const child = spawnOwned(process.execPath, [MAIN, '--config', join(folder, 'collector.yaml'), ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    const running = new RunningBinary(folder, child);
    try {
      await running.until(/everything is ready/);
    } catch (error) {
      await running.stop('SIGKILL');
      throw error;
    }
    return running;
  }

  /** Everything logged so far. */
  get log(): string {
    return this.#stderr;
  }

  /** Waits for a line of the log; fails with the log when the process ends first or 20 s pass. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (let waited = 0; waited < 20_000; waited += 20) {
      const match = pattern.exec(this.#stderr);
      if (match !== null) return match;
      if (this.#over) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no ${pattern} in the log:\n${this.#stderr}`);
  }

  /** The port of `grpc` or `http` of a receiver, or of any `... listens on host:port` line with that word. */
  port(protocol: string, component: string = ''): number {
    const match = new RegExp(`${component}\\s+${protocol} listens on \\S*:(\\d+)`).exec(this.#stderr);
    if (match === null) throw new Error(`no ${protocol} port ${component} in the log:\n${this.#stderr}`);
    return Number(match[1]);
  }

  /** Own metrics as Prometheus text. */
  async metrics(): Promise<string> {
    const url = /metrics=(http:\S+)/.exec(this.#stderr)?.[1];
    if (url === undefined) throw new Error('no own metrics in this config');
    return (await fetch(url)).text();
  }

  /** Resident memory in MiB, from /proc; NaN where there is none. */
  rssMib(): number {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))?.[1]) / 1024;
    } catch {
      return Number.NaN;
    }
  }

  /** Sends a signal, waits for the end and removes the folder. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    if (!this.#over) this.child.kill(signal);
    const ended = await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
    return ended;
  }
}

/** One value of a metrics page: the sum over all series whose labels contain `labels`. */
export function metricValue(page: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  let sum = 0;
  for (const line of page.split('\n')) {
    if (!line.startsWith(name) || !/^[{ ]/.test(line.slice(name.length))) continue;
    if (Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)))
      sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}
