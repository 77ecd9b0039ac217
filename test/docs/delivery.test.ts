/* docs/delivery.md: each of its lines is held by a test, and each of its limits is the one in the sources. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SENDING_QUEUE_SCHEMA, DEAD_LETTER_SCHEMA, RETRY_SCHEMA } from '../../src/delivery/config.ts';
import { SERVICE_SCHEMA } from '../../src/config/service.data.ts';
import { parseDurationMs } from '../../src/config/units.ts';
import { OTLP_GRPC_SCHEMA } from '../../src/exporters/otlp_grpc/config.ts';
import { OTLP_HTTP_SCHEMA } from '../../src/exporters/otlp_http/config.ts';
import { FILE_STORAGE_SCHEMA } from '../../src/extensions/file_storage/config.ts';
import type { JsonSchema } from '../../src/kernel/component.ts';
import { limitsFor } from '../../src/processors/memory_limiter/limits.ts';
import { MEMORY_LIMITER_SCHEMA, type MemoryLimiterConfig } from '../../src/processors/memory_limiter/config.ts';
import { OTLP_RECEIVER_SCHEMA } from '../../src/receivers/otlp/config.ts';
import { MAX_RETIRING } from '../../src/service/retirement.ts';
import { RequestAccount } from '../../src/transport/body/admission.ts';
import { FairAccount } from '../../src/transport/body/fair-account.ts';
import { MAX_REQUESTS } from '../../src/transport/body/request-slots.ts';
import { DEFAULT_SERVER_LIMITS } from '../../src/transport/server-transport.ts';
import { REPOSITORY } from '../support/yaml-blocks.ts';
import { HELD_BY } from './delivery.data.ts';

const TEXT = readFileSync(`${REPOSITORY}docs/delivery.md`, 'utf8');
const MIB = 1024 * 1024;

/** Paragraphs, list items and table rows that claim something: all but headings, table heads and the first lines of a section. */
function claims(): string[] {
  const lines = TEXT.split('\n');
  const found: string[] = [];
  for (const [i, line] of lines.entries()) {
    const isHead = (lines[i + 1] ?? '').startsWith('| ---') || line.startsWith('| ---');
    if (line.startsWith('|') && !isHead) found.push(line);
    else if (line.startsWith('- ')) found.push(/^ {2}\S/.test(lines[i + 1] ?? '') ? `${line} ${lines[i + 1]!.trim()}` : line);
  }
  return found;
}

const idOf = (claim: string): string | undefined => /\(([DL]\d+)\)$/.exec(claim)?.[1] ?? /\| ([DL]\d+) \|$/.exec(claim)?.[1];

