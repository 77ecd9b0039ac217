import type { Host } from '../kernel/host.ts';
import { Admission } from './admission.ts';
import { Assembler } from './assembler.ts';
import { CIRCUIT_VALUES, Circuit } from './circuit.ts';
import { ConcurrencyLimit } from './concurrency.ts';
import type { DeliveryCounters } from './counters.ts';
import type { DeadLetter } from './dead-letter/letter.ts';
import { Dispatcher } from './dispatcher.ts';
import { healthReport, oldestAgeSeconds } from './health.ts';
import { IsolationPolicy } from './isolation.ts';
import type { MergeFn, SplitFn } from './parcel.ts';
import { RateLimitedLog } from './rate-limited-log.ts';
import { RequestLimit } from './request-limit.ts';
import type { Sender } from './sender.ts';
import { Settlement } from './settlement.ts';
import type { DeliverySettings } from './settings.ts';
import type { QueueStore } from './store.ts';
import { type Verdict, Verdicts } from './verdicts.ts';
import { WaitingParcels } from './waiting-parcels.ts';

export interface EngineParts {
  readonly host: Host;
  readonly settings: DeliverySettings;
  readonly sender: Sender;
  readonly store: QueueStore;
  readonly counters: DeliveryCounters;
  readonly deadLetter: DeadLetter | undefined;
  readonly split: SplitFn;
  readonly merge: MergeFn;
}

/** What runs behind one queue, wired together: the door, the loop that sends, and what shows their state. */
export interface Engine {
  readonly admission: Admission;
  readonly dispatcher: Dispatcher;
  /** Writes the state to the host's health. */
  readonly report: () => void;
}

export function buildEngine(parts: EngineParts): Engine {
  const { host, settings, sender, store, counters, deadLetter, split, merge } = parts;
  const { clock } = host;
  const { queue, retry } = settings;
  const log = new RateLimitedLog(host.log, clock);
  const limit = new ConcurrencyLimit(queue.consumers);
  const requestLimit = new RequestLimit(clock);
  const isolation = new IsolationPolicy();
  const circuit = new Circuit();
  const bound = store.durable && Number.isFinite(queue.size) ? { bound: { size: queue.size, sizer: queue.sizer } } : {};
  const admission = new Admission(store, { blocks: queue.blockOnOverflow, maxBytes: queue.maxBytes, ...bound });
  const settlement = new Settlement({
    host,
    counters,
    store,
    deadLetter,
    isolation,
    merge,
    log,
    comeBackMs: () => dispatcher.comeBackMs(),
    onRoom: () => admission.serve(),
  });
  const onVerdict = (verdict: Verdict): void => {
    if (verdict.broke) host.log.warn('the backend fails; sending probes only', { failures: circuit.failures, code: circuit.lastFailure });
    if (verdict.recovered) host.log.info('the backend answers again');
    if (verdict.broke || verdict.recovered || circuit.failures === 1) report();
  };
  const dispatcher = new Dispatcher({
    host,
    settings,
    sender,
    store,
    assembler: new Assembler({ batch: queue.batch, store, limit: requestLimit, split, clock }),
    waiting: new WaitingParcels(),
    limit,
    circuit,
    settlement,
    verdicts: new Verdicts({ clock, retry, patienceMs: queue.patienceMs, limit, circuit, requestLimit, isolation, counters, log, split }),
    counters,
    merge,
    onVerdict,
  });
  const size = (): number => store.load()[queue.sizer];
  const report = (): void => {
    const facts = { nowMs: clock.now(), circuit, inFlight: dispatcher.inFlight, store, size: size(), capacity: queue.size };
    host.health(healthReport({ ...facts, deadLetterTrouble: deadLetter?.trouble() }));
  };
  const gauges: Readonly<Record<string, () => number>> = {
    otelcol_exporter_queue_size: size,
    otelcol_exporter_queue_capacity: () => queue.size,
    otelcol_exporter_in_flight_requests: () => dispatcher.inFlight,
    assay_exporter_queue_bytes: () => store.usedBytes(),
    assay_exporter_queue_capacity_bytes: () => store.capacityBytes,
    assay_exporter_oldest_item_age_seconds: () => oldestAgeSeconds(store, clock.now()),
    assay_exporter_last_success_timestamp_seconds: () => (circuit.lastSuccessAtMs ?? Number.NaN) / 1000,
    assay_exporter_consecutive_failures: () => circuit.failures,
    assay_exporter_circuit_state: () => CIRCUIT_VALUES[circuit.state(dispatcher.inFlight)],
    assay_exporter_concurrency_limit: () => limit.current,
    assay_exporter_request_limit_bytes: () => requestLimit.bytes,
  };
  for (const [name, read] of Object.entries(gauges)) host.metrics.observe(name, { exporter: host.id }, read);
  return { admission, dispatcher, report };
}
