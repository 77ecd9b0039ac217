import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Consumer } from '../../../src/kernel/consumer.ts';
import { ACCEPTED, type Outcome, refused, retry } from '../../../src/kernel/outcome.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { type BatchConfig, checkBatch } from '../../../src/processors/batch/config.ts';
import { batchProcessor } from '../../../src/processors/batch/index.ts';
import { shareOutcome } from '../../../src/processors/batch/shares.ts';
import { traceBatch } from '../../genai/conditions/trace-request.ts';
import { type FakeHost, makeFakeHost, settle } from '../../support/fake-host.ts';
import { plain } from '../../support/oracle.ts';

const DEFAULTS: BatchConfig = { timeout: '200ms', send_batch_size: 8192, send_batch_max_size: 0, send_batch_max_bytes: 3_145_728 };
const NEVER = new AbortController().signal;

interface Sent {
  readonly batch: Batch;
  readonly signal: AbortSignal;
  readonly answer: (outcome: Outcome) => void;
}

interface Fixture {
  readonly host: FakeHost;
  readonly consumer: { readonly consume: (batch: Batch, signal: AbortSignal) => Promise<Outcome> };
  readonly sent: Sent[];
  /** Names of the spans of each batch sent. */
  readonly names: () => string[][];
  readonly shutdown: (deadline?: AbortSignal) => Promise<void>;
}

/** A batch processor in front of a consumer whose answers the test gives, or gives all `answer`. */
function make(config: Partial<BatchConfig> = {}, answer?: Outcome): Fixture {
  const host = makeFakeHost({ id: 'batch' });
  const processor = batchProcessor.create({ ...DEFAULTS, ...config }, host);
  if (processor.kind !== 'flow') throw new Error('batch is a flow');
  const sent: Sent[] = [];
  const next: Consumer = {
    consume: (batch, signal) => {
      if (answer !== undefined) {
        sent.push({ batch, signal, answer: () => undefined });
        return answer;
      }
      return new Promise((resolve) => sent.push({ batch, signal, answer: resolve }));
    },
  };
  const connected = processor.connect(next, 'traces');
  const consumer = { consume: async (batch: Batch, signal: AbortSignal) => connected.consume(batch, signal) };
  const names = (): string[][] => sent.map(({ batch }) => spanNames(batch));
  return { host, consumer, sent, names, shutdown: async (deadline = NEVER) => processor.shutdown?.(deadline) };
}

function spanNames(batch: Batch): string[] {
  const request = plain('traces', batch.bytes) as { resourceSpans: { scopeSpans: { spans: { name?: string }[] }[] }[] };
  return request.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => span.name ?? '')));
}

function spans(...names: string[]): Batch {
  return traceBatch(names.map((name) => ({ name })));
}

test('batches wait for the timeout and are sent joined, and each sender gets the outcome', async () => {
  const { host, consumer, sent, names } = make();
  const first = consumer.consume(spans('a'), NEVER);
  await host.clock.advance(100);
  const second = consumer.consume(spans('b', 'c'), NEVER);
  await host.clock.advance(99);
  expect(sent).toHaveLength(0);
  await host.clock.advance(1);
  expect(names()).toEqual([['a', 'b', 'c']]);
  expect(sent[0]?.batch.items).toBe(3);
  const outcome = retry('ASSAY_X_Y', 'later', 7);
  sent[0]?.answer(outcome);
  expect(await Promise.all([first, second])).toEqual([outcome, outcome]);
  expect(host.metrics.value('otelcol_processor_batch_timeout_trigger_send')).toBe(1);
  expect(host.metrics.observations.get('otelcol_processor_batch_batch_send_size')).toEqual([3]);
});

test('enough items are sent at once', async () => {
  const { host, consumer, names } = make({ send_batch_size: 3 }, ACCEPTED);
  const outcomes = [consumer.consume(spans('a', 'b'), NEVER), consumer.consume(spans('c', 'd'), NEVER)];
  expect(await Promise.all(outcomes)).toEqual([ACCEPTED, ACCEPTED]);
  expect(names()).toEqual([['a', 'b', 'c', 'd']]);
  expect(host.clock.liveTimers).toBe(0);
  expect(host.metrics.value('otelcol_processor_batch_batch_size_trigger_send')).toBe(1);
});

