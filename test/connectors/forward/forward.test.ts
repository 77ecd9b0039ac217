import { describe, expect, it } from 'vitest';
import { forwardConnector } from '../../../src/connectors/forward/index.ts';
import { ACCEPTED, type Outcome, retry } from '../../../src/kernel/outcome.ts';
import type { Batch, Signal } from '../../../src/otlp/batch.ts';
import { makeFakeHost } from '../../support/fake-host.ts';

const batch = (signal: Signal): Batch => ({ signal, bytes: new Uint8Array(3), items: 1, meta: { receivedAtMs: 0 } });

describe('forward', () => {
  it('hands the very same batch to the pipeline of its signal', async () => {
    const connector = forwardConnector.create({}, makeFakeHost());
    const seen: [Signal, Batch][] = [];
    const consumer = (signal: Signal) => ({
      consume: (given: Batch): Outcome => {
        seen.push([signal, given]);
        return ACCEPTED;
      },
    });
    connector.connect(
      new Map([
        ['traces', consumer('traces')],
        ['logs', consumer('logs')],
      ]),
    );
    const logs = batch('logs');
    expect(await connector.consume?.(logs, new AbortController().signal)).toBe(ACCEPTED);
    expect(seen).toEqual([['logs', logs]]);
    expect(seen[0]?.[1]).toBe(logs);
  });

  it('gives the answer of the next pipeline back', async () => {
    const connector = forwardConnector.create({}, makeFakeHost());
    const answer = retry('ASSAY_TEST_BUSY', 'busy', 500);
    connector.connect(new Map([['traces', { consume: () => answer }]]));
    expect(await connector.consume?.(batch('traces'), new AbortController().signal)).toBe(answer);
  });

  it('refuses a signal that no pipeline takes', async () => {
    const connector = forwardConnector.create({}, makeFakeHost());
    connector.connect(new Map());
    expect(await connector.consume?.(batch('metrics'), new AbortController().signal)).toMatchObject({
      kind: 'refused',
      code: 'ASSAY_FORWARD_NO_PIPELINE',
    });
  });
});
