import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compileSchema } from '../../../src/config/validator.ts';
import { createDelivery } from '../../../src/delivery/delivery.ts';
import { deliverySettings } from '../../../src/delivery/settings.ts';
import { type FileStorageConfig, checkFileStorage } from '../../../src/extensions/file_storage/config.ts';
import { FileStorage } from '../../../src/extensions/file_storage/file-storage.ts';
import { fileStorageExtension } from '../../../src/extensions/file_storage/index.ts';
import type { Exporter } from '../../../src/kernel/component.ts';
import { type ConfigPatch, config, DOWN, FakeBackend, gate, lines, mergeLines, names, OK, splitLines } from '../../delivery/harness.ts';
import { FaultFiles } from '../../delivery/disk/fault-files.ts';
import { type FakeHost, FakeLedger, makeFakeHost } from '../../support/fake-host.ts';
import type { SendResult } from '../../../src/transport/send-result.ts';

const caller = new AbortController().signal;
const noHurry = (): AbortSignal => new AbortController().signal;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'assay-storage-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

function withDefaults(given: Record<string, unknown>): FileStorageConfig {
  const config = structuredClone(given);
  const validate = compileSchema(fileStorageExtension.config);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors?.map((error) => error.message)));
  return config as unknown as FileStorageConfig;
}

interface Life {
  readonly delivery: Exporter;
  readonly backend: FakeBackend;
  readonly host: FakeHost;
  readonly storageHost: FakeHost;
  readonly faults: FaultFiles;
  put(...items: string[]): Promise<string>;
}

/** One life of a collector with a disk queue. */
async function life(
  directory: string,
  patch: ConfigPatch = {},
  storage: Record<string, unknown> = {},
  ledger: FakeLedger = new FakeLedger(),
): Promise<Life> {
  const faults = new FaultFiles();
  const storageHost = makeFakeHost({ id: 'file_storage/q' });
  const extension = new FileStorage(withDefaults({ directory, ...storage }), storageHost, faults);
  await extension.start();
  const host = { ...makeFakeHost({ id: 'otlp_grpc/a', clock: storageHost.clock, extensions: { 'file_storage/q': extension } }), ledger };
  const backend = new FakeBackend();
  const settings = deliverySettings(config({ ...patch, queue: { storage: 'file_storage/q', ...patch.queue } }));
  const delivery = createDelivery({ sender: backend, settings, host, split: splitLines, merge: mergeLines });
  await delivery.start?.();
  onTestFinished(async () => {
    let done = false;
    const stopped = Promise.resolve(delivery.shutdown?.(AbortSignal.abort())).finally(() => (done = true));
    while (!done) await host.clock.advance(100);
    await stopped;
  });
  return { delivery, backend, host, storageHost, faults, put: async (...items) => (await delivery.consume(lines(items), caller)).kind };
}

