/* An application with the real OpenTelemetry Python SDK, where Python is at hand. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collect, metricValue, RunningBinary, spawnOwned } from '../support/binary.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { pythonWithSdk } from '../support/python-sdk.ts';
import { expectCalls, fullPipeline } from '../support/sdk-calls.ts';

const APPLICATION = fileURLToPath(new URL('../support/applications/sdk_application.py', import.meta.url));
const python = pythonWithSdk();

describe.skipIf(python === undefined)('the Python SDK', () => {
  let sink: OtlpSink;
  let assay: RunningBinary;

  beforeAll(async () => {
    sink = await OtlpSink.start();
    assay = await RunningBinary.start(fullPipeline(sink.grpcPort));
  });

  afterAll(async () => {
    await assay?.stop();
    await sink?.close();
  });

  beforeEach(() => {
    sink.batches.length = 0;
  });

  it.each(['grpc', 'http'])('over %s: every span, record and point arrives, understood, priced and redacted', async (protocol) => {
    const before = await assay.metrics();
    const ended = await collect(spawnOwned(python!, [APPLICATION, protocol, `127.0.0.1:${assay.port(protocol)}`]));
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    await sink.until('traces', 3);
    await sink.until('logs', 2);
    // Its exporters report on themselves, too, so that there may be more points than the application's two.
    await sink.until('metrics', 2);
    await expectCalls(sink, `shop-${protocol}`);
    const after = await assay.metrics();
    for (const [items, count] of [
      ['spans', 3],
      ['log_records', 2],
    ] as const) {
      const name = `otelcol_receiver_accepted_${items}`;
      expect(metricValue(after, name) - metricValue(before, name)).toBe(count);
    }
  });
});
