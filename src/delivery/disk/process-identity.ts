import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a lock. Together the fields name one process for good: a process id alone is used again. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Linux: this boot of the machine; '' elsewhere. */
  readonly boot: string;
  /** Linux: the namespace in which `pid` means something (a container has its own); '' elsewhere. */
  readonly namespace: string;
  /** Linux: when the process started, in clock ticks since boot; '' elsewhere. */
  readonly started: string;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    boot: attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
    started: startOf('self'),
  };
}

/** Whether a process whose id means something here is running. */
export function isRunning(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    // EPERM: it is there, and not ours.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(String(identity.pid));
  return started === '' || identity.started === '' || started === identity.started;
}

/** Field 22 of /proc/PID/stat; the second field, the name, may hold spaces and parentheses. */
function startOf(pid: string): string {
  return attempt(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  });
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
