import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backupPath } from '../../../src/exporters/file/backups.ts';
import type { FileConfig } from '../../../src/exporters/file/config.ts';
import { FileExporter } from '../../../src/exporters/file/file-exporter.ts';
import { fileExporter } from '../../../src/exporters/file/index.ts';
import { RotatingFile } from '../../../src/exporters/file/rotating-file.ts';
import { ACCEPTED } from '../../../src/kernel/outcome.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { traceBatch } from '../../genai/conditions/trace-request.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function started(config: Partial<FileConfig> = {}): Promise<{ exporter: FileExporter; host: FakeHost; path: string }> {
  const path = config.path ?? join(folder, 'out.json');
  const host = makeFakeHost({ id: 'file' });
  const exporter = new FileExporter({ format: 'json', ...config, path }, host);
  await exporter.start();
  return { exporter, host, path };
}

/** The requests of a proto file. */
function frames(path: string): Buffer[] {
  const bytes = readFileSync(path);
  const result: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    result.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return result;
}

const BATCH: Batch = traceBatch([{ name: 'a', attributes: { k: 'v\n"quoted"' } }, { name: 'b' }]);

test('json: one request a line, readable as OTLP/JSON, in the order of arrival', async () => {
  const { exporter, host, path } = await started();
  const outcomes = await Promise.all([exporter.consume(BATCH), exporter.consume(traceBatch([{ name: 'c' }]))]);
  await exporter.shutdown();
  expect(outcomes).toEqual([ACCEPTED, ACCEPTED]);
  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[] });
  expect(lines.map((line) => line.resourceSpans[0]?.scopeSpans[0]?.spans.map((span) => span.name))).toEqual([['a', 'b'], ['c']]);
  expect(host.ledger.deliveredItems).toBe(3);
  expect(host.metrics.value('otelcol_exporter_sent_spans', { exporter: 'file' })).toBe(3);
});

test('proto: each request as it was after its length in four bytes', async () => {
  const { exporter, path } = await started({ format: 'proto' });
  await exporter.consume(BATCH);
  await exporter.consume(BATCH);
  await exporter.shutdown();
  expect(frames(path).map((frame) => frame.equals(BATCH.bytes))).toEqual([true, true]);
});

test('the file is private, also when it was there before with other rights', async () => {
  const { exporter, path } = await started();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await exporter.shutdown();
  chmodSync(path, 0o644);
  const again = await started();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await again.exporter.shutdown();
});

test('a symlink in the place of the file and a folder that is not there are errors naming the key', async () => {
  writeFileSync(join(folder, 'victim'), 'x');
  symlinkSync(join(folder, 'victim'), join(folder, 'link'));
  const message = expect.stringContaining('exporters.file.path');
  await expect(started({ path: join(folder, 'link') })).rejects.toMatchObject({ code: 'ASSAY_FILE_OPEN', message });
  await expect(started({ path: join(folder, 'none', 'x') })).rejects.toMatchObject({ code: 'ASSAY_FILE_OPEN', message });
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('x');
});

test('names in the telemetry do not reach the file system', async () => {
  const { exporter } = await started();
  await exporter.consume(traceBatch([{ name: '../../escape', attributes: { 'service.name': '../up' } }], { 'service.name': '/etc/up' }));
  await exporter.shutdown();
  expect(readdirSync(folder)).toEqual(['out.json']);
});

test('data is appended to what was there, and a torn last line gets its own end', async () => {
  const path = join(folder, 'out.json');
  writeFileSync(path, '{"resourceSpans":[]}\n{"resourceSp');
  const { exporter } = await started({ path });
  await exporter.consume(BATCH);
  await exporter.shutdown();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual(['{"resourceSpans":[]}', '{"resourceSp']);
  expect(() => JSON.parse(lines[2] ?? '') as unknown).not.toThrow();
});

test.each([1, 3, 5, 40])('a proto file torn %i bytes before its end is cut to its whole records', async (missing) => {
  const { exporter, path } = await started({ format: 'proto' });
  await exporter.consume(BATCH);
  await exporter.consume(BATCH);
  await exporter.shutdown();
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - missing));
  const again = await started({ format: 'proto' });
  await again.exporter.consume(BATCH);
  await again.exporter.shutdown();
  expect(readFileSync(path).equals(whole)).toBe(true);
});

