import { parseDurationMs } from '../../config/units.ts';
import type { FlowProcessor } from '../../kernel/component.ts';
import type { Consumer } from '../../kernel/consumer.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { type Outcome, type Retry, retry } from '../../kernel/outcome.ts';
import { type Batch, ITEM_NAMES, type Signal } from '../../otlp/batch.ts';
import type { Admission, AdmittingConsumer } from '../../transport/body/admission.ts';
import { FairAccount } from '../../transport/body/fair-account.ts';
import { type AvailableMemory, availableMemory } from './available-memory.ts';
import type { MemoryLimiterConfig } from './config.ts';
import { admissionOver } from './admission-over.ts';
import { type Limits, limitsFor, toMib } from './limits.ts';
import { type MemoryProbe, processMemory } from './memory-probe.ts';
import { PressureGauge } from './pressure.ts';

/** After how long a client should come back, at least; up to as much again is added at random, so that not all come at once. */
const IN_FLIGHT_DELAY_MS = 250;
const MIN_RSS_DELAY_MS = 1000;
/** Memory is measured after this part of the spike has come in, too: between two ticks of the clock it may grow by all of it. */
const MEASURED_PART = 1 / 16;
/** What a request counts at least there, taken or refused: it makes garbage in any case. */
const REQUEST_BYTES = 16 * 1024;

/** What a test may put in the place of the process. */
export interface MemorySource {
  readonly probe: MemoryProbe;
  readonly available: AvailableMemory;
}

/** The processor: refuses batches, and through `admission` requests, when memory runs short. Nothing is ever dropped here. */
export class MemoryLimiter implements FlowProcessor {
  readonly kind = 'flow';
  readonly limits: Limits;
  /** For servers: found on the processor and on each consumer it makes. */
  readonly admission: Admission;
  readonly #host: Host;
  readonly #available: AvailableMemory;
  readonly #checkIntervalMs: number;
  readonly #pressure: PressureGauge;
  /** Batches belong to no connection: for them the limit alone counts. */
  readonly #batches: FairAccount;
  readonly #requests: FairAccount;
  readonly #measureAfterBytes: number;
  #unmeasuredBytes = 0;
  #stopTimer: (() => void) | undefined;

  constructor(config: MemoryLimiterConfig, host: Host, source: MemorySource = { probe: processMemory(), available: availableMemory() }) {
    this.#host = host;
    this.#available = source.available;
    this.#checkIntervalMs = Math.max(10, parseDurationMs(config.check_interval));
    this.limits = limitsFor(config, source.available.bytes);
    this.#pressure = new PressureGauge(this.limits, source.probe, host.clock);
    this.#batches = new FairAccount(this.limits.inFlightBytes);
    this.#requests = new FairAccount(this.limits.inFlightBytes);
    this.#measureAfterBytes = (this.limits.hardBytes - this.limits.softBytes) * MEASURED_PART;
    this.admission = admissionOver(this.#requests, (bytes) => this.#refuses(bytes));
  }

  start(): void {
    if (this.#stopTimer !== undefined) return;
    const { log, metrics, id, clock } = this.#host;
    const { softBytes, hardBytes, inFlightBytes } = this.limits;
    metrics.observe('assay_memory_limiter_in_flight_bytes', { processor: id, what: 'batches' }, () => this.#batches.bytes);
    metrics.observe('assay_memory_limiter_in_flight_bytes', { processor: id, what: 'requests' }, () => this.#requests.bytes);
    for (const [limit, bytes] of Object.entries({ soft: softBytes, hard: hardBytes, in_flight: inFlightBytes })) {
      metrics.observe('assay_memory_limiter_limit_bytes', { processor: id, limit }, () => bytes);
    }
    const figures = {
      source: this.#available.source,
      soft_mib: toMib(softBytes),
      hard_mib: toMib(hardBytes),
      in_flight_mib: toMib(inFlightBytes),
    };
    log.info('memory limits', figures);
    const { refusing, rssBytes } = this.#pressure.check();
    if (refusing)
      log.error('the process is above its soft limit before any data; raise the limit', { rss_mib: toMib(rssBytes), ...figures });
    this.#report();
    this.#stopTimer = clock.every(this.#checkIntervalMs, () => this.#check());
  }

  shutdown(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  connect(next: Consumer, signal: Signal): Consumer & AdmittingConsumer {
    const { metrics, id } = this.#host;
    const accepted = metrics.counter(`otelcol_processor_memory_limiter_accepted_${ITEM_NAMES[signal]}`, { processor: id });
    const refused = metrics.counter(`otelcol_processor_memory_limiter_refused_${ITEM_NAMES[signal]}`, { processor: id });
    return {
      admission: this.admission,
      consume: (batch, abort) => this.#consume(batch, abort, next, accepted, refused),
      precheck: (batch) => {
        if (!this.#pressure.refusing) return next.precheck?.(batch);
        refused.add(batch.items);
        return this.#rssRefusal();
      },
    };
  }

  #consume(batch: Batch, abort: AbortSignal, next: Consumer, accepted: Counter, refused: Counter): Outcome | Promise<Outcome> {
    const bytes = batch.bytes.length;
    if (this.#refuses(bytes)) {
      refused.add(batch.items);
      return this.#rssRefusal();
    }
    if (!this.#batches.tryEnter(bytes)) {
      refused.add(batch.items);
      const text = `${toMib(this.limits.inFlightBytes)} MiB are under way (in_flight_mib)`;
      return retry('ASSAY_MEMORY_LIMIT_IN_FLIGHT', text, this.#jittered(IN_FLIGHT_DELAY_MS));
    }
    accepted.add(batch.items);
    const outcome = next.consume(batch, abort);
    if (!(outcome instanceof Promise)) {
      this.#batches.leave(bytes);
      return outcome;
    }
    return outcome.finally(() => this.#batches.leave(bytes));
  }

  /** Whether memory is short, measured anew when much has come in since the last time. */
  #refuses(bytes: number): boolean {
    this.#unmeasuredBytes += Math.max(bytes, REQUEST_BYTES);
    if (this.#unmeasuredBytes >= this.#measureAfterBytes && this.#stopTimer !== undefined) this.#check();
    return this.#pressure.refusing;
  }

  #rssRefusal(): Retry {
    const text = `memory ${toMib(this.#pressure.rssBytes)} MiB is above the soft limit of ${toMib(this.limits.softBytes)} MiB`;
    return retry('ASSAY_MEMORY_LIMIT_RSS', text, this.#jittered(Math.max(MIN_RSS_DELAY_MS, this.#checkIntervalMs)));
  }

  #jittered(ms: number): number {
    return Math.round(ms * (1 + this.#host.clock.random()));
  }

  #check(): void {
    this.#unmeasuredBytes = 0;
    const before = this.#pressure.refusing;
    const { refusing, rssBytes } = this.#pressure.check();
    if (refusing === before) return;
    const figures = { rss_mib: toMib(rssBytes), soft_mib: toMib(this.limits.softBytes), hard_mib: toMib(this.limits.hardBytes) };
    if (refusing) this.#host.log.warn('memory is above the soft limit; refusing data', figures);
    else this.#host.log.info('memory is in order again; taking data', figures);
    this.#report();
  }

  #report(): void {
    const detail = { rss_mib: toMib(this.#pressure.rssBytes), soft_mib: toMib(this.limits.softBytes) };
    this.#host.health({ state: this.#pressure.refusing ? 'degraded' : 'ok', detail });
  }
}
