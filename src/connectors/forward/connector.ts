import type { Connector } from '../../kernel/component.ts';
import type { Consumer } from '../../kernel/consumer.ts';
import { type Outcome, refused } from '../../kernel/outcome.ts';
import type { Batch, Signal } from '../../otlp/batch.ts';

/** Hands the same bytes on, and the answer of the next pipeline back: what it refuses is refused to the sender. */
export class ForwardConnector implements Connector {
  #next: ReadonlyMap<Signal, Consumer> = new Map();

  /** Also while it runs: a reload may lead elsewhere. */
  connect(next: ReadonlyMap<Signal, Consumer>): void {
    this.#next = next;
  }

  consume(batch: Batch, signal: AbortSignal): Outcome | Promise<Outcome> {
    const next = this.#next.get(batch.signal);
    return next === undefined
      ? refused('ASSAY_FORWARD_NO_PIPELINE', `no pipeline takes ${batch.signal} from forward`)
      : next.consume(batch, signal);
  }
}
