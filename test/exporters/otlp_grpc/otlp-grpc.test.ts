import { describe, expect, it } from 'vitest';
import { otlpGrpcExporter } from '../../../src/exporters/otlp_grpc/index.ts';
import { ACCEPTED, refused, retry } from '../../../src/kernel/outcome.ts';
import { SIGNALS } from '../../../src/otlp/batch.ts';
import { startGrpc } from '../../transport/support/servers.ts';
import { request, spanNames, started, withDefaults } from '../otlp-rig.ts';

const anyone = new AbortController().signal;

describe('the otlp_grpc exporter', () => {
  it.each(['none', 'gzip', 'zstd'] as const)('delivers the bytes of every signal as they are, compression %s', async (compression) => {
    const server = await startGrpc();
    const { exporter, host } = await started(otlpGrpcExporter, {
      endpoint: `127.0.0.1:${server.endpoint.port}`,
      tls: { insecure: true },
      compression,
      headers: { 'x-tenant': 'blue' },
    });
    const batches = SIGNALS.map((signal) => request(signal, 3));
    for (const batch of batches) expect(await exporter.consume(batch, anyone)).toEqual(ACCEPTED);
    await expect.poll(() => server.seen.length).toBe(3);
    for (const batch of batches) {
      const got = server.seen.find((seen) => seen.signal === batch.signal);
      expect(Buffer.from(got!.body).equals(batch.bytes)).toBe(true);
      expect(got!.headers.get('x-tenant')).toBe('blue');
    }
    await expect.poll(() => host.ledger.deliveredItems).toBe(9);
  });

  it('comes back after the delay of a server that is full, and then delivers', async () => {
    let calls = 0;
    const server = await startGrpc({
      handler: () => ({ outcome: ++calls === 1 ? retry('ASSAY_TEST', 'full', 7000) : ACCEPTED, items: 1 }),
    });
    const { exporter, host } = await started(otlpGrpcExporter, {
      endpoint: `http://127.0.0.1:${server.endpoint.port}`,
      retry_on_failure: { randomization_factor: 0 },
    });
    await exporter.consume(request('traces', 1), anyone);
    await expect.poll(() => host.metrics.value('assay_exporter_consecutive_failures')).toBe(1);
    await host.clock.advance(6999);
    expect(calls).toBe(1);
    await host.clock.advance(1);
    await expect.poll(() => host.ledger.deliveredItems).toBe(1);
  });

  it("cuts what is larger than the server's limit, and remembers the limit", async () => {
    const server = await startGrpc({ limits: { maxBodyBytes: 2000 } });
    const { exporter, host } = await started(otlpGrpcExporter, {
      endpoint: `127.0.0.1:${server.endpoint.port}`,
      tls: { insecure: true },
      compression: 'none',
    });
    await exporter.consume(request('traces', 100, 'a span of some length'), anyone);
    await expect.poll(() => host.ledger.deliveredItems).toBe(100);
    const names = server.seen.flatMap((seen) => spanNames(seen.body));
    expect(new Set(names).size).toBe(100);
    expect(host.metrics.value('assay_exporter_request_limit_bytes')).toBe(2000);
  });

  it('delivers all but the one span that the server refuses', async () => {
    const server = await startGrpc({
      handler: (seen) => ({
        outcome: spanNames(seen.body).includes('s-13') ? refused('ASSAY_TEST', 'bad span', { status: 3 }) : ACCEPTED,
        items: 1,
      }),
    });
    const { exporter, host } = await started(otlpGrpcExporter, { endpoint: `127.0.0.1:${server.endpoint.port}`, tls: { insecure: true } });
    await exporter.consume(request('traces', 32, 's'), anyone);
    await expect.poll(() => host.ledger.deliveredItems).toBe(31);
    expect(host.ledger.failedBy).toEqual(new Map([['refused', 1]]));
  });

  it('keeps data while nobody listens, and tells so', async () => {
    const { exporter, host } = await started(otlpGrpcExporter, { endpoint: '127.0.0.1:1', tls: { insecure: true } });
    expect(await exporter.consume(request('traces', 1), anyone)).toEqual(ACCEPTED);
    await expect.poll(() => host.lastHealth()?.state).toBe('degraded');
    expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(1);
    expect(host.lastHealth()?.detail).toMatchObject({ last_failure: 'ASSAY_TRANSPORT_UNREACHABLE' });
  });

  it('has the defaults of the contract', () => {
    expect(withDefaults(otlpGrpcExporter, { endpoint: 'host:4317' })).toMatchObject({
      compression: 'gzip',
      timeout: '10s',
      headers: {},
      tls: { insecure: false },
      sending_queue: { enabled: true, sizer: 'requests', num_consumers: 10, block_on_overflow: false, wait_for_result: false },
      retry_on_failure: { enabled: true, initial_interval: '5s', multiplier: 1.5, randomization_factor: 0.5, max_interval: '30s' },
    });
  });

  it('refuses an endpoint that is none', () => {
    const config = withDefaults(otlpGrpcExporter, { endpoint: 'not an endpoint' });
    expect(otlpGrpcExporter.check?.(config).map((p) => [p.code, p.path])).toEqual([['ASSAY_TRANSPORT_BAD_ENDPOINT', ['endpoint']]]);
  });

  it('says by its traits when it writes data to disk', () => {
    const persists = (given: object): boolean =>
      otlpGrpcExporter.traits!.persists!(withDefaults(otlpGrpcExporter, { endpoint: 'h:1', ...given }) as never);
    expect(persists({})).toBe(false);
    expect(persists({ dead_letter: { path: '/tmp/x' } })).toBe(true);
    expect(persists({ sending_queue: { storage: 'file_storage/q' } })).toBe(true);
  });
});