test('a batch that would bring the others above a limit does not join them', async () => {
  const size = spans('x').bytes.length;
  const byBytes = make({ send_batch_max_bytes: size * 2 + 1 }, ACCEPTED);
  const outcomes = ['a', 'b', 'c'].map((name) => byBytes.consumer.consume(spans(name), NEVER));
  await byBytes.host.clock.advance(200);
  await Promise.all(outcomes);
  expect(byBytes.names()).toEqual([['a', 'b'], ['c']]);
  const byItems = make({ send_batch_size: 3, send_batch_max_size: 3 }, ACCEPTED);
  const more = [byItems.consumer.consume(spans('a', 'b'), NEVER), byItems.consumer.consume(spans('c', 'd'), NEVER)];
  await byItems.host.clock.advance(200);
  await Promise.all(more);
  expect(byItems.names()).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('one batch above the limit is cut, nothing is lost, and refusals of its pieces add up', async () => {
  const { consumer, sent } = make({ send_batch_size: 2, send_batch_max_size: 2 });
  const outcome = consumer.consume(spans('a', 'b', 'c', 'd', 'e'), NEVER);
  await settle();
  sent[0]?.answer(ACCEPTED);
  await settle();
  sent[1]?.answer(refused('ASSAY_X_BAD', 'one is bad', { items: 1 }));
  await settle();
  sent[2]?.answer(refused('ASSAY_X_ALL', 'all bad', { status: 3 }));
  expect(sent.map(({ batch }) => spanNames(batch))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  expect(await outcome).toEqual(refused('ASSAY_X_BAD', 'one is bad', { items: 2 }));
});

test('a piece that must come again stops the rest', async () => {
  const { consumer, sent } = make({ send_batch_size: 1, send_batch_max_size: 1 });
  const outcome = consumer.consume(spans('a', 'b', 'c'), NEVER);
  await settle();
  sent[0]?.answer(ACCEPTED);
  await settle();
  sent[1]?.answer(retry('ASSAY_X_BUSY', 'busy'));
  expect(await outcome).toMatchObject({ kind: 'retry', code: 'ASSAY_X_BUSY' });
  expect(sent).toHaveLength(2);
});

test('a partial refusal is shared out so that the counts add up', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1 }), fc.nat(300), (itemsOf, count) => {
      const total = itemsOf.reduce((a, b) => a + b, 0);
      const items = Math.min(count, total);
      const shares = shareOutcome(refused('ASSAY_X_Y', 'bad', { items, status: 9 }), itemsOf);
      const told = shares.map((share) => (share.kind === 'refused' ? (share.items ?? Number.NaN) : 0));
      expect(told.reduce((a, b) => a + b, 0)).toBe(items);
      for (const [i, share] of told.entries()) expect(share).toBeLessThanOrEqual(itemsOf[i] ?? 0);
    }),
  );
});

test('a refusal of everything reaches every sender as it is', async () => {
  const outcome = refused('ASSAY_X_Y', 'no', { status: 7 });
  const { host, consumer } = make({}, outcome);
  const outcomes = [consumer.consume(spans('a'), NEVER), consumer.consume(spans('b'), NEVER)];
  await host.clock.advance(200);
  expect(await Promise.all(outcomes)).toEqual([outcome, outcome]);
});

test('a sender that goes away before its data is sent takes it along', async () => {
  const { host, consumer, names } = make({}, ACCEPTED);
  const gone = new AbortController();
  const first = consumer.consume(spans('a'), gone.signal);
  const second = consumer.consume(spans('b'), NEVER);
  gone.abort();
  expect(await first).toMatchObject({ kind: 'retry', code: 'ASSAY_BATCH_ABORTED' });
  await host.clock.advance(200);
  expect(await second).toBe(ACCEPTED);
  expect(names()).toEqual([['b']]);
  expect(await consumer.consume(spans('c'), gone.signal)).toMatchObject({ code: 'ASSAY_BATCH_ABORTED' });
});

test('data that was taken back no longer counts towards the size of the batch', async () => {
  const { host, consumer, sent } = make({ send_batch_size: 3 }, ACCEPTED);
  const gone = new AbortController();
  const first = consumer.consume(spans('a', 'b'), gone.signal);
  gone.abort();
  await first;
  const second = consumer.consume(spans('c'), NEVER);
  await settle();
  expect(sent).toHaveLength(0);
  await host.clock.advance(200);
  expect(await second).toBe(ACCEPTED);
});

test('sending goes on while any sender is there and is given up when the last one leaves', async () => {
  const { host, consumer, sent } = make();
  const one = new AbortController();
  const two = new AbortController();
  const outcomes = [consumer.consume(spans('a'), one.signal), consumer.consume(spans('b'), two.signal)];
  await host.clock.advance(200);
  one.abort();
  expect(sent[0]?.signal.aborted).toBe(false);
  two.abort();
  expect(sent[0]?.signal.aborted).toBe(true);
  sent[0]?.answer(ACCEPTED);
  expect(await Promise.all(outcomes)).toEqual([ACCEPTED, ACCEPTED]);
});