describe('an exporter with a disk queue', () => {
  it('tells its account what an earlier life left, and not again when it is replaced by a reload', async () => {
    const directory = await folder();
    const first = await life(directory);
    first.backend.answer = () => DOWN;
    await first.put(...names('n', 30));
    await first.delivery.shutdown?.(AbortSignal.abort());
    expect(first.host.ledger.receivedItems).toBe(0);
    const second = await life(directory);
    expect(second.host.ledger.receivedItems).toBe(30);
    await second.delivery.shutdown?.(AbortSignal.abort());
    const replaced = await life(directory, {}, {}, second.host.ledger);
    await expect.poll(() => replaced.host.ledger.deliveredItems).toBe(30);
    expect(replaced.host.ledger.receivedItems).toBe(30);
  });

  it('delivers what it accepted, and leaves nothing behind', async () => {
    const directory = await folder();
    const { delivery, backend, host, put } = await life(directory);
    for (const name of names('n', 20)) expect(await put(name)).toBe('accepted');
    await expect.poll(() => host.ledger.deliveredItems).toBe(20);
    expect([...backend.got].sort()).toEqual(names('n', 20).sort());
    await delivery.shutdown?.(noHurry());
    expect((await readdir(join(directory, 'otlp_grpc%2fa'))).sort()).toEqual(['queue.json', 'reserve']);
  });

  it('keeps everything over an outage and a restart, and delivers it in order when the backend is back', async () => {
    const directory = await folder();
    const first = await life(directory, { queue: { num_consumers: 1 } });
    first.backend.answer = () => DOWN;
    for (const name of names('n', 30)) expect(await first.put(name)).toBe('accepted');
    await first.host.clock.advance(3_600_000);
    expect(first.host.ledger.failedItems).toBe(0);
    await first.delivery.shutdown?.(AbortSignal.abort());
    expect(first.host.ledger.failedItems).toBe(0);
    const second = await life(directory, { queue: { num_consumers: 1 } });
    await expect.poll(() => second.backend.got).toEqual(names('n', 30));
    await expect.poll(() => second.host.ledger.deliveredItems).toBe(30);
  });

  it('drains while the backend takes it, and leaves the rest on disk when it fails', async () => {
    const directory = await folder();
    const first = await life(directory, { queue: { num_consumers: 2 } });
    const block = gate<SendResult>();
    first.backend.answer = (_items, index) => (index < 2 ? block.promise : index < 10 ? OK : DOWN);
    for (const name of names('n', 20)) await first.put(name);
    const stopped = first.delivery.shutdown?.(noHurry());
    block.open(OK);
    await stopped;
    expect(first.host.ledger.failedItems).toBe(0);
    const delivered = new Set(first.backend.got);
    expect(delivered.size).toBeGreaterThanOrEqual(10);
    const second = await life(directory);
    await expect.poll(() => second.backend.got.length).toBe(20 - delivered.size);
    expect(new Set([...delivered, ...second.backend.got])).toEqual(new Set(names('n', 20)));
  });

  it('joins what it finds on disk', async () => {
    const directory = await folder();
    const batch = { flush_timeout: '200ms', min_size: 10, max_size: 10, sizer: 'items', max_bytes: 1e6 } as const;
    const first = await life(directory, { queue: { batch } });
    first.backend.answer = () => DOWN;
    for (const name of names('n', 30)) await first.put(name);
    await first.delivery.shutdown?.(AbortSignal.abort());
    const second = await life(directory, { queue: { batch } });
    await expect.poll(() => second.backend.got.length).toBe(30);
    expect(second.backend.requests.map((items) => items.length)).toEqual([10, 10, 10]);
  });

  it('removes a record only when its last piece has found its end', async () => {
    const directory = await folder();
    const first = await life(directory, { queue: { num_consumers: 1 } });
    first.backend.answer = (items) =>
      items.length > 2 ? { kind: 'too_large', code: 'ASSAY_TRANSPORT_BACKEND_TOO_LARGE', reason: '413' } : items.includes('n3') ? DOWN : OK;
    await first.put(...names('n', 4));
    await expect.poll(() => first.backend.got).toEqual(['n0', 'n1']);
    await first.delivery.shutdown?.(AbortSignal.abort());
    const second = await life(directory);
    await expect.poll(() => second.backend.got).toEqual(names('n', 4));
  });

  it('answers with a delay while the disk is full, fails its health, and goes on afterwards', async () => {
    const { faults, host, delivery, put, backend } = await life(await folder());
    expect(await put('a')).toBe('accepted');
    await expect.poll(() => backend.got).toEqual(['a']);
    faults.failWith = 'ENOSPC';
    expect(await delivery.consume(lines(['b']), caller)).toMatchObject({ kind: 'retry', code: 'ASSAY_STORAGE_WRITE' });
    expect(delivery.precheck?.(lines(['b']))).toMatchObject({ kind: 'retry' });
    await host.clock.advance(5000);
    expect(host.lastHealth()).toMatchObject({ state: 'failed', detail: { storage_code: 'ASSAY_STORAGE_WRITE' } });
    faults.failWith = undefined;
    expect(await delivery.consume(lines(['b']), caller)).toEqual({ kind: 'accepted' });
    await host.clock.advance(5000);
    expect(host.lastHealth()?.state).toBe('ok');
  });

  it('respects queue_size when it is set, besides the bound of the storage', async () => {
    const { backend, put, host } = await life(await folder(), { queue: { queue_size: 3 } });
    backend.answer = () => gate<SendResult>().promise;
    for (const name of names('n', 3)) expect(await put(name)).toBe('accepted');
    expect(await put('x')).toBe('retry');
    expect(host.metrics.value('otelcol_exporter_queue_capacity')).toBe(3);
  });

  it('gives up data that is older than max_age, counted', async () => {
    const { backend, put, host } = await life(await folder(), { queue: { max_age: '1h', num_consumers: 1 } });
    backend.answer = () => DOWN;
    await put('old');
    await host.clock.advance(3_700_000);
    expect(host.ledger.failedBy).toEqual(new Map([['expired', 1]]));
    expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(1);
  });

  it('counts what it drops to make room', async () => {
    const { backend, put, host } = await life(await folder(), {}, { max_mib: 1, on_full: 'drop_oldest' });
    backend.answer = () => gate<SendResult>().promise;
    for (let i = 0; i < 40; i++) expect(await put('x'.repeat(50_000))).toBe('accepted');
    const dropped = host.ledger.droppedBy.get('oldest_dropped') ?? 0;
    // Ten of the oldest were on their way and are not lost by this.
    expect(dropped).toBeGreaterThanOrEqual(10);
    expect(host.metrics.value('assay_exporter_queue_bytes')).toBeLessThanOrEqual(1024 * 1024);
  });

  it('shows the queue of each exporter by itself', async () => {
    const { storageHost, put, backend } = await life(await folder());
    backend.answer = () => gate<SendResult>().promise;
    await put('a');
    const labels = { storage: 'file_storage/q', queue: 'otlp_grpc/a' };
    expect(storageHost.metrics.value('assay_storage_committed_requests', labels)).toBe(1);
    expect(storageHost.metrics.value('assay_storage_used_bytes', labels)).toBeGreaterThan(0);
    expect(storageHost.metrics.value('assay_storage_capacity_bytes', labels)).toBe(1024 * 1024 * 1024);
    const declared = new Set(fileStorageExtension.telemetry.map((metric) => metric.name));
    for (const name of storageHost.metrics.names()) expect(declared).toContain(name);
  });
});

