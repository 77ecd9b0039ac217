import { describe, expect, it } from 'vitest';
import type { Consumer } from '../../src/kernel/consumer.ts';
import { fanOut } from '../../src/kernel/fan-out.ts';
import { ACCEPTED, type Outcome, refused, retry } from '../../src/kernel/outcome.ts';
import type { Batch } from '../../src/otlp/batch.ts';
import { settle } from '../support/fake-host.ts';

const FULL = retry('ASSAY_DELIVERY_QUEUE_FULL', 'full');
const NEVER = refused('ASSAY_DELIVERY_RETRY_DISABLED', 'no');
const signal = new AbortController().signal;

function batchOf(text: string): Batch {
  return { signal: 'traces', bytes: Buffer.from(text), items: 1, meta: { receivedAtMs: 0 } };
}

/** A consumer that answers what the test says, and remembers what it was given. */
class Hand implements Consumer {
  readonly got: string[] = [];
  readonly took: string[] = [];
  answer: (batch: Batch) => Outcome | Promise<Outcome> = () => ACCEPTED;
  room = true;

  consume(batch: Batch): Outcome | Promise<Outcome> {
    const text = Buffer.from(batch.bytes).toString();
    this.got.push(text);
    const outcome = this.answer(batch);
    const note = (known: Outcome): Outcome => {
      if (known.kind === 'accepted') this.took.push(text);
      return known;
    };
    return outcome instanceof Promise ? outcome.then(note) : note(outcome);
  }

  precheck(): typeof FULL | undefined {
    return this.room ? undefined : FULL;
  }
}

function three(): { hands: [Hand, Hand, Hand]; all: Consumer } {
  const hands: [Hand, Hand, Hand] = [new Hand(), new Hand(), new Hand()];
  return { hands, all: fanOut(hands) };
}

describe('a fan-out', () => {
  it('is the consumer itself when there is only one', () => {
    const one = new Hand();
    expect(fanOut([one])).toBe(one);
  });

  it('hands the same bytes to all, and answers at once when all do', () => {
    const { hands, all } = three();
    const batch = batchOf('a');
    expect(all.consume(batch, signal)).toBe(ACCEPTED);
    expect(hands.map(({ took }) => took)).toEqual([['a'], ['a'], ['a']]);
  });

  it('lets a slow consumer delay the answer, and nobody else', async () => {
    const { hands, all } = three();
    const slow = Promise.withResolvers<Outcome>();
    hands[0].answer = () => slow.promise;
    let answered = false;
    const outcome = Promise.resolve(all.consume(batchOf('a'), signal)).then((known) => {
      answered = true;
      return known;
    });
    void all.consume(batchOf('b'), signal);
    await settle();
    expect(hands[1].took).toEqual(['a', 'b']);
    expect(hands[2].took).toEqual(['a', 'b']);
    expect(answered).toBe(false);
    slow.resolve(ACCEPTED);
    expect(await outcome).toBe(ACCEPTED);
  });

  it('is told by one full consumer before another has taken the batch', () => {
    const { hands, all } = three();
    hands[2].room = false;
    expect(all.precheck?.(batchOf('a'))).toBe(FULL);
    expect(hands.map(({ got }) => got)).toEqual([[], [], []]);
  });

  it('gives the second attempt only to those that lack the batch', () => {
    const { hands, all } = three();
    hands[1].answer = () => FULL;
    expect(all.consume(batchOf('a'), signal)).toBe(FULL);
    hands[1].answer = () => ACCEPTED;
    expect(all.consume(batchOf('a'), signal)).toBe(ACCEPTED);
    expect(hands.map(({ took }) => took)).toEqual([['a'], ['a'], ['a']]);
    // What was sent again by its sender later is new data for all.
    expect(all.consume(batchOf('a'), signal)).toBe(ACCEPTED);
    expect(hands.map(({ took }) => took.length)).toEqual([2, 2, 2]);
  });

  it('remembers over several attempts, whoever of them was late', async () => {
    const { hands, all } = three();
    hands[0].answer = () => Promise.resolve(FULL);
    hands[2].answer = () => Promise.resolve(FULL);
    expect(await all.consume(batchOf('a'), signal)).toBe(FULL);
    hands[2].answer = () => ACCEPTED;
    expect(await all.consume(batchOf('a'), signal)).toBe(FULL);
    hands[0].answer = () => ACCEPTED;
    expect(await all.consume(batchOf('a'), signal)).toBe(ACCEPTED);
    expect(hands.map(({ took }) => took)).toEqual([['a'], ['a'], ['a']]);
    expect(hands.map(({ got }) => got.length)).toEqual([3, 1, 2]);
  });

  it('does not take another batch of the same length, or of another signal, for a second attempt', () => {
    const { hands, all } = three();
    hands[1].answer = () => FULL;
    void all.consume(batchOf('a'), signal);
    hands[1].answer = () => ACCEPTED;
    void all.consume(batchOf('b'), signal);
    void all.consume({ ...batchOf('a'), signal: 'logs' }, signal);
    expect(hands[0].got).toEqual(['a', 'b', 'a']);
  });

  it('forgets the oldest when very many batches are only half taken', () => {
    const { hands, all } = three();
    hands[1].answer = () => FULL;
    for (let i = 0; i < 1001; i++) void all.consume(batchOf(`batch ${String(i).padStart(4, '0')}`), signal);
    hands[1].answer = () => ACCEPTED;
    hands[0].got.length = 0;
    void all.consume(batchOf('batch 0000'), signal);
    void all.consume(batchOf('batch 1000'), signal);
    expect(hands[0].got).toEqual(['batch 0000']);
  });

  it('asks the sender to come back as long as one may still take the data, and refuses only then', () => {
    const { hands, all } = three();
    hands[0].answer = () => NEVER;
    hands[1].answer = () => FULL;
    expect(all.consume(batchOf('a'), signal)).toBe(FULL);
    hands[1].answer = () => ACCEPTED;
    expect(all.consume(batchOf('a'), signal)).toBe(NEVER);
  });

  it('lets a request in when every guard has room, and gives back what it entered otherwise', () => {
    const entered = [0, 0];
    const guard = (i: number, limit: number): Consumer['admission'] => ({
      tryEnter: (bytes) => {
        if (entered[i]! + bytes > limit) return false;
        entered[i]! += bytes;
        return true;
      },
      leave: (bytes) => void (entered[i]! -= bytes),
    });
    const shared = guard(0, 100);
    const with_ = (admission: Consumer['admission']): Consumer => ({ consume: () => ACCEPTED, admission });
    const all = fanOut([with_(shared), with_(guard(1, 10)), with_(shared)]);
    expect(all.admission!.tryEnter(8)).toBe(true);
    expect(entered).toEqual([8, 8]);
    expect(all.admission!.tryEnter(8)).toBe(false);
    expect(entered).toEqual([8, 8]);
    all.admission!.leave(8);
    expect(entered).toEqual([0, 0]);
  });
});
