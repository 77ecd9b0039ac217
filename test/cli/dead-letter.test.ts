import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { DeadLetterFile } from '../../src/delivery/dead-letter/file.ts';
import { NODE_FILES } from '../../src/delivery/files.ts';
import type { Failure } from '../../src/delivery/ticket.ts';
import { ACCEPTED, refused, retry } from '../../src/kernel/outcome.ts';
import { arrivals, idOf, numberedSpans } from '../service/support/numbered-spans.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { OtlpSink } from '../support/otlp-sink.ts';

const REFUSED: Failure = {
  reason: 'refused',
  code: 'ASSAY_TRANSPORT_BACKEND_REFUSED',
  message: 'bad \u001b[31m span\nforged line',
  status: 3,
};
const EXHAUSTED: Failure = { reason: 'retry_exhausted', code: 'ASSAY_DELIVERY_RETRY_EXHAUSTED', message: 'away' };

/** A file with one letter for each failure: one span each, numbered from 0. */
async function lettersAt(failures: readonly Failure[], maxBytes: number = 1_000_000): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-letters-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'letters');
  const file = new DeadLetterFile({
    path,
    maxBytes,
    exporter: 'otlp_http',
    files: NODE_FILES,
    clock: new ManualClock(),
    onRotatedOut: () => undefined,
  });
  await file.open();
  for (const [i, failure] of failures.entries()) {
    await file.append({ signal: 'traces', bytes: numberedSpans(i, 1), items: 1, meta: { receivedAtMs: 0 } }, failure);
  }
  await file.close();
  return path;
}

async function sinkOf(): Promise<OtlpSink> {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  return sink;
}

async function assay(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const code = await main(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    cwd: tmpdir(),
  });
  return { code, stdout, stderr };
}

describe('assay dead-letter list', () => {
  it('shows when, whose, how much and why, with a hint, over rotated files too, and never the data', async () => {
    const path = await lettersAt([REFUSED, EXHAUSTED, EXHAUSTED], 2400);
    const { code, stdout, stderr } = await assay('dead-letter', 'list', path);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('2025-'))).toHaveLength(3);
    expect(stdout).toContain('otlp_http  traces  1 items, ');
    expect(lines.at(-1)).toMatch(/^3 letters, 3 items, \d+ bytes$/);
    expect(stdout).not.toContain('numbered');
  });

  it('lets no message of a backend forge a line or drive the terminal', async () => {
    const { stdout } = await assay('dead-letter', 'list', await lettersAt([REFUSED]));
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('bad \\u001b[31m span\\nforged line [ASSAY_TRANSPORT_BACKEND_REFUSED]');
  });

  it('gives one JSON object a letter', async () => {
    const { stdout } = await assay('dead-letter', 'list', await lettersAt([REFUSED, EXHAUSTED]), '--output', 'json');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toMatchObject([
      {
        file: 'letters',
        exporter: 'otlp_http',
        signal: 'traces',
        items: 1,
        reason: 'refused',
        code: 'ASSAY_TRANSPORT_BACKEND_REFUSED',
        status: 3,
      },
      { reason: 'retry_exhausted' },
    ]);
  });

  it('chooses by reason and by exporter', async () => {
    const path = await lettersAt([REFUSED, EXHAUSTED, EXHAUSTED]);
    expect((await assay('dead-letter', 'list', path, '--reason', 'refused')).stdout).toContain('1 letters, 1 items');
    expect((await assay('dead-letter', 'list', path, '--exporter', 'langfuse')).stdout).toContain('0 letters, 0 items');
  });

  it('tells of damage, lists the rest, and exits 1', async () => {
    const path = await lettersAt([REFUSED, EXHAUSTED]);
    appendFileSync(path, 'torn');
    const { code, stdout, stderr } = await assay('dead-letter', 'list', path);
    expect(code).toBe(1);
    expect(stdout).toContain('2 letters');
    expect(stderr).toMatch(/^letters: 4 bytes from \d+ on are damaged\n$/);
  });

  it('says what is wrong with a path that holds no letters', async () => {
    const path = await lettersAt([]);
    writeFileSync(path, 'something else entirely');
    expect(await assay('dead-letter', 'list', path)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ASSAY_DELIVERY_DEAD_LETTER_FORMAT'),
    });
    expect(await assay('dead-letter', 'list', `${path}.nowhere`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ASSAY_DELIVERY_DEAD_LETTER_OPEN'),
    });
    expect((await assay('dead-letter', 'list')).code).toBe(2);
  });
});

describe('assay dead-letter replay', () => {
  it.each(['http', 'grpc'])('sends each letter once over %s, with the headers given, and leaves the file as it is', async (protocol) => {
    const sink = await sinkOf();
    const path = await lettersAt([REFUSED, EXHAUSTED, EXHAUSTED]);
    const before = readFileSync(path);
    const endpoint = `${protocol}://127.0.0.1:${protocol === 'http' ? sink.httpPort : sink.grpcPort}`;
    const ended = await assay('dead-letter', 'replay', path, '--endpoint', endpoint, '--header', 'X-Tenant: a');
    expect(ended).toEqual({ code: 0, stdout: '3 letters sent, 3 items; 0 refused, 0 items rejected, 0 damaged places\n', stderr: '' });
    expect([...arrivals(sink)]).toEqual([0, 1, 2].map((i) => [idOf(i), 1]));
    expect(sink.batches[0]!.meta.metadata?.get('x-tenant')).toEqual(['a']);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('passes over what is refused once more, and exits 1', async () => {
    const sink = await sinkOf();
    let n = 0;
    sink.answer = () => (n++ === 1 ? refused('ASSAY_TRANSPORT_MALFORMED', 'no', { status: 3 }) : ACCEPTED);
    const path = await lettersAt([REFUSED, REFUSED, EXHAUSTED]);
    const ended = await assay('dead-letter', 'replay', path, '--endpoint', `http://127.0.0.1:${sink.httpPort}`, '--output', 'json');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toEqual({ sent: 2, items: 2, rejected_items: 0, refused: 1, damaged: 0, done: 3 });
    expect(ended.stderr).toContain('refused again');
  });

  it('tries again while the destination is busy, then ends and tells where to go on', async () => {
    const sink = await sinkOf();
    let attempts = 0;
    sink.answer = (batch) => {
      if (batch.bytes.length === 0) return ACCEPTED;
      attempts++;
      return attempts === 1 ? ACCEPTED : retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'busy', 10);
    };
    const path = await lettersAt([EXHAUSTED, EXHAUSTED]);
    const endpoint = `grpc://127.0.0.1:${sink.grpcPort}`;
    const ended = await assay('dead-letter', 'replay', path, '--endpoint', endpoint);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('go on later with --skip 1');
    expect(attempts).toBe(6);
    sink.answer = () => ACCEPTED;
    expect((await assay('dead-letter', 'replay', path, '--endpoint', endpoint, '--skip', '1')).code).toBe(0);
    expect([...arrivals(sink)]).toEqual([0, 1].map((i) => [idOf(i), 1]));
  });

  it.each([
    [],
    ['path', 'more'],
    ['path', '--header', 'no colon'],
    ['path', '--header', 'x: a\r\nevil: 1'],
    ['path', '--skip', '-1'],
    ['path', '--endpoint', 'ftp://x'],
    ['path', '--endpoint', 'grpc://nowhere'],
  ])('refuses to guess what %j means', async (...args) => {
    const { code, stderr } = await assay('dead-letter', 'replay', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^assay dead-letter replay: /);
  });
});