/** The cells of a row of the table of limits. */
function limitRow(id: string): string[] {
  const row = claims().find((claim) => idOf(claim) === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** The default of a key in a component's schema. */
function defaultOf(schema: JsonSchema, ...path: string[]): number | string {
  let at = schema;
  for (const key of path) at = (at['properties'] as Record<string, JsonSchema>)[key]!;
  return at['default'] as number | string;
}

/** A numeric constant of a source file, `const NAME = 4 * MIB;`. */
function constant(file: string, name: string): number {
  const source = readFileSync(`${REPOSITORY}src/${file}`, 'utf8');
  const expression = new RegExp(`const ${name}(?:: number)? = ([0-9_* A-Z]+);`).exec(source)?.[1];
  if (expression === undefined) throw new Error(`no ${name} in ${file}`);
  return expression
    .split('*')
    .map((factor) => (factor.trim() === 'MIB' ? MIB : Number(factor.trim().replaceAll('_', ''))))
    .reduce((a, b) => a * b);
}

const mib = (bytes: number | string): string => `${Number(bytes) / MIB} MiB`;
const seconds = (ms: number): string => `${ms / 1000}s`;

describe('docs/delivery.md', () => {
  it('has a number at the end of everything it claims, each number once or for the same thing', () => {
    expect(claims().length).toBeGreaterThan(70);
    expect(claims().filter((claim) => idOf(claim) === undefined)).toEqual([]);
  });

  it('claims nothing in a paragraph beside those', () => {
    const paragraphs = TEXT.split('\n').filter((line) => /^[A-Z]/.test(line));
    // Introductions of sections, and the one about the ledger, which has its number.
    const unnumbered = paragraphs.filter((line) => !/\((D\d+)\)$/.test(line));
    expect(unnumbered.map((line) => line.slice(0, 40))).toEqual([
      'What an acknowledgement is worth, what c',
      'An OTLP request is acknowledged with 200',
      'Delivery is at least once. Nothing is se',
      'Each loss is counted in `assay_dropped_i',
      'SIGHUP, or with `--watch` a changed file',
      'Fair is by connection; a client that ope',
    ]);
  });

  it('has tests for each number, and no numbers that are gone', () => {
    const numbers = new Set([...TEXT.matchAll(/\((D\d+)\)$|\| (D\d+) \|$/gm)].map((match) => match[1] ?? match[2]!));
    expect([...numbers].toSorted()).toEqual(Object.keys(HELD_BY).toSorted());
  });

  it.each(Object.entries(HELD_BY))('%s is held by tests that exist', (_id, tests) => {
    const missing = tests.filter((test) => {
      const at = test.indexOf(': ');
      const path = `${REPOSITORY}test/${test.slice(0, at)}`;
      const files = statSync(path).isDirectory() ? globSync(`${path}/**/*.test.ts`) : [path];
      return !files.some((file) => readFileSync(file, 'utf8').includes(test.slice(at + 2)));
    });
    expect(missing).toEqual([]);
  });

  it('names every reason in the sources for which items are dropped or failed', () => {
    const reasons = new Set<string>();
    for (const file of globSync('src/**/*.ts', { cwd: REPOSITORY })) {
      const source = readFileSync(REPOSITORY + file, 'utf8');
      for (const match of source.matchAll(/\bdrop\('(\w+)'\)|\b(?:dropped|failed|lost)\([^()]*?, '(\w+)'/g))
        reasons.add((match[1] ?? match[2])!);
      if (file.startsWith('src/delivery/') && !file.includes('dead-letter'))
        for (const match of source.matchAll(/\breason: '(\w+)'/g)) reasons.add(match[1]!);
      if (file === 'src/kernel/fused-walk.ts') for (const match of source.matchAll(/reason: '(\w+)'/g)) reasons.add(match[1]!);
      if (file.endsWith('series-store.ts')) for (const match of source.matchAll(/^ {2}\| '(\w+)'/gm)) reasons.add(match[1]!);
    }
    // Goes back to a caller that still has the data: nothing is dropped.
    reasons.delete('cancelled');
    reasons.delete('handed_back');
    expect(reasons.size).toBeGreaterThan(15);
    expect([...reasons].filter((reason) => !TEXT.includes(`\`${reason}\``))).toEqual([]);
  });
});

const otlp = (protocol: 'grpc' | 'http', key: string): number | string => defaultOf(OTLP_RECEIVER_SCHEMA, 'protocols', protocol, key);
const memory = Object.fromEntries(
  Object.keys(MEMORY_LIMITER_SCHEMA['properties'] as object).map((key) => [key, defaultOf(MEMORY_LIMITER_SCHEMA, key)]),
) as unknown as MemoryLimiterConfig;

/** What the second column of each row must say. */
const LIMITS: Readonly<Record<string, () => string>> = {
  L1: () => mib(otlp('http', 'max_request_body_size')),
  L2: () => `${otlp('grpc', 'max_recv_msg_size_mib')} MiB`,
  L3: () => `${DEFAULT_SERVER_LIMITS.maxRatio}, from ${mib(DEFAULT_SERVER_LIMITS.ratioFloorBytes)} on`,
  L4: () => String(otlp('grpc', 'max_connections')),
  L5: () => String(DEFAULT_SERVER_LIMITS.maxStreams),
  L6: () => `${DEFAULT_SERVER_LIMITS.maxHeaderCount}, ${DEFAULT_SERVER_LIMITS.maxHeaderBytes / 1024} KiB`,
  L7: () => ['read_timeout', 'read_header_timeout', 'write_timeout'].map((key) => otlp('http', key)).join(', '),
  L8: () => {
    const { hardBytes, softBytes } = limitsFor(memory, 100);
    return `${hardBytes} % of the cgroup; refusing begins ${hardBytes - softBytes} % of it below`;
  },
  L9: () => {
    const { softBytes, inFlightBytes } = limitsFor(memory, 1000 * MIB);
    expect(softBytes / inFlightBytes).toBe(4);
    return 'a quarter of the soft limit';
  },
  L25: () => {
    const file = 'delivery/byte-budget.ts';
    expect(readFileSync(`${REPOSITORY}src/receivers/otlp/otlp-receiver.ts`, 'utf8')).toContain('new FairAccount(quarterOfMemory())');
    return `a quarter of the memory, ${mib(constant(file, 'SMALLEST_BYTES'))} to ${constant(file, 'LARGEST_BYTES') / 1024 / MIB} GiB`;
  },
  L26: () => {
    const account = new FairAccount(400);
    const connection = {};
    new RequestAccount(account, {}).grow(1);
    const single = new RequestAccount(account, connection);
    expect([single.grow(299), single.grow(1)]).toMatchObject([undefined, { problem: 'share' }]);
    return 'as many as it leaves free; with a single request 3/4 of the limit, alone all of it';
  },
  L27: () => `${MAX_REQUESTS}; of one connection as many as it leaves free, one in any case`,
  L10: () => `${constant('delivery/settings.ts', 'DEFAULT_QUEUE_SIZE')} requests and ${defaultOf(SENDING_QUEUE_SCHEMA, 'max_mib')} MiB`,
  L11: () => {
    const file = 'delivery/byte-budget.ts';
    expect(mib(constant(file, 'GUARANTEED_BYTES'))).toBe('4 MiB');
    return `a quarter of the memory, ${mib(constant(file, 'SMALLEST_BYTES'))} to ${constant(file, 'LARGEST_BYTES') / 1024 / MIB} GiB`;
  },
  L12: () => String(constant('delivery/admission.ts', 'MAX_BLOCKED')),
  L13: () => `${defaultOf(FILE_STORAGE_SCHEMA, 'max_mib')} MiB, all files together`,
  L14: () => mib(constant('delivery/disk/commit-queue.ts', 'PENDING_BYTES')),
  L15: () => String(defaultOf(SENDING_QUEUE_SCHEMA, 'num_consumers')),
  L16: () => mib(defaultOf(SENDING_QUEUE_SCHEMA, 'batch', 'max_bytes')),
  L17: () => `${defaultOf(OTLP_GRPC_SCHEMA, 'timeout')} gRPC, ${defaultOf(OTLP_HTTP_SCHEMA, 'timeout')} HTTP`,
  L18: () => seconds(constant('delivery/settings.ts', 'DEFAULT_MAX_ELAPSED_MS')),
  L19: () => {
    const own = seconds(parseDurationMs(String(defaultOf(RETRY_SCHEMA, 'max_interval'))));
    return `${own}, or what the backend asks, up to ${constant('delivery/dispatcher.ts', 'LONGEST_HOLD_MS') / 60_000} min`;
  },
  L20: () => String(constant('delivery/isolation.ts', 'MAX_BAD_ITEMS')),
  L21: () => `${defaultOf(DEAD_LETTER_SCHEMA, 'max_mib')} MiB`,
  L22: () => String(defaultOf(SERVICE_SCHEMA, 'shutdown_timeout')),
  L28: () => {
    const http = constant('transport/http/http-server.ts', 'IDLE_LINGER_MS');
    return `HTTP ${seconds(http)}, gRPC ${seconds(constant('transport/grpc/grpc-server.ts', 'LINGER_MS'))}`;
  },
  L23: () => String(MAX_RETIRING),
  L24: () => String(constant('kernel/exporter-slot.ts', 'MAX_HELD')),
};

describe('the table of limits', () => {
  it('has a check for each row', () => {
    const rows = [...TEXT.matchAll(/\| (L\d+) \|$/gm)].map((match) => match[1]!);
    expect(rows).toEqual(Object.keys(LIMITS));
  });

  it.each(Object.entries(LIMITS))('says what the sources say in row %s', (id, value) => {
    expect(limitRow(id)[1]).toBe(value());
  });
});
