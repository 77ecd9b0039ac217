import type { Counter, Histogram, Host, Labels } from '../kernel/host.ts';
import { ITEM_NAMES, SIGNALS, type Signal } from '../otlp/batch.ts';
import type { SendResult } from '../transport/send-result.ts';

type PerSignal = Readonly<Record<Signal, Counter>>;

/** Results of an attempt as `assay_exporter_attempts` labels them. */
export type AttemptResult = SendResult['kind'] | 'throttled';

/** The counters of one exporter (telemetry.data.ts), bound to its label once. */
export interface DeliveryCounters {
  readonly sent: PerSignal;
  readonly sendFailed: PerSignal;
  readonly enqueueFailed: PerSignal;
  readonly requestItems: Histogram;
  readonly requestBytes: Histogram;
  attempt(result: AttemptResult): void;
  split(cause: 'too_large' | 'isolate'): void;
  deadLetter(items: number, reason: string): void;
  deadLetterLost(items: number, reason: string): void;
}

export function deliveryCounters(host: Host): DeliveryCounters {
  const labels: Labels = { exporter: host.id };
  const perSignal = (verb: string): PerSignal => {
    const counters = SIGNALS.map((signal) => [signal, host.metrics.counter(`otelcol_exporter_${verb}_${ITEM_NAMES[signal]}`, labels)]);
    return Object.fromEntries(counters) as PerSignal;
  };
  const labelled = (name: string, label: string): ((value: string) => Counter) => {
    const known = new Map<string, Counter>();
    return (value) => {
      let counter = known.get(value);
      if (counter === undefined) {
        counter = host.metrics.counter(name, { ...labels, [label]: value });
        known.set(value, counter);
      }
      return counter;
    };
  };
  const attempts = labelled('assay_exporter_attempts', 'result');
  const splits = labelled('assay_exporter_splits', 'cause');
  const letters = labelled('assay_dead_letter_items', 'reason');
  const lettersLost = labelled('assay_dead_letter_lost_items', 'reason');
  return {
    sent: perSignal('sent'),
    sendFailed: perSignal('send_failed'),
    enqueueFailed: perSignal('enqueue_failed'),
    requestItems: host.metrics.histogram('otelcol_exporter_queue_batch_send_size', labels),
    requestBytes: host.metrics.histogram('otelcol_exporter_queue_batch_send_size_bytes', labels),
    attempt: (result) => attempts(result).add(1),
    split: (cause) => splits(cause).add(1),
    deadLetter: (items, reason) => letters(reason).add(items),
    deadLetterLost: (items, reason) => lettersLost(reason).add(items),
  };
}
