import { describe, expect, it } from 'vitest';
import type { Consumer } from '../../src/kernel/consumer.ts';
import { ACCEPTED, type Outcome, retry } from '../../src/kernel/outcome.ts';
import { pipelineEntry, pipelineSinks } from '../../src/kernel/pipeline.ts';
import type { Batch } from '../../src/otlp/batch.ts';
import { PipelineLedger } from '../../src/telemetry/ledger.ts';
import { FakeMetrics, makeFakeHost, settle } from '../support/fake-host.ts';

const FULL = retry('ASSAY_DELIVERY_QUEUE_FULL', 'full');
const open = (): AbortSignal => new AbortController().signal;
const batchOf = (items: number): Batch => ({ signal: 'traces', bytes: Buffer.alloc(items), items, meta: { receivedAtMs: 0 } });
const answering = (answer: () => Outcome | Promise<Outcome>): Consumer => ({ consume: answer });

describe('the start of a pipeline', () => {
  it('accepts a batch without items at once, and asks for room before the work', () => {
    const { log } = makeFakeHost();
    const first: Consumer = {
      consume: () => {
        throw new Error('not to be called');
      },
      precheck: () => FULL,
    };
    const entry = pipelineEntry(first, log);
    expect(entry.consume(batchOf(0), open())).toBe(ACCEPTED);
    expect(entry.consume(batchOf(1), open())).toBe(FULL);
  });

  it('makes "come back" of whatever a component throws', async () => {
    const host = makeFakeHost();
    const throwing = pipelineEntry(
      answering(() => {
        throw new Error('x');
      }),
      host.log,
    );
    const rejecting = pipelineEntry(
      answering(() => Promise.reject(new Error('x'))),
      host.log,
    );
    expect(throwing.consume(batchOf(1), open())).toMatchObject({ kind: 'retry', code: 'ASSAY_KERNEL_COMPONENT_FAILED' });
    expect(await rejecting.consume(batchOf(1), open())).toMatchObject({ kind: 'retry', code: 'ASSAY_KERNEL_COMPONENT_FAILED' });
    expect(host.logs.map(({ level }) => level)).toEqual(['error', 'error']);
  });

  it('is idle when every batch has its outcome', async () => {
    const pending: PromiseWithResolvers<Outcome>[] = [];
    const entry = pipelineEntry(
      answering(() => {
        const next = Promise.withResolvers<Outcome>();
        pending.push(next);
        return next.promise;
      }),
      makeFakeHost().log,
    );
    await entry.idle(open());
    void entry.consume(batchOf(1), open());
    void entry.consume(batchOf(1), open());
    let idle = false;
    const waiting = entry.idle(open()).then(() => (idle = true));
    pending[0]!.resolve(ACCEPTED);
    await settle();
    expect(idle).toBe(false);
    pending[1]!.reject(new Error('x'));
    await waiting;
  });

  it('is not waited for beyond the deadline', async () => {
    const entry = pipelineEntry(
      answering(() => new Promise(() => undefined)),
      makeFakeHost().log,
    );
    void entry.consume(batchOf(1), open());
    const deadline = new AbortController();
    const waiting = entry.idle(deadline.signal);
    deadline.abort();
    await waiting;
    await entry.idle(deadline.signal);
  });
});

describe('the end of a pipeline', () => {
  const ledger = (): PipelineLedger => new PipelineLedger('traces', new FakeMetrics());

  it('counts a batch once as received and once as a copy for each further sink', () => {
    const account = ledger();
    const sink = { consumer: answering(() => ACCEPTED), countsItself: false };
    void pipelineSinks([sink, sink, sink], account).consume(batchOf(2), open());
    expect(account.snapshot()).toMatchObject({ received: 2, copied: 4, delivered: 6, inFlight: 0 });
  });

  it('balances when one sink turns a batch away and takes it later', () => {
    const account = ledger();
    let full = true;
    const late = { consumer: answering(() => (full ? FULL : ACCEPTED)), countsItself: false };
    const prompt = { consumer: answering(() => ACCEPTED), countsItself: false };
    const end = pipelineSinks([late, prompt], account);
    expect(end.consume(batchOf(2), open())).toBe(FULL);
    expect(account.snapshot()).toMatchObject({ delivered: 2, inFlight: 0 });
    full = false;
    expect(end.consume(batchOf(2), open())).toBe(ACCEPTED);
    expect(account.snapshot()).toMatchObject({ delivered: 4, inFlight: 0 });
  });

  it('balances when a sink breaks', async () => {
    const account = ledger();
    const throwing = answering(() => {
      throw new Error('x');
    });
    const rejecting = answering(() => Promise.reject(new Error('x')));
    expect(() => pipelineSinks([{ consumer: throwing, countsItself: true }], account).consume(batchOf(2), open())).toThrow('x');
    await expect(pipelineSinks([{ consumer: rejecting, countsItself: true }], account).consume(batchOf(2), open())).rejects.toThrow('x');
    expect(account.snapshot()).toMatchObject({ received: 0, inFlight: 0 });
  });

  it('is where the data arrives when a pipeline only feeds connectors that look on', () => {
    const account = ledger();
    expect(pipelineSinks([], account).consume(batchOf(3), open())).toBe(ACCEPTED);
    expect(account.snapshot()).toMatchObject({ received: 3, delivered: 3 });
  });
});
