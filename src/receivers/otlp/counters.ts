import type { MetricSpec } from '../../kernel/component.ts';
import type { Counter, MetricSink } from '../../kernel/host.ts';
import { ITEM_NAMES, type Signal, SIGNALS } from '../../otlp/batch.ts';

/** What became of items, in the Collector's words: `refused` = the pipeline said no, `failed` = a component broke. */
type Fate = 'accepted' | 'refused' | 'failed';

const HELP: Readonly<Record<Fate, string>> = {
  accepted: 'successfully pushed into the pipeline.',
  refused: 'that could not be pushed into the pipeline.',
  failed: 'that failed to be processed by an internal error.',
};

/** Name of the counter of requests that never became a batch. */
const REQUESTS_REFUSED = 'assay_receiver_requests_refused';

export const OTLP_RECEIVER_TELEMETRY: readonly MetricSpec[] = [
  ...SIGNALS.flatMap((signal) =>
    (Object.keys(HELP) as Fate[]).map((fate): MetricSpec => {
      const items = ITEM_NAMES[signal];
      return {
        name: `otelcol_receiver_${fate}_${items}`,
        kind: 'counter',
        help: `Number of ${items.replace('_', ' ')} ${HELP[fate]}`,
        labels: ['receiver', 'transport'],
      };
    }),
  ),
  {
    name: REQUESTS_REFUSED,
    kind: 'counter',
    help: 'Number of requests refused before their items were counted: malformed, too large, not authenticated, no memory.',
    labels: ['receiver', 'transport', 'reason'],
  },
];

/** The counters of one signal on one listener. */
type ItemCounters = Readonly<Record<Fate, Counter>>;

/** All counters of one listener. */
export interface ListenerCounters {
  items(signal: Signal): ItemCounters;
  /** `reason` is from a closed list: a problem of the transport or an error code. */
  requestRefused(reason: string): void;
}

/** Counters of the `signals` in use start at 0, so that a rate is there from the first scrape on. */
export function listenerCounters(metrics: MetricSink, receiver: string, transport: string, signals: Iterable<Signal>): ListenerCounters {
  const labels = { receiver, transport };
  const counter = (fate: Fate, signal: Signal): Counter => metrics.counter(`otelcol_receiver_${fate}_${ITEM_NAMES[signal]}`, labels);
  const bySignal = new Map<Signal, ItemCounters>();
  const items = (signal: Signal): ItemCounters => {
    let found = bySignal.get(signal);
    if (found === undefined) {
      found = { accepted: counter('accepted', signal), refused: counter('refused', signal), failed: counter('failed', signal) };
      bySignal.set(signal, found);
    }
    return found;
  };
  for (const signal of signals) items(signal);
  const byReason = new Map<string, Counter>();
  return {
    items,
    requestRefused: (reason) => {
      let found = byReason.get(reason);
      if (found === undefined) byReason.set(reason, (found = metrics.counter(REQUESTS_REFUSED, { ...labels, reason })));
      found.add(1);
    },
  };
}
