import { describe, expect, it } from 'vitest';
import type { Exporter } from '../../src/kernel/component.ts';
import { ExporterSlot } from '../../src/kernel/exporter-slot.ts';
import { ACCEPTED, type Outcome, retry } from '../../src/kernel/outcome.ts';
import type { Batch, Signal } from '../../src/otlp/batch.ts';
import { PipelineLedger } from '../../src/telemetry/ledger.ts';
import { FakeMetrics, settle } from '../support/fake-host.ts';

const FULL = retry('ASSAY_DELIVERY_QUEUE_FULL', 'full');

function batchOf(items: number, signal: Signal = 'traces'): Batch {
  return { signal, bytes: Buffer.alloc(items), items, meta: { receivedAtMs: 0 } };
}

function exporterOf(answer: () => Outcome | Promise<Outcome> = () => ACCEPTED): Exporter & { got: number } {
  return {
    got: 0,
    consume(batch) {
      this.got += batch.items;
      return answer();
    },
  };
}

const account = (pipeline: string): PipelineLedger => new PipelineLedger(pipeline, new FakeMetrics());
const open = (): AbortSignal => new AbortController().signal;

describe('the place of an exporter', () => {
  it('hands to whoever stands there now, without the pipelines noticing', () => {
    const slot = new ExporterSlot();
    const [old, next] = [exporterOf(), exporterOf()];
    slot.put(old);
    const sink = slot.sink('traces', account('traces'), 'traces');
    void sink.consume(batchOf(1), open());
    slot.put(next);
    void sink.consume(batchOf(2), open());
    expect([old.got, next.got]).toEqual([1, 2]);
  });

  it('holds requests while it is paused, refuses none of them, and lets them go on in their order', async () => {
    const slot = new ExporterSlot();
    slot.put(exporterOf());
    const sink = slot.sink('traces', account('traces'), 'traces');
    slot.pause();
    slot.pause();
    expect(sink.precheck?.(batchOf(1))).toBeUndefined();
    const outcomes = [1, 2, 3].map((items) => Promise.resolve(sink.consume(batchOf(items), open())));
    await settle();
    expect(slot.held).toBe(3);
    const seen: number[] = [];
    slot.put({ consume: ({ items }) => (seen.push(items), ACCEPTED) });
    expect(await Promise.all(outcomes)).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
    expect(seen).toEqual([1, 2, 3]);
    expect(slot.held).toBe(0);
    expect(slot.ledger.outstanding).toBe(6);
  });

  it('tells a request to come back that goes away while it waits, or that finds too many waiting', async () => {
    const slot = new ExporterSlot();
    const exporter = exporterOf();
    slot.put(exporter);
    const sink = slot.sink('traces', account('traces'), 'traces');
    slot.pause();
    const gone = new AbortController();
    const waiting = Promise.resolve(sink.consume(batchOf(1), gone.signal));
    gone.abort();
    expect(await waiting).toMatchObject({ kind: 'retry', code: 'ASSAY_KERNEL_RELOADING' });
    const many = Array.from({ length: 1001 }, () => Promise.resolve(sink.consume(batchOf(1), open())));
    expect(await many[1000]).toMatchObject({ kind: 'retry' });
    slot.put(exporter);
    await Promise.all(many);
    expect(exporter.got).toBe(1000);
    expect(slot.ledger.outstanding).toBe(1000);
  });

  it('counts as taken what was accepted, and nothing that was turned away or broke', async () => {
    const slot = new ExporterSlot();
    const sink = slot.sink('traces', account('traces'), 'traces');
    slot.put(exporterOf(() => FULL));
    expect(sink.consume(batchOf(1), open())).toBe(FULL);
    slot.put(exporterOf(() => Promise.resolve(FULL)));
    await sink.consume(batchOf(1), open());
    const broken = new Error('broken');
    slot.put(
      exporterOf(() => {
        throw broken;
      }),
    );
    expect(() => sink.consume(batchOf(1), open())).toThrow(broken);
    slot.put(exporterOf(() => Promise.reject(broken)));
    await expect(sink.consume(batchOf(1), open())).rejects.toBe(broken);
    expect(slot.ledger.outstanding).toBe(0);
  });

  it('keeps the account of each pipeline over a change of exporters', () => {
    const slot = new ExporterSlot();
    slot.put(exporterOf());
    const [traces, logs] = [account('traces'), account('logs')];
    traces.received(5);
    logs.received(2);
    void slot.sink('traces', traces.forComponent('x'), 'traces').consume(batchOf(5), open());
    void slot.sink('logs', logs.forComponent('x'), 'logs').consume(batchOf(2, 'logs'), open());
    // After a reload the pipeline is another one of the same name, and old and new exporter deliver side by side.
    slot.put(exporterOf());
    traces.received(3);
    void slot.sink('traces', traces.forComponent('x'), 'traces').consume(batchOf(3), open());
    slot.ledger.delivered(6, 'traces');
    slot.ledger.failed(2, 'shutdown', 'traces');
    slot.ledger.delivered(2, 'logs');
    expect(traces.snapshot()).toMatchObject({ received: 8, delivered: 6, inFlight: 0 });
    expect(logs.snapshot()).toMatchObject({ received: 2, delivered: 2, inFlight: 0 });
    expect([slot.ledger.outstanding, slot.ledger.leftAtEnd]).toEqual([0, 2]);
  });

  it('puts what an earlier process left on disk to the first pipeline of that signal', () => {
    const slot = new ExporterSlot();
    const traces = account('traces');
    slot.sink('traces', traces, 'traces');
    slot.ledger.delivered(4, 'traces');
    expect(traces.snapshot()).toMatchObject({ received: 4, delivered: 4, inFlight: 0 });
  });

  it('counts what it has from an earlier life as received and in flight, so that a refusal meanwhile takes no account below zero', async () => {
    const slot = new ExporterSlot();
    const answer = Promise.withResolvers<Outcome>();
    slot.put(exporterOf(() => answer.promise));
    const traces = account('traces');
    const sink = slot.sink('traces', traces, 'traces');
    slot.ledger.received(100, 'traces');
    expect(traces.snapshot()).toMatchObject({ received: 100, inFlight: 100 });
    traces.received(20);
    const asked = sink.consume(batchOf(20), open());
    slot.ledger.delivered(100, 'traces');
    answer.resolve(FULL);
    await asked;
    traces.received(-20);
    expect(traces.snapshot()).toMatchObject({ received: 100, delivered: 100, inFlight: 0 });
    expect(slot.ledger.outstanding).toBe(0);
  });
});
