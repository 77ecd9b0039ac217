import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { createLogger } from '../../../src/telemetry/log/logger.ts';
import type { LogSettings, RootLogger } from '../../../src/telemetry/log/logger.ts';
import { openLogOutputs, wantsColour } from '../../../src/telemetry/log/output.ts';

interface Captured {
  readonly log: RootLogger;
  readonly lines: string[];
}

function capture(more: Partial<LogSettings> = {}, colour = false): Captured {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line), close: () => undefined, colour };
  const clock = { ...systemClock(), now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
  return { log: createLogger({ level: 'info', encoding: 'console', outputs: [output], ...more }, clock), lines };
}

test('a console line is aligned: time, level, component, message, fields', () => {
  const { log, lines } = capture();
  log.child('exporter', 'otlp_grpc/x').warn('queue is nearly full', { items: 12, why: 'slow backend' });
  log.info('ready');
  expect(lines).toEqual([
    '2026-01-02T03:04:05.006Z  warn   otlp_grpc/x           queue is nearly full   items=12 why="slow backend"\n',
    '2026-01-02T03:04:05.006Z  info   assay                 ready\n',
  ]);
});

test('a JSON line carries the Collector field names', () => {
  const { log, lines } = capture({ encoding: 'json', initialFields: { env: 'test' } });
  log.child('exporter', 'debug').error('broken', { code: 'ASSAY_X_Y' });
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'error',
    ts: '2026-01-02T03:04:05.006Z',
    env: 'test',
    'otelcol.component.id': 'debug',
    'otelcol.component.kind': 'exporter',
    msg: 'broken',
    code: 'ASSAY_X_Y',
  });
});

test('records below the level are not written', () => {
  const { log, lines } = capture({ level: 'warn' });
  log.info('no');
  log.child('processor', 'p').debug('no');
  log.warn('yes');
  expect(lines).toHaveLength(1);
  expect(log.enabled('info')).toBe(false);
});

const NASTY = 'a\nlevel=error forged\r\u001b[31m\u009b2J\u2028\u202egnp.exe\u0000';

test.each(['console', 'json'] as const)('control characters cannot forge a line or drive a terminal in %s', (encoding) => {
  const { log, lines } = capture({ encoding });
  log.child('processor', `p${NASTY}`).info(NASTY, { field: NASTY, [`key${NASTY}`]: 1, nested: { deep: [NASTY] } });
  expect(lines).toHaveLength(1);
  const line = lines[0] ?? '';
  // oxlint-disable-next-line no-control-regex
  expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
  expect(line.endsWith('\n')).toBe(true);
  if (encoding === 'json') expect((JSON.parse(line) as Record<string, unknown>)['field']).toBe(NASTY);
});

test('a field cannot replace the level, time, message or component of its record', () => {
  const { log, lines } = capture({ encoding: 'json' });
  log.child('exporter', 'e').info('real', { level: 'error', msg: 'fake', ts: 'fake', 'otelcol.component.id': 'fake' });
  const line = lines[0] ?? '';
  expect(line.match(/"level":/g)).toHaveLength(1);
  expect(line.match(/"msg":/g)).toHaveLength(1);
  expect(JSON.parse(line)).toMatchObject({ level: 'info', msg: 'real', 'otelcol.component.id': 'e', 'field.msg': 'fake' });
});

test.each([
  ['a bearer token', 'sent Authorization: Bearer abcdefghijklmnop', 'abcdefghijklmnop'],
  ['a password in a URL', 'connect https://user:hunter22@host/x failed', 'hunter22'],
  ['an API key', 'bad key sk-ant-api03-abcdefghijklmnop', 'abcdefghijklmnop'],
  ['a key in a query', 'GET /v1?api_key=topsecretvalue&x=1', 'topsecretvalue'],
])('%s in a message or an error is masked', (_what, text, secret) => {
  const { log, lines } = capture();
  log.error(text, { error: new Error(text), note: text });
  expect(lines.join('')).not.toContain(secret);
  expect(lines.join('')).toContain('[REDACTED]');
});

test('fields named as secrets are masked while token counts pass', () => {
  const { log, lines } = capture({ encoding: 'json' });
  log.info('x', {
    headers: { authorization: 'plain-words' },
    hmac_key: 'k',
    secret_key: 's',
    token: 't',
    input_tokens: 42,
    tokens: 'many',
  });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    headers: { authorization: '[REDACTED]' },
    hmac_key: '[REDACTED]',
    secret_key: '[REDACTED]',
    token: '[REDACTED]',
    input_tokens: 42,
    tokens: 'many',
  });
});

test('bytes, long texts, cycles and the input quoted by a JSON syntax error do not reach the log', () => {
  const { log, lines } = capture({ encoding: 'json' });
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  let syntax: unknown;
  try {
    JSON.parse('prompt of a user');
  } catch (error) {
    syntax = error;
  }
  log.info('x', { bytes: Buffer.from('prompt of a user'), long: 'y'.repeat(100_000), cycle, syntax, big: 10n, nothing: undefined });
  const line = lines[0] ?? '';
  expect(line).not.toContain('prompt');
  expect(line.length).toBeLessThan(4000);
  const record = JSON.parse(line) as Record<string, unknown>;
  expect(record['bytes']).toBe('[16 bytes]');
  expect(record['big']).toBe('10');
  expect('nothing' in record).toBe(false);
});

test('equal records are sampled: the first ones pass, then each n-th, and a new tick starts again', () => {
  let now = 0;
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line), close: () => undefined, colour: false };
  const clock = { ...systemClock(), monotonicMs: () => now };
  const log = createLogger(
    { level: 'info', encoding: 'console', outputs: [output], sampling: { tickMs: 1000, initial: 2, thereafter: 5 } },
    clock,
  );
  for (let i = 0; i < 12; i++) log.warn('same', { i });
  log.warn('other');
  expect(lines.filter((line) => line.includes('same'))).toHaveLength(4);
  expect(lines.filter((line) => line.includes('other'))).toHaveLength(1);
  now = 1000;
  log.warn('same');
  expect(lines.filter((line) => line.includes('same'))).toHaveLength(5);
});

test('colour is for a terminal without NO_COLOR only', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true);
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(wantsColour({}, {})).toBe(false);
  const { log, lines } = capture({}, true);
  log.warn('x');
  expect(lines[0]).toContain('\u001b[33mwarn');
});

test('a log file is private and a symlink in its place is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-log-'));
  try {
    const path = join(folder, 'assay.log');
    const outputs = openLogOutputs([path], {});
    const log = createLogger({ level: 'info', encoding: 'json', outputs }, systemClock());
    log.info('to the file');
    log.close();
    log.info('after the close');
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    symlinkSync(path, join(folder, 'link.log'));
    expect(() => openLogOutputs([join(folder, 'link.log')], {})).toThrow(expect.objectContaining({ code: 'ASSAY_TELEMETRY_LOG_OUTPUT' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
