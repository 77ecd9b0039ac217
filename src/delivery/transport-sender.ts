import type { Batch, Signal } from '../otlp/batch.ts';
import type { ClientTransport } from '../transport/client-transport.ts';
import type { SendResult } from '../transport/send-result.ts';
import type { Sender } from './sender.ts';

export interface TransportSenderSettings {
  /** Made at start, when extensions that give credentials are there. The same transport may serve several signals. */
  readonly connect: () => Partial<Readonly<Record<Signal, ClientTransport>>>;
  readonly timeoutMs: number;
  /** Bytes of the body; the batch's own when absent. */
  readonly encode?: (batch: Batch) => Uint8Array;
}

/** A signal for which no endpoint is configured: nothing is there to try again for. */
const NO_ENDPOINT: SendResult = {
  kind: 'refused',
  code: 'ASSAY_TRANSPORT_BAD_ENDPOINT',
  reason: 'no endpoint is configured for this signal',
  isolate: false,
};

/** A `Sender` over the client transports of one backend. */
export class TransportSender implements Sender {
  readonly #settings: TransportSenderSettings;
  #transports: Partial<Readonly<Record<Signal, ClientTransport>>> = {};

  constructor(settings: TransportSenderSettings) {
    this.#settings = settings;
  }

  start(): void {
    this.#transports = this.#settings.connect();
  }

  async send(batch: Batch, abort: AbortSignal): Promise<SendResult> {
    const transport = this.#transports[batch.signal];
    if (transport === undefined) return NO_ENDPOINT;
    const body = this.#settings.encode?.(batch) ?? batch.bytes;
    return transport.send(batch.signal, body, { timeoutMs: this.#settings.timeoutMs, abort });
  }

  async close(): Promise<void> {
    const transports = new Set(Object.values(this.#transports));
    await Promise.all([...transports].map((transport) => transport.close()));
  }
}
