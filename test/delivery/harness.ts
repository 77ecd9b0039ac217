import type { DeliveryConfig, SendingQueueConfig } from '../../src/delivery/config.ts';
import { createDelivery, type DeliveryOptions } from '../../src/delivery/delivery.ts';
import type { MergeFn, SplitFn } from '../../src/delivery/parcel.ts';
import type { Sender } from '../../src/delivery/sender.ts';
import { deliverySettings } from '../../src/delivery/settings.ts';
import type { Exporter } from '../../src/kernel/component.ts';
import type { Outcome } from '../../src/kernel/outcome.ts';
import type { Batch, Signal } from '../../src/otlp/batch.ts';
import type { SendOk, SendResult, SendRetry, SendTooLarge } from '../../src/transport/send-result.ts';
import { type FakeHost, makeFakeHost, settle } from '../support/fake-host.ts';

/** A batch whose items are lines of text, so that a test can follow each one. */
export function lines(items: readonly string[], signal: Signal = 'traces'): Batch {
  const bytes = Buffer.from(items.map((item) => `${item}\n`).join(''), 'utf8');
  return { signal, bytes, items: items.length, meta: { receivedAtMs: 0 } };
}

export function itemsOf(batch: Batch): string[] {
  const text = Buffer.from(batch.bytes).toString('utf8');
  return text === '' ? [] : text.slice(0, -1).split('\n');
}

/** `n` item names with a prefix: `a0`, `a1` ... */
export function names(prefix: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${prefix}${i}`);
}

export const splitLines: SplitFn = (batch, limits) => {
  const pieces: string[][] = [];
  let piece: string[] = [];
  let bytes = 0;
  for (const item of itemsOf(batch)) {
    const size = Buffer.byteLength(item) + 1;
    const full = (limits.maxItems > 0 && piece.length >= limits.maxItems) || (limits.maxBytes > 0 && bytes + size > limits.maxBytes);
    if (full && piece.length > 0) {
      pieces.push(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(item);
    bytes += size;
  }
  pieces.push(piece);
  return pieces.length === 1 ? [batch] : pieces.map((items) => lines(items, batch.signal));
};

export const mergeLines: MergeFn = (batches) => lines(batches.flatMap(itemsOf), batches[0]!.signal);

export const OK: SendOk = { kind: 'ok', rejectedItems: 0 };
export const DOWN: SendRetry = { kind: 'retry', code: 'ASSAY_TRANSPORT_UNREACHABLE', reason: 'connection refused', throttled: false };
export const TOO_LARGE: SendTooLarge = { kind: 'too_large', code: 'ASSAY_TRANSPORT_BACKEND_TOO_LARGE', reason: '413' };
export const BAD: SendResult = { kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_REFUSED', reason: '400', isolate: true, status: 3 };

export function busy(afterMs?: number): SendResult {
  const base = { kind: 'retry', code: 'ASSAY_TRANSPORT_BACKEND_BUSY', reason: '429', throttled: true } as const;
  return afterMs === undefined ? base : { ...base, afterMs };
}

/** A backend that a test scripts. `requests` has the items of every request in order, `got` what was taken. */
export class FakeBackend implements Sender {
  readonly requests: string[][] = [];
  readonly got: string[] = [];
  readonly aborts: AbortSignal[] = [];
  inFlight = 0;
  mostInFlight = 0;
  answer: (items: string[], index: number) => SendResult | Promise<SendResult> = () => OK;

  async send(batch: Batch, abort: AbortSignal): Promise<SendResult> {
    const items = itemsOf(batch);
    const index = this.requests.push(items) - 1;
    this.aborts.push(abort);
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      const result = await this.answer(items, index);
      if (result.kind === 'ok') this.got.push(...items);
      return result;
    } finally {
      this.inFlight--;
    }
  }
}

/** A promise that a test resolves. */
export function gate<T>(): { promise: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

export interface ConfigPatch {
  readonly queue?: Partial<SendingQueueConfig>;
  readonly retry?: Partial<DeliveryConfig['retry_on_failure']>;
  readonly dead_letter?: DeliveryConfig['dead_letter'];
}

export const BATCH = { flush_timeout: '200ms', min_size: 8192, max_size: 0, sizer: 'items', max_bytes: 3_145_728 } as const;

/** The defaults of the schema, with changes; without jitter, so that delays are exact. */
export function config(patch: ConfigPatch = {}): DeliveryConfig {
  return {
    sending_queue: {
      enabled: true,
      sizer: 'requests',
      max_mib: 128,
      num_consumers: 10,
      block_on_overflow: false,
      wait_for_result: false,
      max_age: '0s',
      ...patch.queue,
    },
    retry_on_failure: {
      enabled: true,
      initial_interval: '5s',
      multiplier: 1.5,
      randomization_factor: 0,
      max_interval: '30s',
      ...patch.retry,
    },
    ...(patch.dead_letter === undefined ? {} : { dead_letter: patch.dead_letter }),
  };
}

export interface Rig {
  readonly host: FakeHost;
  readonly backend: FakeBackend;
  readonly delivery: Exporter;
  /** Hands over and gives the outcome. */
  readonly offer: (items: readonly string[], signal?: AbortSignal) => Outcome | Promise<Outcome>;
  /** Hands over; the outcome is of no interest. */
  readonly put: (items: readonly string[]) => void;
}

/** A started delivery over a fake backend. */
export async function rig(patch: ConfigPatch = {}, more: Partial<DeliveryOptions> = {}): Promise<Rig> {
  const host = (more.host as FakeHost | undefined) ?? makeFakeHost({ id: 'otlp_grpc' });
  const backend = new FakeBackend();
  const delivery = createDelivery({
    sender: backend,
    settings: deliverySettings(config(patch)),
    split: splitLines,
    merge: mergeLines,
    ...more,
    host,
  });
  await delivery.start?.();
  const offer: Rig['offer'] = (items, signal = new AbortController().signal) => delivery.consume(lines(items), signal);
  return { host, backend, delivery, offer, put: (items) => void offer(items) };
}

/** What every test ends with: all that was accepted is accounted for, once. */
export function balance(host: FakeHost): number {
  return host.ledger.deliveredItems + host.ledger.failedItems + host.ledger.droppedItems;
}

export { settle };
