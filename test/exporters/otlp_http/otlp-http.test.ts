import { describe, expect, it } from 'vitest';
import { resolveEndpoints } from '../../../src/exporters/otlp_http/endpoints.ts';
import { otlpHttpExporter } from '../../../src/exporters/otlp_http/index.ts';
import { ACCEPTED, refused, retry } from '../../../src/kernel/outcome.ts';
import { SIGNALS } from '../../../src/otlp/batch.ts';
import { startHttp } from '../../transport/support/servers.ts';
import { request, spanNames, started, withDefaults } from '../otlp-rig.ts';

const anyone = new AbortController().signal;

describe('the otlp_http exporter', () => {
  it.each(['none', 'gzip', 'zstd', 'deflate'] as const)(
    'delivers the bytes of every signal as they are, compression %s',
    async (compression) => {
      const server = await startHttp();
      const { exporter, host } = await started(otlpHttpExporter, {
        endpoint: `http://127.0.0.1:${server.endpoint.port}`,
        compression,
        headers: { 'x-tenant': 'blue' },
      });
      const batches = SIGNALS.map((signal) => request(signal, 2));
      for (const batch of batches) await exporter.consume(batch, anyone);
      await expect.poll(() => host.ledger.deliveredItems).toBe(6);
      for (const batch of batches) {
        const got = server.seen.find((seen) => seen.signal === batch.signal);
        expect(Buffer.from(got!.body).equals(batch.bytes)).toBe(true);
        expect(got!.headers.get('x-tenant')).toBe('blue');
      }
    },
  );

  it('writes JSON when asked to', async () => {
    const server = await startHttp();
    const { exporter } = await started(otlpHttpExporter, { endpoint: `http://127.0.0.1:${server.endpoint.port}`, encoding: 'json' });
    await exporter.consume(request('traces', 1, 'hello'), anyone);
    await expect.poll(() => server.seen.length).toBe(1);
    expect(server.seen[0]).toMatchObject({ encoding: 'json', signal: 'traces' });
    expect(JSON.parse(Buffer.from(server.seen[0]!.body).toString())).toMatchObject({
      resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'hello-0' }] }] }],
    });
  });

  it('sends each signal where its own endpoint says', async () => {
    const [one, other] = await Promise.all([startHttp(), startHttp()]);
    const { exporter, host } = await started(otlpHttpExporter, {
      endpoint: `http://127.0.0.1:${one.endpoint.port}`,
      logs_endpoint: `http://127.0.0.1:${other.endpoint.port}/v1/logs`,
    });
    for (const signal of SIGNALS) await exporter.consume(request(signal, 1), anyone);
    await expect.poll(() => host.ledger.deliveredItems).toBe(3);
    expect(one.seen.map((seen) => seen.signal).sort()).toEqual(['metrics', 'traces']);
    expect(other.seen.map((seen) => seen.signal)).toEqual(['logs']);
  });

  it('counts a signal without an endpoint as refused, not as waiting', async () => {
    const server = await startHttp();
    const { exporter, host } = await started(otlpHttpExporter, { traces_endpoint: `http://127.0.0.1:${server.endpoint.port}/v1/traces` });
    await exporter.consume(request('metrics', 2), anyone);
    await expect.poll(() => host.ledger.failedItems).toBe(2);
  });

  it('honours Retry-After and delivers in the end', async () => {
    let calls = 0;
    const server = await startHttp({
      handler: () => ({ outcome: ++calls === 1 ? retry('ASSAY_TEST', 'full', 9000) : ACCEPTED, items: 1 }),
    });
    const { exporter, host } = await started(otlpHttpExporter, {
      endpoint: `http://127.0.0.1:${server.endpoint.port}`,
      retry_on_failure: { randomization_factor: 0 },
    });
    await exporter.consume(request('traces', 1), anyone);
    await expect.poll(() => host.metrics.value('assay_exporter_attempts', { result: 'throttled' })).toBe(1);
    await host.clock.advance(8999);
    expect(calls).toBe(1);
    await host.clock.advance(1);
    await expect.poll(() => host.ledger.deliveredItems).toBe(1);
  });

  it('cuts after a 413 and delivers every span once', async () => {
    const server = await startHttp({ limits: { maxBodyBytes: 1500 } });
    const { exporter, host } = await started(otlpHttpExporter, {
      endpoint: `http://127.0.0.1:${server.endpoint.port}`,
      compression: 'none',
    });
    await exporter.consume(request('traces', 80, 'a span of some length'), anyone);
    await expect.poll(() => host.ledger.deliveredItems).toBe(80);
    expect(new Set(server.seen.flatMap((seen) => spanNames(seen.body))).size).toBe(80);
  });

  it('delivers all but the one span that the server refuses', async () => {
    const server = await startHttp({
      handler: (seen) => ({
        outcome: spanNames(seen.body).includes('s-7') ? refused('ASSAY_TEST', 'bad span', { status: 3 }) : ACCEPTED,
        items: 1,
      }),
    });
    const { exporter, host } = await started(otlpHttpExporter, { endpoint: `http://127.0.0.1:${server.endpoint.port}` });
    await exporter.consume(request('traces', 32, 's'), anyone);
    await expect.poll(() => host.ledger.deliveredItems).toBe(31);
    expect(host.ledger.failedBy).toEqual(new Map([['refused', 1]]));
  });

  it('has the defaults of the contract', () => {
    expect(withDefaults(otlpHttpExporter, { endpoint: 'https://host' })).toMatchObject({
      encoding: 'proto',
      compression: 'gzip',
      timeout: '30s',
      headers: {},
    });
  });

  it.each([
    [{}, [[]]],
    [{ endpoint: 'https://user:secret@host' }, [['endpoint']]],
    [{ endpoint: 'https://host', compression_params: { level: 12 } }, [['compression_params', 'level']]],
    [{ endpoint: 'https://host', compression: 'zstd', compression_params: { level: 12 } }, []],
  ] as const)('finds what is wrong with %j', (given, paths) => {
    expect(otlpHttpExporter.check?.(withDefaults(otlpHttpExporter, given)).map((p) => p.path)).toEqual(paths);
  });
});

describe('endpoints of otlp_http', () => {
  it('share a connection where they share an origin, and keep the path of the base', () => {
    const { destinations, unusable } = resolveEndpoints({
      endpoint: 'https://host/base',
      traces_endpoint: 'https://host/spans',
      logs_endpoint: 'http://other:1/v1/logs',
    });
    expect(unusable).toEqual([]);
    expect(destinations.map((d) => [d.base.href, d.paths, d.signals])).toEqual([
      ['https://host/base', { traces: '/spans' }, ['traces', 'metrics']],
      ['http://other:1/v1/logs', { logs: '/v1/logs' }, ['logs']],
    ]);
  });
});
