import { spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCEPTED, retry } from '../../src/kernel/outcome.ts';
import { metricValue } from '../support/binary.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { postTraces } from './support/loopback-client.ts';
import { arrivals, idOf, numberedSpans } from './support/numbered-spans.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** `assay run` as a process of its own, from the sources. */
class Running {
  readonly folder = mkdtempSync(join(tmpdir(), 'assay-run-'));
  readonly path = join(this.folder, 'collector.yaml');
  readonly child;
  readonly ended: Promise<{ code: number | null }>;
  stderr = '';

  constructor(yaml: string, args: readonly string[] = []) {
    writeFileSync(this.path, yaml);
    this.child = spawn(process.execPath, [MAIN, 'run', '--config', this.path, ...args], { env: { ...process.env, NO_COLOR: '1' } });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => this.child.on('close', (code) => resolve({ code })));
    onTestFinished(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async until(pattern: RegExp, times: number = 1): Promise<RegExpMatchArray> {
    let over = false;
    void this.ended.then(() => (over = true));
    for (;;) {
      const matches = [...this.stderr.matchAll(new RegExp(pattern, 'g'))];
      if (matches.length >= times) return matches.at(-1)!;
      if (over) throw new Error(`no ${pattern} in the log:\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** As an editor or a kubelet does it: another file takes the place. */
  replaceConfig(yaml: string): void {
    writeFileSync(`${this.path}.new`, yaml);
    renameSync(`${this.path}.new`, this.path);
  }

  async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const [, url] = await this.until(/metrics=(http:\S+)/);
    return metricValue(await (await fetch(url!)).text(), name, labels);
  }
}

async function sinkOf(): Promise<OtlpSink> {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  return sink;
}

const yaml = (port: number, more: string = '', extensions: string = '', started: string = ''): string => `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }
exporters: { otlp_http: { endpoint: http://127.0.0.1:${port}, retry_on_failure: { initial_interval: 50ms }${more} } }
extensions: { health_check: { endpoint: 127.0.0.1:0 }${extensions} }
service:
  extensions: [health_check${started}]
  telemetry: { metrics: { endpoint: 127.0.0.1:0 } }
  pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } }
`;

describe('assay run as a process', () => {
  it('reloads at SIGHUP and at a changed file, keeps its port, and goes on with the old config when the new one is wrong', async () => {
    const [first, second, third] = [await sinkOf(), await sinkOf(), await sinkOf()];
    const assay = new Running(yaml(first.httpPort), ['--watch']);
    await assay.until(/watching the files of the config/);
    const port = Number((await assay.until(/http listens on \S+:(\d+)/))[1]);
    expect(await postTraces(port, numberedSpans(0, 1))).toBe(200);

    assay.replaceConfig(yaml(second.httpPort));
    assay.child.kill('SIGHUP');
    await assay.until(/the new config is in force/);
    expect(await postTraces(port, numberedSpans(1, 1))).toBe(200);
    await second.until('traces', 1);

    assay.replaceConfig(yaml(third.httpPort, ', nonsense: 1'));
    await assay.until(/the config is not valid; the one before stays in force/);
    expect(assay.stderr).toMatch(/collector\.yaml:3:\d+: unknown key "nonsense"/);
    expect(await postTraces(port, numberedSpans(2, 1))).toBe(200);
    await second.until('traces', 2);

    const before = [...assay.stderr.matchAll(/the new config is in force/g)].length;
    assay.replaceConfig(yaml(third.httpPort));
    await assay.until(/the new config is in force/, before + 1);
    expect(await postTraces(port, numberedSpans(3, 1))).toBe(200);
    await third.until('traces', 1);
    expect(await assay.metric('assay_config_reloads_total', { result: 'invalid' })).toBe(1);
    expect(await assay.metric('assay_config_reloads_total', { result: 'ok' })).toBeGreaterThanOrEqual(2);
    expect(await assay.metric('assay_config_reloads_total', { result: 'failed' })).toBe(0);

    assay.child.kill('SIGTERM');
    expect((await assay.ended).code).toBe(0);
    expect(assay.stderr.trimEnd().split('\n').at(-1)).toMatch(/stopped; traces: received 4, delivered 4, dropped 0, failed 0, in flight 0/);
    expect([...arrivals(first, second, third)]).toEqual([0, 1, 2, 3].map((i) => [idOf(i), 1]));
  });

  it('stops with 0 and what it has on disk, and delivers that at the next start', async () => {
    const sink = await sinkOf();
    sink.answer = () => retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'away');
    const folder = mkdtempSync(join(tmpdir(), 'assay-disk-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const config = yaml(
      sink.httpPort,
      ', sending_queue: { storage: file_storage }',
      `, file_storage: { directory: ${folder} }`,
      ', file_storage',
    );
    const before = new Running(config);
    await before.until(/everything is ready/);
    const port = Number((await before.until(/http listens on \S+:(\d+)/))[1]);
    for (let i = 0; i < 3; i++) expect(await postTraces(port, numberedSpans(i, 1))).toBe(200);
    before.child.kill('SIGTERM');
    expect((await before.ended).code).toBe(0);
    expect(before.stderr).toMatch(/stopped; on disk for the next start: otlp_http 3 items; traces: received 3, /);
    sink.answer = () => ACCEPTED;
    const after = new Running(config);
    await sink.until('traces', 3);
    after.child.kill('SIGTERM');
    expect((await after.ended).code).toBe(0);
    expect([...arrivals(sink)]).toEqual([0, 1, 2].map((i) => [idOf(i), 1]));
  });

  it('stops with 1 and names what it could not deliver, when a second signal cuts it short', async () => {
    const sink = await sinkOf();
    sink.answer = () => retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'away');
    const assay = new Running(yaml(sink.httpPort));
    await assay.until(/everything is ready/);
    const port = Number((await assay.until(/http listens on \S+:(\d+)/))[1]);
    expect(await postTraces(port, numberedSpans(0, 2))).toBe(200);
    assay.child.kill('SIGTERM');
    await assay.until(/stopping: receivers take no more/);
    assay.child.kill('SIGTERM');
    expect((await assay.ended).code).toBe(1);
    expect(assay.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /error .*stopped; NOT DELIVERED: 2 items \(otlp_http 2\); traces: received 2, /,
    );
  });
});
