import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCEPTED, type Outcome, retry } from '../../src/kernel/outcome.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { LiveCollector } from './support/live-collector.ts';
import { postTraces } from './support/loopback-client.ts';
import { arrivals, idOf, numberedSpans } from './support/numbered-spans.ts';

const AWAY = retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'away');

async function two(
  slow: string,
): Promise<{ live: LiveCollector; quick: OtlpSink; late: OtlpSink; send: (first: number) => Promise<number | string> }> {
  const [quick, late] = [await OtlpSink.start(), await OtlpSink.start()];
  onTestFinished(() => quick.close());
  onTestFinished(() => late.close());
  const live = await LiveCollector.start(`
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }
processors: { memory_limiter: , genai_cost: }
exporters:
  otlp_http/quick: { endpoint: http://127.0.0.1:${quick.httpPort} }
  otlp_http/slow: { endpoint: http://127.0.0.1:${late.httpPort}, ${slow} }
service:
  pipelines: { traces: { receivers: [otlp], processors: [memory_limiter, genai_cost], exporters: [otlp_http/slow, otlp_http/quick] } }
`);
  return { live, quick, late, send: (first) => postTraces(live.port('http'), numberedSpans(first, 2)) };
}

const once = (first: number): [string, number][] => [0, 1].map((i) => [idOf(first + i), 1]);

describe('two exporters of one pipeline, one of them slow', () => {
  it('does not let the slow one delay what the other gets, nor the answer while its queue has room', async () => {
    const { live, quick, late, send } = await two('sending_queue: { queue_size: 100 }');
    const held = Promise.withResolvers<Outcome>();
    late.answer = () => held.promise;
    for (let i = 0; i < 20; i++) expect(await send(2 * i)).toBe(200);
    await quick.until('traces', 40);
    expect(late.items('traces')).toBe(0);
    held.resolve(ACCEPTED);
    await late.until('traces', 40);
    expect(await live.stop()).toMatchObject({ ledgers: [{ received: 40, copied: 40, delivered: 80, inFlight: 0 }] });
  });

  it('is refused as a whole while the slow one has no room, so that the other gets no copy', async () => {
    const { live, quick, late, send } = await two('sending_queue: { queue_size: 1 }');
    const held = Promise.withResolvers<Outcome>();
    late.answer = () => held.promise;
    expect(await send(0)).toBe(200);
    await quick.until('traces', 2);
    for (let attempt = 0; attempt < 3; attempt++) expect(await send(2)).toBe(503);
    held.resolve(ACCEPTED);
    await late.until('traces', 2);
    while ((await send(2)) !== 200);
    await late.until('traces', 4);
    await quick.until('traces', 4);
    expect([...arrivals(quick)]).toEqual([...once(0), ...once(2)]);
    expect([...arrivals(late)]).toEqual([...once(0), ...once(2)]);
    expect(await live.stop()).toMatchObject({ ledgers: [{ received: 4, copied: 4, delivered: 8, inFlight: 0 }] });
  });

  it('sends the second attempt only to the one that turned the first one down', async () => {
    const { live, quick, late, send } = await two('sending_queue: { wait_for_result: true }, retry_on_failure: { enabled: false }');
    late.answer = () => AWAY;
    expect(await send(0)).toBe(503);
    await quick.until('traces', 2);
    expect(await send(0)).toBe(503);
    late.answer = () => ACCEPTED;
    expect(await send(0)).toBe(200);
    expect([...arrivals(late)]).toEqual(once(0));
    expect([...arrivals(quick)]).toEqual(once(0));
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ delivered: 4, inFlight: 0 }] });
  });

  it('delivers twice what a sender sends again because it did not wait for the answer', async () => {
    const { late, live } = await two('sending_queue: { wait_for_result: true }');
    const held = Promise.withResolvers<Outcome>();
    const taken = Promise.withResolvers<void>();
    late.answer = () => {
      taken.resolve();
      return held.promise;
    };
    const impatient = new AbortController();
    const url = `http://127.0.0.1:${live.port('http')}/v1/traces`;
    const request = { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: Buffer.from(numberedSpans(0, 2)) };
    const first = fetch(url, { ...request, signal: impatient.signal }).catch(() => 'gone');
    await taken.promise;
    impatient.abort();
    expect(await first).toBe('gone');
    held.resolve(ACCEPTED);
    await late.until('traces', 2);
    late.answer = () => ACCEPTED;
    expect((await fetch(url, request)).status).toBe(200);
    expect([...arrivals(late)].map(([, times]) => times)).toEqual([2, 2]);
  });
});