test('with timeout 0s nothing waits', async () => {
  const { consumer, names } = make({ timeout: '0s' }, ACCEPTED);
  expect(await consumer.consume(spans('a'), NEVER)).toBe(ACCEPTED);
  expect(names()).toEqual([['a']]);
});

test('batches with different request metadata are not joined', async () => {
  const { host, consumer, names } = make({}, ACCEPTED);
  const tenant = (name: string, id: string): Batch => ({
    ...spans(name),
    meta: { receivedAtMs: 0, metadata: new Map([['x-tenant', [id]]]) },
  });
  const outcomes = [
    consumer.consume(tenant('a', '1'), NEVER),
    consumer.consume(tenant('b', '1'), NEVER),
    consumer.consume(tenant('c', '2'), NEVER),
  ];
  await host.clock.advance(200);
  await Promise.all(outcomes);
  expect(names()).toEqual([['a', 'b'], ['c']]);
});

test('a consumer that throws does not leave the sender waiting', async () => {
  const host = makeFakeHost();
  const processor = batchProcessor.create({ ...DEFAULTS, timeout: '0s' }, host);
  if (processor.kind !== 'flow') throw new Error('batch is a flow');
  const consumer = processor.connect(
    {
      consume: () => {
        throw new Error('defect');
      },
    },
    'traces',
  );
  expect(await consumer.consume(spans('a'), NEVER)).toMatchObject({ kind: 'retry', code: 'ASSAY_BATCH_DOWNSTREAM' });
});

test('what follows is asked whether it has room before the work is done', () => {
  const full = retry('ASSAY_X_FULL', 'full');
  const processor = batchProcessor.create(DEFAULTS, makeFakeHost());
  if (processor.kind !== 'flow') throw new Error('batch is a flow');
  expect(processor.connect({ consume: () => ACCEPTED, precheck: () => full }, 'traces').precheck?.(spans('a'))).toBe(full);
  expect(processor.connect({ consume: () => ACCEPTED }, 'traces').precheck?.(spans('a'))).toBeUndefined();
});

test('shutdown sends what waits, waits for its outcome, and twice is safe', async () => {
  const { host, consumer, sent, names, shutdown } = make();
  const outcome = consumer.consume(spans('a'), NEVER);
  const done = shutdown();
  await settle();
  expect(names()).toEqual([['a']]);
  const late = consumer.consume(spans('late'), NEVER);
  await settle();
  expect(names()).toEqual([['a'], ['late']]);
  for (const { answer } of sent) answer(ACCEPTED);
  await done;
  await shutdown();
  expect(await Promise.all([outcome, late])).toEqual([ACCEPTED, ACCEPTED]);
  expect(host.clock.liveTimers).toBe(0);
});

test('the deadline of the shutdown gives up what is under way', async () => {
  const { consumer, sent, shutdown } = make();
  const outcome = consumer.consume(spans('a'), NEVER);
  const deadline = new AbortController();
  const done = shutdown(deadline.signal);
  await settle();
  sent[0]?.signal.addEventListener('abort', () => sent[0]?.answer(retry('ASSAY_X_STOPPED', 'stopped')));
  deadline.abort();
  await done;
  expect(await outcome).toMatchObject({ code: 'ASSAY_X_STOPPED' });
});

test('whatever comes in goes out once, in any cut, and every sender gets an answer', async () => {
  const name = fc.stringMatching(/^[a-z]{1,6}$/);
  const input = fc.array(fc.array(name, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(input, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 60, max: 800 }), async (batches, size, bytes) => {
      const { host, consumer, names } = make(
        { send_batch_size: size, send_batch_max_size: size + 1, send_batch_max_bytes: bytes },
        ACCEPTED,
      );
      const outcomes = batches.map((batch) => consumer.consume(spans(...batch), NEVER));
      await host.clock.advance(200);
      expect(await Promise.all(outcomes)).toEqual(batches.map(() => ACCEPTED));
      expect(names().flat().sort()).toEqual(batches.flat().sort());
      for (const sent of names()) expect(sent.length).toBeLessThanOrEqual(size + 1);
    }),
    { numRuns: 60 },
  );
});

test('a maximum below the size is a config problem, and the metrics are those declared', () => {
  expect(checkBatch({ ...DEFAULTS, send_batch_max_size: 10 })).toEqual([
    expect.objectContaining({ path: ['send_batch_max_size'], code: 'ASSAY_BATCH_CONFIG' }),
  ]);
  expect(checkBatch({ ...DEFAULTS, send_batch_max_size: 8192 })).toEqual([]);
  const { host } = make();
  const declared = batchProcessor.telemetry.map((spec) => spec.name);
  expect(host.metrics.names().filter((metric) => !declared.includes(metric.replace(/_count$/, '')))).toEqual([]);
});
