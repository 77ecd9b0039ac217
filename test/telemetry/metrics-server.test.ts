import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { MetricsServer } from '../../src/telemetry/metrics-server.ts';
import { OwnMetrics } from '../../src/telemetry/metrics/own-metrics.ts';

const open: MetricsServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function started(endpoint = 'localhost:0'): Promise<string> {
  const metrics = new OwnMetrics();
  metrics.sink('t').counter('assay_config_reloads', { result: 'ok' }).add(2);
  const server = new MetricsServer(metrics, endpoint);
  open.push(server);
  await server.start();
  await server.start();
  return server.url ?? '';
}

test('a scrape gets classic text by default and OpenMetrics when it asks', async () => {
  const url = await started();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
  const classic = await fetch(url, { headers: { accept: '*/*' } });
  expect(classic.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await classic.text()).toContain('assay_config_reloads_total{result="ok"} 2\n');
  const openMetrics = await fetch(url, { headers: { accept: 'application/openmetrics-text; version=1.0.0' } });
  expect(openMetrics.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(await openMetrics.text()).toMatch(/# EOF\n$/);
});

test('other paths and methods are refused', async () => {
  const url = await started();
  expect((await fetch(url.replace('/metrics', '/other'))).status).toBe(404);
  const post = await fetch(url, { method: 'POST', body: 'x' });
  expect(post.status).toBe(405);
  expect(post.headers.get('allow')).toBe('GET, HEAD');
  const head = await fetch(url, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
});

test('a taken port is an error naming the port and the key', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as AddressInfo;
  try {
    await expect(started(`localhost:${port}`)).rejects.toMatchObject({
      code: 'ASSAY_TELEMETRY_PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`port ${port}.*service\\.telemetry\\.metrics\\.endpoint`)),
    });
  } finally {
    blocker.close();
  }
});

test('an address of no interface is an error naming the key', async () => {
  await expect(started('192.0.2.1:0')).rejects.toMatchObject({
    code: 'ASSAY_TELEMETRY_LISTEN_FAILED',
    message: expect.stringContaining('service.telemetry.metrics.endpoint'),
  });
});

test('after stop the port is free and a second stop does nothing', async () => {
  const url = await started();
  await open[0]?.stop();
  await open[0]?.stop();
  await expect(fetch(url)).rejects.toThrow();
});
