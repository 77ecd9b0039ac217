import { mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeadLetterFile } from '../../../src/delivery/dead-letter/file.ts';
import { type LetterEvent, deadLetterFiles, readLetters } from '../../../src/delivery/dead-letter/reader.ts';
import { type FileLayer, NODE_FILES } from '../../../src/delivery/files.ts';
import type { Failure } from '../../../src/delivery/ticket.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { BAD, itemsOf, lines, names, OK, rig, settle } from '../harness.ts';

const FAILURE: Failure = { reason: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_REFUSED', message: '400 bad span', status: 3 };
let folder: string;
let path: string;
const opened: DeadLetterFile[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-letters-'));
  path = join(folder, 'backend.dead');
});

afterEach(async () => {
  for (const file of opened.splice(0)) await file.close();
  await rm(folder, { recursive: true });
});

interface Options {
  readonly exporter?: string;
  readonly maxBytes?: number;
  readonly files?: FileLayer;
  readonly onRotatedOut?: (items: number) => void;
}

function letters(options: Options = {}): DeadLetterFile {
  const { exporter = 'otlp_grpc', maxBytes = 1_000_000, files = NODE_FILES, onRotatedOut = () => undefined } = options;
  const file = new DeadLetterFile({ path, maxBytes, exporter, files, clock: new ManualClock(), onRotatedOut });
  opened.push(file);
  return file;
}

async function all(of: string = path): Promise<LetterEvent[]> {
  const events: LetterEvent[] = [];
  for await (const event of readLetters(NODE_FILES, of)) events.push(event);
  return events;
}

async function totalBytes(): Promise<number> {
  let total = 0;
  for (const file of await deadLetterFiles(NODE_FILES, path)) total += (await stat(file)).size;
  return total;
}

