import { execFile } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../support/yaml-blocks.ts';

const run = promisify(execFile);
const folder = mkdtempSync(`${tmpdir()}/assay-pack-`);
const installed = `${folder}/node_modules/@assay/collector/`;
const manifest = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as { version: string; dependencies: Record<string, string> };
/** The Node that the package asks for first, as on a machine that has it; npm's scripts find it too. */
const env = { ...process.env, NO_COLOR: '1', PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the installed `assay` in the folder it was installed into. */
async function assay(...args: readonly string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(process.execPath, [`${folder}/node_modules/.bin/assay`, ...args], {
      cwd: folder,
      env,
      timeout: 60_000,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** Ports that were free a moment ago; asked for all at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

describe('the published package', () => {
  beforeAll(async () => {
    // dist/ is fresh (test/support/build-once.ts); building it again would take it from under other tests.
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: REPOSITORY, env });
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, { filename: string }> | { filename: string }[]);
    writeFileSync(`${folder}/package.json`, '{ "name": "somebody", "private": true, "type": "module" }\n');
    await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', `./${packed!.filename.replace('@', '').replace('/', '-')}`], {
      cwd: folder,
      env,
    });
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what runs and what explains it, and no sources or tests', () => {
    const top = readdirSync(installed).filter((name) => name !== 'node_modules');
    expect(top.toSorted()).toEqual(['LICENSE', 'README.md', 'collector.example.yaml', 'config', 'dist', 'docs', 'package.json']);
    expect(
      readdirSync(`${installed}dist`, { recursive: true }).filter(
        (name) => !/\.(js|d\.ts)$/.test(String(name)) && String(name).includes('.'),
      ),
    ).toEqual([]);
    expect(statSync(`${installed}dist/cli/main.js`).mode & 0o111).toBe(0o111);
  });

  it('brings its own dependencies and no Node, compiler or test tool', () => {
    for (const name of Object.keys(manifest.dependencies)) expect(existsSync(`${folder}/node_modules/${name}`), name).toBe(true);
    expect(['node', 'typescript', 'vitest', 'oxlint'].filter((name) => existsSync(`${folder}/node_modules/${name}`))).toEqual([]);
  });

  it('tells its version', async () => {
    expect(await assay('--version')).toEqual({ code: 0, stdout: `assay ${manifest.version}\n`, stderr: '' });
  });

  it('validates a config, good and bad', async () => {
    expect(await assay('validate')).toMatchObject({ code: 0, stdout: expect.stringContaining('the config is valid') });
    writeFileSync(
      `${folder}/bad.yaml`,
      'receivers: { otpl: {} }\nservice: { pipelines: { traces: { receivers: [otpl], exporters: [debug] } } }\n',
    );
    const bad = await assay('validate', '--config', 'bad.yaml');
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('did you mean "otlp"');
  });

  it('runs the demo', async () => {
    const [grpc, http, prometheus, health, own] = await freePorts(5);
    const { code, stdout, stderr } = await assay(
      'demo',
      '--count',
      '3',
      '--interval',
      '1',
      ...[
        `receivers.otlp.protocols.grpc.endpoint=127.0.0.1:${grpc}`,
        `receivers.otlp.protocols.http.endpoint=127.0.0.1:${http}`,
        `exporters.prometheus.endpoint=127.0.0.1:${prometheus}`,
        `extensions.health_check.endpoint=127.0.0.1:${health}`,
        `service.telemetry.metrics.endpoint=127.0.0.1:${own}`,
      ].flatMap((set) => ['--set', set]),
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3 calls in \d dialects$/m);
  });

  it('embeds: its types and its functions are those of src/index.ts', async () => {
    writeFileSync(
      `${folder}/embed.ts`,
      `import { builtInRegistry, defineProcessor, drop, loadConfig, schema, type Descriptor, type Processor } from '@assay/collector';
const late = drop('late');
export const mine: Descriptor<'processor', { readonly limit: number }, Processor> = defineProcessor({
  type: 'mine', aliases: [], stability: { traces: 'alpha' }, form: 'stages', telemetry: [],
  config: schema.object({ limit: schema.integer({ min: 1 }, 5, 'Seconds.') }),
  create: (config, host) => ({ kind: 'stages', stages: { id: host.id, span: { span: (span) => (span.durationS() > config.limit ? late : 0) } } }),
});
const text = 'receivers: { otlp: { protocols: { http: } } }\\nprocessors: { mine: }\\nexporters: { debug: }\\nservice: { pipelines: { traces: { receivers: [otlp], processors: [mine], exporters: [debug] } } }';
const loaded = await loadConfig({ uris: [], base: { name: 'embed', text }, env: {}, registry: builtInRegistry([mine]) });
console.log(JSON.stringify(loaded.config?.processors.get('mine')?.config));
`,
    );
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2024',
      '--types',
      'node',
    ];
    const roots = ['--typeRoots', `${REPOSITORY}node_modules/@types`];
    await run(process.execPath, [`${REPOSITORY}node_modules/typescript/bin/tsc`, ...options, ...roots, 'embed.ts'], { cwd: folder });
    const { stdout } = await run(process.execPath, ['embed.ts'], { cwd: folder, env });
    expect(stdout).toBe('{"limit":5}\n');
  });
});
