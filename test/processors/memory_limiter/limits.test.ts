import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { availableMemory } from '../../../src/processors/memory_limiter/available-memory.ts';
import { checkMemoryLimiter, type MemoryLimiterConfig } from '../../../src/processors/memory_limiter/config.ts';
import { limitsFor } from '../../../src/processors/memory_limiter/limits.ts';
import { processMemory } from '../../../src/processors/memory_limiter/memory-probe.ts';
import { settle } from '../../support/fake-host.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const DEFAULTS: MemoryLimiterConfig = {
  check_interval: '1s',
  limit_mib: 0,
  limit_percentage: 80,
  spike_limit_mib: 0,
  spike_limit_percentage: 20,
  in_flight_mib: 0,
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A root folder with these files. */
function rootWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'assay-cgroup-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('by default the hard limit is 80 % and the soft limit 60 % of the memory there is', () => {
  expect(limitsFor(DEFAULTS, 1000 * MIB)).toEqual({ hardBytes: 800 * MIB, softBytes: 600 * MIB, inFlightBytes: 150 * MIB });
});

test('with limit_mib the spike in percent is of the limit, as in the Collector', () => {
  expect(limitsFor({ ...DEFAULTS, limit_mib: 400 }, 8 * GIB)).toEqual({
    hardBytes: 400 * MIB,
    softBytes: 320 * MIB,
    inFlightBytes: 80 * MIB,
  });
  expect(limitsFor({ ...DEFAULTS, limit_mib: 400, spike_limit_mib: 100, in_flight_mib: 7 }, 8 * GIB)).toEqual({
    hardBytes: 400 * MIB,
    softBytes: 300 * MIB,
    inFlightBytes: 7 * MIB,
  });
});

test('a spike larger than the limit of a small machine still leaves a soft limit', () => {
  expect(limitsFor({ ...DEFAULTS, spike_limit_mib: 500 }, 256 * MIB).softBytes).toBeGreaterThan(0);
});

test.each([
  [{ limit_mib: 100, spike_limit_mib: 100 }, ['spike_limit_mib']],
  [{ limit_percentage: 20, spike_limit_percentage: 20 }, ['spike_limit_percentage']],
  [{ limit_mib: 100, spike_limit_percentage: 100 }, ['spike_limit_percentage']],
])('%j is reported at %j', (config, path) => {
  expect(checkMemoryLimiter({ ...DEFAULTS, ...config })).toEqual([expect.objectContaining({ path, code: 'ASSAY_MEMORY_LIMIT_CONFIG' })]);
  expect(checkMemoryLimiter(DEFAULTS)).toEqual([]);
});

test('cgroup v2: the smallest limit from the group up to the root counts', () => {
  const root = rootWith({
    'proc/self/cgroup': '0::/kube.slice/pod.slice/app\n',
    'sys/fs/cgroup/memory.max': 'max\n',
    'sys/fs/cgroup/kube.slice/memory.max': 'max\n',
    'sys/fs/cgroup/kube.slice/pod.slice/memory.max': `${512 * MIB}\n`,
    'sys/fs/cgroup/kube.slice/pod.slice/app/memory.max': `${GIB}\n`,
  });
  expect(availableMemory(root, 4 * GIB)).toEqual({ bytes: 512 * MIB, source: 'cgroup v2' });
});

test('cgroup v2 in a container of its own namespace has the limit at the root', () => {
  const root = rootWith({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/memory.max': `${256 * MIB}\n` });
  expect(availableMemory(root, 4 * GIB)).toEqual({ bytes: 256 * MIB, source: 'cgroup v2' });
});

test('cgroup v1: the memory controller counts, and its huge number for none does not', () => {
  const group = '9:cpu,cpuacct:/x\n4:memory:/docker/abc\n';
  const limited = rootWith({ 'proc/self/cgroup': group, 'sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': `${300 * MIB}\n` });
  expect(availableMemory(limited, 4 * GIB)).toEqual({ bytes: 300 * MIB, source: 'cgroup v1' });
  const unlimited = rootWith({ 'proc/self/cgroup': group, 'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' });
  expect(availableMemory(unlimited, 4 * GIB)).toEqual({ bytes: 4 * GIB, source: 'machine' });
});

test('without cgroups the memory of the machine counts', () => {
  expect(availableMemory(rootWith({ 'etc/hostname': 'x' }), 2 * GIB)).toEqual({ bytes: 2 * GIB, source: 'machine' });
  expect(availableMemory().bytes).toBeGreaterThan(0);
});

test('the probe reads the process and can collect garbage', async () => {
  const probe = processMemory();
  const litter = (): number => {
    const garbage = Array.from({ length: 64 }, () => new Uint8Array(MIB).fill(1));
    return garbage.length * probe.liveBytes();
  };
  const before = litter() / 64;
  // V8 gives buffers back in the background, some turns after the collection.
  for (let i = 0; i < 200 && probe.liveBytes() > before - 32 * MIB; i++) {
    probe.collectGarbage();
    await settle();
  }
  expect(probe.liveBytes()).toBeLessThan(before - 32 * MIB);
  expect(probe.rssBytes()).toBeGreaterThan(0);
});