describe('the file_storage extension', () => {
  it('needs its folder, unless it may make it', async () => {
    const directory = join(await folder(), 'a', 'b');
    const missing = new FileStorage(withDefaults({ directory }), makeFakeHost({ id: 'file_storage' }));
    await expect(missing.start()).rejects.toMatchObject({
      code: 'ASSAY_STORAGE_DIRECTORY',
      message: expect.stringContaining('create_directory'),
    });
    const { put } = await life(directory, {}, { create_directory: true });
    expect(await put('a')).toBe('accepted');
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('refuses a file in the place of its folder', async () => {
    const directory = join(await folder(), 'file');
    await (await import('node:fs/promises')).writeFile(directory, '');
    const extension = new FileStorage(withDefaults({ directory }), makeFakeHost({ id: 'file_storage' }));
    await expect(extension.start()).rejects.toMatchObject({ code: 'ASSAY_STORAGE_DIRECTORY' });
  });

  it('has the defaults of the contract', () => {
    expect(withDefaults({ directory: '/q' })).toEqual({
      directory: '/q',
      max_mib: 1024,
      fsync: 'batch',
      on_full: 'refuse',
      create_directory: false,
    });
    expect(checkFileStorage(withDefaults({ directory: '/q' }))).toEqual([]);
    expect(checkFileStorage(withDefaults({ directory: '' }))).toHaveLength(1);
  });
});