test('a full file is put aside under its time, and only the newest backups are kept', async () => {
  const rotation = { max_megabytes: 1, max_days: 0, max_backups: 2 };
  const { exporter, host, path } = await started({ format: 'proto', rotation });
  writeFileSync(join(folder, 'out-notes.json'), 'mine');
  const half = traceBatch([{ name: 'x'.repeat(600_000) }]);
  for (let i = 0; i < 5; i++) {
    expect(await exporter.consume(half)).toBe(ACCEPTED);
    await host.clock.advance(1000);
  }
  await exporter.shutdown();
  const backups = readdirSync(folder).filter((name) => name.startsWith('out-2'));
  expect(backups).toHaveLength(2);
  expect(backups.every((name) => /^out-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}\.json$/.test(name))).toBe(true);
  for (const name of [...backups, 'out.json']) {
    expect(frames(join(folder, name)).length).toBe(1);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  }
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(join(folder, 'out-notes.json'), 'utf8')).toBe('mine');
});

test('backups older than max_days are deleted', async () => {
  const { exporter, host, path } = await started({ format: 'proto', rotation: { max_megabytes: 1, max_days: 2, max_backups: 0 } });
  const day = 86_400_000;
  const old = backupPath(path, host.clock.now() - 3 * day);
  const young = backupPath(path, host.clock.now() - day);
  writeFileSync(old, '');
  writeFileSync(young, '');
  const half = traceBatch([{ name: 'x'.repeat(600_000) }]);
  await exporter.consume(half);
  await exporter.consume(half);
  await exporter.shutdown();
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

test('a write that fails is a retry, is counted, and the next one works', async () => {
  const { exporter, host, path } = await started({ rotation: { max_megabytes: 1, max_days: 0, max_backups: 0 } });
  const half = traceBatch([{ name: 'x'.repeat(600_000) }]);
  await exporter.consume(half);
  // With the file gone the rotation of the next write cannot rename it.
  rmSync(path);
  const outcome = await exporter.consume(half);
  expect(outcome).toMatchObject({ kind: 'retry', code: 'ASSAY_FILE_WRITE' });
  expect(host.lastHealth()).toMatchObject({ state: 'degraded', detail: { consecutive_failures: 1 } });
  expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(1);
  expect(host.ledger.deliveredItems).toBe(1);
  writeFileSync(path, '');
  expect(await exporter.consume(half)).toBe(ACCEPTED);
  expect(host.lastHealth()?.state).toBe('ok');
  await exporter.shutdown();
});

test('a record that cannot be written does not disturb its neighbours', async () => {
  const path = join(folder, 'raw');
  const file = new RotatingFile(path, undefined, false, () => 0);
  await file.open();
  await file.write(Uint8Array.of(0, 0, 0, 1, 7));
  const bad = { length: 10 } as unknown as Uint8Array;
  await expect(file.write(bad)).rejects.toThrow();
  await file.write(Uint8Array.of(0, 0, 0, 1, 8));
  await file.close();
  expect([...readFileSync(path)]).toEqual([0, 0, 0, 1, 7, 0, 0, 0, 1, 8]);
});

test('after shutdown data is refused for now, and shutdown twice is safe', async () => {
  const { exporter } = await started();
  await exporter.shutdown();
  await exporter.shutdown();
  expect(await exporter.consume(BATCH)).toMatchObject({ kind: 'retry', code: 'ASSAY_FILE_CLOSED' });
});

test('the component says that it stores telemetry, and emits only declared metrics', () => {
  const host = makeFakeHost();
  fileExporter.create({ path: join(folder, 'x'), format: 'json' }, host);
  const declared = fileExporter.telemetry.map((spec) => spec.name);
  expect(host.metrics.names().filter((name) => !declared.includes(name))).toEqual([]);
  expect(fileExporter.traits?.persists?.({} as never)).toBe(true);
});