describe('the dead letter file', () => {
  it('keeps data with the reason, and gives both back', async () => {
    const file = letters();
    await file.open();
    expect(await file.append(lines(['a', 'b']), FAILURE)).toBe('written');
    expect(await file.append(lines(['c'], 'logs'), { ...FAILURE, reason: 'too_large' })).toBe('written');
    const events = await all();
    expect(events).toMatchObject([
      {
        kind: 'letter',
        at: 0,
        header: {
          exporter: 'otlp_grpc',
          signal: 'traces',
          items: 2,
          reason: 'refused',
          code: FAILURE.code,
          message: '400 bad span',
          status: 3,
        },
      },
      { kind: 'letter', header: { signal: 'logs', items: 1, reason: 'too_large' } },
    ]);
    const first = events[0] as Extract<LetterEvent, { kind: 'letter' }>;
    expect(first.payload.toString()).toBe('a\nb\n');
    expect(first.header.hint).toContain('replay');
    expect(first.header.time).toMatch(/^2025-.*Z$/);
  });

  it('can be read by its owner alone', async () => {
    const file = letters();
    await file.open();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('stays within its bound to the byte, by removing the oldest letters, which are counted', async () => {
    let gone = 0;
    const file = letters({ maxBytes: 5000, onRotatedOut: (items) => (gone += items) });
    await file.open();
    let written = 0;
    for (let i = 0; i < 60; i++) {
      expect(await file.append(lines([`letter-${i}`, 'x'.repeat((i * 37) % 700)]), FAILURE)).toBe('written');
      written += 2;
      expect(await totalBytes()).toBeLessThanOrEqual(5000);
    }
    let kept = 0;
    let last = -1;
    for (const rotated of await deadLetterFiles(NODE_FILES, path)) {
      for (const event of await all(rotated)) {
        if (event.kind !== 'letter') throw new Error('damaged');
        kept += event.header.items;
        const number = Number(/letter-(\d+)/.exec(event.payload.toString())?.[1]);
        expect(number).toBeGreaterThan(last);
        last = number;
      }
    }
    expect(last).toBe(59);
    expect(kept + gone).toBe(written);
    expect(gone).toBeGreaterThan(0);
  });

  it('says so when one letter is larger than the whole bound', async () => {
    const file = letters({ maxBytes: 400 });
    await file.open();
    expect(await file.append(lines(['x'.repeat(1000)]), FAILURE)).toBe('too_large');
  });

  it('goes on after a restart, cutting what a crash left half written', async () => {
    const before = letters();
    await before.open();
    await before.append(lines(['a']), FAILURE);
    await before.append(lines(['b']), FAILURE);
    await before.close();
    const { size } = await stat(path);
    await truncate(path, size - 3);
    const after = letters();
    await after.open();
    await after.append(lines(['c']), FAILURE);
    const events = await all();
    expect(events.map((event) => (event.kind === 'letter' ? event.payload.toString() : 'damaged'))).toEqual(['a\n', 'c\n']);
  });

  it('starts over when only a torn first letter is there', async () => {
    await writeFile(path, 'ADL');
    const file = letters();
    await file.open();
    await file.append(lines(['a']), FAILURE);
    expect(await all()).toHaveLength(1);
  });

  it('reports a damaged stretch and reads on behind it', async () => {
    const file = letters();
    await file.open();
    for (const name of ['a', 'b', 'c']) await file.append(lines([name]), FAILURE);
    const bytes = await readFile(path);
    const events = await all();
    bytes[events[1]!.at + 40]! ^= 1;
    await writeFile(path, bytes);
    expect((await all()).map((event) => event.kind)).toEqual(['letter', 'damaged', 'letter']);
  });

  it('leaves a file alone that holds something else', async () => {
    await writeFile(path, 'my precious notes');
    const file = letters();
    await expect(file.open()).rejects.toMatchObject({ code: 'ASSAY_DELIVERY_DEAD_LETTER_FORMAT' });
    expect(await readFile(path, 'utf8')).toBe('my precious notes');
  });

  it('does not follow a symbolic link', async () => {
    await writeFile(join(folder, 'elsewhere'), '');
    await symlink(join(folder, 'elsewhere'), path);
    await expect(letters().open()).rejects.toMatchObject({ code: 'ASSAY_DELIVERY_DEAD_LETTER_OPEN' });
  });

  it('refuses to be shared by two exporters', async () => {
    await letters().open();
    await expect(letters({ exporter: 'other' }).open()).rejects.toMatchObject({
      code: 'ASSAY_DELIVERY_DEAD_LETTER_IN_USE',
      message: expect.stringContaining('otlp_grpc'),
    });
  });

  it('is shared by an exporter and the one that replaces it', async () => {
    const [before, after] = [letters(), letters()];
    await Promise.all([before.open(), after.open()]);
    expect(await Promise.all([before.append(lines(['a']), FAILURE), after.append(lines(['b']), FAILURE)])).toEqual(['written', 'written']);
    await before.close();
    expect(await after.append(lines(['c']), FAILURE)).toBe('written');
    expect((await all()).map((event) => event.kind)).toEqual(['letter', 'letter', 'letter']);
  });

  it('survives a full disk: the write is cut off again, told, and the next one works', async () => {
    let full = false;
    const files: FileLayer = {
      ...NODE_FILES,
      open: async (at, mode) => {
        const file = await NODE_FILES.open(at, mode);
        const write: typeof file.write = async (parts, position) => {
          if (!full) return file.write(parts, position);
          await file.write([Buffer.from(parts[0]!).subarray(0, 5)], position);
          throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        };
        return { ...file, write };
      },
    };
    const file = letters({ files });
    await file.open();
    await file.append(lines(['a']), FAILURE);
    full = true;
    expect(await file.append(lines(['b']), FAILURE)).toBe('write_failed');
    expect(file.trouble()).toContain('ENOSPC');
    full = false;
    expect(await file.append(lines(['c']), FAILURE)).toBe('written');
    expect(file.trouble()).toBeUndefined();
    expect((await all()).map((event) => event.kind)).toEqual(['letter', 'letter']);
  });
});

describe('delivery with a dead letter file', () => {
  it('puts the bad span there, and only that', async () => {
    const { put, backend, host, delivery } = await rig({ dead_letter: { path, max_mib: 1 } });
    backend.answer = (items) => (items.includes('n5') ? BAD : OK);
    put(names('n', 8));
    await expect.poll(() => host.ledger.failedItems).toBe(1);
    await delivery.shutdown?.(new AbortController().signal);
    const events = await all();
    expect(events).toHaveLength(1);
    const letter = events[0] as Extract<LetterEvent, { kind: 'letter' }>;
    expect(itemsOf({ ...lines([]), bytes: letter.payload })).toEqual(['n5']);
    expect(backend.got).toHaveLength(7);
    expect(host.metrics.value('assay_dead_letter_items', { reason: 'refused' })).toBe(1);
  });

  it('keeps what retries could not deliver', async () => {
    const { put, backend, host, delivery } = await rig({ dead_letter: { path, max_mib: 1 }, retry: { enabled: false } });
    backend.answer = () => ({ kind: 'retry', code: 'ASSAY_TRANSPORT_UNREACHABLE', reason: 'down', throttled: false });
    put(['a']);
    await expect.poll(() => host.ledger.failedItems).toBe(1);
    await delivery.shutdown?.(new AbortController().signal);
    expect(await all()).toMatchObject([{ header: { reason: 'retry_disabled' } }]);
    await settle();
  });
});
