import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { PrometheusExporter } from '../../../src/exporters/prometheus/exporter.ts';
import { buildMetrics } from '../../../src/otlp/build/metrics.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { parseExposition } from './exposition-parser.ts';

const CONFIG = {
  endpoint: '127.0.0.1:0',
  namespace: '',
  const_labels: {},
  send_timestamps: false,
  metric_expiration: '5m',
  enable_open_metrics: true,
  resource_constant_labels: { included: [], excluded: [] },
  without_scope_info: false,
  series_limit: 1000,
};
/** What Prometheus 2.x sends. */
const PROMETHEUS_ACCEPT =
  'application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

const running: PrometheusExporter[] = [];
afterEach(async () => {
  for (const exporter of running.splice(0)) await exporter.shutdown();
});

async function start(config: Partial<typeof CONFIG> = {}): Promise<{ exporter: PrometheusExporter; host: FakeHost; port: number }> {
  const host = makeFakeHost({ id: 'prometheus/main' });
  const exporter = new PrometheusExporter({ ...CONFIG, ...config }, host);
  running.push(exporter);
  await exporter.start();
  exporter.consume(buildMetrics([{ metrics: [{ name: 'c', kind: 'counter', points: [{ value: 3 }] }] }]));
  return { exporter, host, port: exporter.address!.port };
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(port: number, headers: Record<string, string> = {}, path = '/metrics', method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('scraping', () => {
  it('answers classic text to whoever does not ask for more', async () => {
    const { port } = await start();
    const reply = await ask(port);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(parseExposition(reply.body.toString('utf8'), false)[0]?.samples[0]?.value).toBe(3);
  });

  it('answers OpenMetrics to a Prometheus', async () => {
    const { port, host } = await start();
    const reply = await ask(port, { accept: PROMETHEUS_ACCEPT });
    expect(reply.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(parseExposition(reply.body.toString('utf8'), true)[0]?.name).toBe('c');
    expect(host.metrics.value('assay_prometheus_scrapes', { result: 'ok' })).toBe(1);
  });

  it('stays with classic text when OpenMetrics is switched off', async () => {
    const { port } = await start({ enable_open_metrics: false });
    expect((await ask(port, { accept: PROMETHEUS_ACCEPT })).headers['content-type']).toContain('text/plain');
  });

  it('compresses for those that accept it', async () => {
    const { port } = await start();
    const reply = await ask(port, { 'accept-encoding': 'deflate, gzip;q=0.5' });
    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(reply.body).toString('utf8')).toContain('c_total 3\n');
    expect((await ask(port, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
  });

  it('answers HEAD without a body, other methods 405, other paths 404', async () => {
    const { port } = await start();
    expect(await ask(port, {}, '/metrics', 'HEAD')).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect((await ask(port, {}, '/metrics', 'POST')).status).toBe(405);
    expect((await ask(port, {}, '/')).status).toBe(404);
    expect((await ask(port, {}, '/metrics?name[]=c')).status).toBe(200);
  });

  it('names port and key when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const exporter = new PrometheusExporter({ ...CONFIG, endpoint: `127.0.0.1:${port}` }, makeFakeHost({ id: 'prometheus/main' }));
    await expect(exporter.start()).rejects.toMatchObject({
      code: 'ASSAY_PROMETHEUS_PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`port ${port} .*exporters\\.prometheus/main\\.endpoint`)) as string,
    });
    await exporter.shutdown();
    other.close();
  });

  it('starts and stops twice without harm and leaves no timer', async () => {
    const { exporter, host, port } = await start();
    await exporter.start();
    expect(exporter.address?.port).toBe(port);
    await exporter.shutdown();
    await exporter.shutdown();
    expect(host.clock.liveTimers).toBe(0);
    await expect(ask(port)).rejects.toThrow();
  });
});
