import type { Receiver } from '../../kernel/component.ts';
import { quarterOfMemory } from '../../delivery/byte-budget.ts';
import type { Consumer } from '../../kernel/consumer.ts';
import type { Host } from '../../kernel/host.ts';
import { type Outcome, refused } from '../../kernel/outcome.ts';
import type { Signal } from '../../otlp/batch.ts';
import { admissionOf } from '../../transport/body/admission.ts';
import { FairAccount } from '../../transport/body/fair-account.ts';
import type { Bound } from '../../transport/listen.ts';
import { formatEndpoint, isLoopback, parseHostPort } from '../../transport/endpoint.ts';
import { GRPC } from '../../transport/grpc-codes.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { OtlpReceiverConfig } from './config.ts';
import { listenerCounters } from './counters.ts';
import { makeIntake } from './intake.ts';
import { type Listener, type ListenerHooks, makeListeners, type Protocol } from './listeners.ts';

/** The receiver's life: listeners are made and bound at `start`, drained and closed at `shutdown`. */
export class OtlpReceiver implements Receiver {
  #config: OtlpReceiverConfig;
  #host: Host;
  #consumers: ReadonlyMap<Signal, Consumer> = new Map();
  #listeners: readonly Listener[] = [];
  readonly #addresses = new Map<Listener, string>();
  #before: OtlpReceiver | undefined;
  #handedOver = false;
  /** Bytes of requests under way where no memory_limiter counts them. */
  readonly #uncounted = new FairAccount(quarterOfMemory());
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(config: OtlpReceiverConfig, host: Host) {
    this.#config = config;
    this.#host = host;
  }

  /** Also while it runs: the next request goes to the new pipelines, those under way end where they are. */
  connect(next: ReadonlyMap<Signal, Consumer>): void {
    this.#consumers = next;
  }

  /** Rejects with ASSAY_RECEIVER_PORT_TAKEN naming the key to change, or an ASSAY_TRANSPORT_... error; nothing listens then. */
  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    this.#listeners = makeListeners(this.#config, this.#host, (protocol, include) => this.#hooks(protocol, include));
    const detail: Record<string, string> = {};
    try {
      // What has to be bound comes first: it may fail, and nothing is taken over then.
      const from = new Map(this.#listeners.map((listener) => [listener, this.#before?.listenerAt(listener.config.endpoint)]));
      const order = this.#listeners.toSorted((a, b) => Number(from.get(a) !== undefined) - Number(from.get(b) !== undefined));
      for (const listener of order) {
        const bound = from.get(listener) === undefined ? undefined : this.#before!.handOver(from.get(listener)!);
        detail[`${listener.protocol}_endpoint`] = await this.#bind(listener, bound);
      }
    } catch (error) {
      await this.shutdown(AbortSignal.abort());
      throw error;
    }
    this.#host.health({ state: 'ok', detail });
  }

  takeOver(before: Receiver): void {
    if (before instanceof OtlpReceiver) this.#before = before;
  }

  get handedOver(): boolean {
    return this.#handedOver;
  }

  async linger(hurry: AbortSignal): Promise<void> {
    await Promise.all(this.#listeners.map(({ transport }) => transport.linger(hurry)));
  }

  /** The listener at an address as a config spells it; port 0 may have become any. */
  listenerAt(endpoint: string): Listener | undefined {
    return this.#state === 'running' ? this.#listeners.find((listener) => this.#addresses.get(listener) === endpoint) : undefined;
  }

  handOver(listener: Listener): Bound {
    this.#handedOver = true;
    return listener.transport.handOver();
  }

  async shutdown(deadline: AbortSignal): Promise<void> {
    if (this.#state !== 'running') return;
    this.#state = 'stopped';
    for (const { transport } of this.#listeners) transport.stopAccepting();
    await Promise.all(this.#listeners.map(({ transport }) => transport.close(deadline)));
    this.#host.health({ state: 'stopped' });
  }

  async #bind(listener: Listener, from: Bound | undefined): Promise<string> {
    const { protocol, endpointKey, config, transport } = listener;
    try {
      const endpoint = formatEndpoint(await transport.listen(from));
      this.#addresses.set(listener, endpoint);
      this.#host.log.info(`${protocol} listens on ${endpoint}`);
      const host = parseHostPort(config.endpoint)?.host ?? '';
      if (!isLoopback(host) && config.auth === undefined && config.tls?.client_ca_file === undefined) {
        const message = `${protocol} listens on ${endpoint} without authentication: every machine that reaches it can send`;
        this.#host.log.warn(message, { code: 'ASSAY_RECEIVER_OPEN_LISTENER', key: endpointKey });
      }
      return endpoint;
    } catch (cause) {
      if (!(cause instanceof AssayError) || cause.code !== 'ASSAY_TRANSPORT_PORT_TAKEN') throw cause;
      const message = `${cause.message}; set ${endpointKey} to another port or stop that process`;
      throw new AssayError('ASSAY_RECEIVER_PORT_TAKEN', message, { cause });
    }
  }

  #hooks(protocol: Protocol, includeMetadata: boolean): ListenerHooks {
    const { clock, log, metrics, id } = this.#host;
    const consumerOf = (signal: Signal): Consumer | undefined => this.#consumers.get(signal);
    const counters = listenerCounters(metrics, id, protocol, this.#consumers.keys());
    return {
      handler: makeIntake({ consumerOf, counters, includeMetadata, clock, log }),
      gate: (signal) => {
        if (this.#consumers.has(signal)) return undefined;
        counters.requestRefused('no_pipeline');
        return noPipeline(signal, id);
      },
      admission: (signal) => admissionOf(consumerOf(signal)) ?? this.#uncounted,
      onProblem: (problem) => counters.requestRefused(problem),
    };
  }
}

function noPipeline(signal: Signal, id: string): Outcome {
  const message = `no ${signal} pipeline uses the receiver ${id}: add it to service.pipelines.${signal}.receivers`;
  return refused('ASSAY_RECEIVER_NO_PIPELINE', message, { status: GRPC.UNIMPLEMENTED });
}
