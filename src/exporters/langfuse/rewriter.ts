import { type CallReader, createCallReader } from '../../genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../genai/dialect.ts';
import type { Batch } from '../../otlp/batch.ts';
import { SPAN } from '../../otlp/fields.ts';
import type { AttributesEdit, AttributesView } from '../../otlp/views/attributes-view.ts';
import type { ChildList } from '../../otlp/views/children.ts';
import type { ContextView } from '../../otlp/views/resource.ts';
import type { SpanCursor } from '../../otlp/views/span.ts';
import { SpanWalk } from '../../otlp/walk.ts';
import { BatchMap, NO_PARENT } from './batch-map.ts';
import { normalEnvironment } from './environment.ts';
import { cleanAttributes } from './hygiene.ts';
import { ENVIRONMENT_KEYS, LF } from './keys.ts';
import { writeObservation } from './observation.ts';
import type { PropagatedName } from './propagated.data.ts';
import { TraceFacts } from './trace-facts.ts';

export interface RewriterSettings {
  /** False leaves out spans that have nothing to do with LLM calls. */
  readonly allSpans: boolean;
  readonly propagate: ReadonlySet<PropagatedName>;
  readonly metadata: readonly string[];
  /** A random whole number of 32 bits, for hash tables over ids that senders choose. */
  readonly seed: number;
  /** For tests; the built-in dialects otherwise. */
  readonly calls?: CallReader;
}

export interface Rewritten {
  readonly batch: Batch;
  /** Spans left out because they have nothing to do with LLM calls. */
  readonly leftOut: number;
  /** Environments that Langfuse would not have kept as they were. */
  readonly environments: number;
  /** Spans that hang from another ancestor than before, or from none. */
  readonly reparented: number;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Turns a batch into what Langfuse's ingestion understands: one walk to know the batch (which spans stay, what their traces
 * say), one to write. An instance serves one batch at a time.
 */
export class Rewriter {
  readonly #calls: CallReader;
  readonly #facts: TraceFacts;
  readonly #map: BatchMap;
  readonly #walk: SpanWalk = new SpanWalk();
  #environments = 0;
  #reparented = 0;

  constructor(settings: RewriterSettings) {
    this.#calls = settings.calls ?? createCallReader(DEFAULT_DIALECT_SETTINGS);
    this.#facts = new TraceFacts(settings.propagate, settings.metadata);
    this.#map = new BatchMap(this.#facts, settings.allSpans, settings.seed);
  }

  rewrite(batch: Batch): Rewritten {
    this.#environments = 0;
    this.#reparented = 0;
    this.#calls.prepare(batch);
    this.#map.read(batch, this.#walk, this.#calls);
    let order = -1;
    const walked = this.#walk.run(batch, {
      context: (view) => this.#context(view),
      item: (span) => {
        order++;
        if (!this.#map.isKept(order)) return false;
        this.#span(span, order, batch.bytes);
        return true;
      },
    });
    return { batch: walked.batch, leftOut: walked.dropped, environments: this.#environments, reparented: this.#reparented };
  }

  #context(view: ContextView): void {
    cleanAttributes(view.attributes);
    if (!view.isScope) this.#environment(view.attributes, undefined);
  }

  #span(span: SpanCursor, order: number, bytes: Uint8Array): void {
    // The call is read before anything is edited: its texts are ranges of the batch.
    const call = this.#calls.read(span);
    cleanAttributes(span.attributes);
    cleanChildren(span.events);
    cleanChildren(span.links);
    this.#parent(span, order, bytes);
    writeObservation(span, span, call);
    this.#environment(span.attributes, span.resource.attributes);
    this.#facts.apply(span.attributes, this.#map.traceOf(order), bytes);
  }

  /** An all-zero parent id would be taken for a parent; one that was left out, for one that is still to come. */
  #parent(span: SpanCursor, order: number, bytes: Uint8Array): void {
    const { message } = span;
    if (!message.has(SPAN.parentSpanId)) return;
    const was = this.#map.parentAt(order);
    const is = this.#map.keptParentAt(order);
    if (is === NO_PARENT) {
      if (message.fieldEnd(SPAN.parentSpanId) > message.fieldStart(SPAN.parentSpanId)) message.setField(SPAN.parentSpanId, NO_BYTES, 0, 0);
    } else if (is !== was) message.setField(SPAN.parentSpanId, bytes, is, is + 8);
    if (is !== was) this.#reparented++;
  }

  /**
   * Writes the environment as Langfuse keeps it, where it would not keep it as it is; and on a span with one of its own also
   * where its resource got one, which would come first. `resource` is undefined for the resource itself.
   */
  #environment(attributes: AttributesEdit, resource: AttributesView | undefined): void {
    for (let i = 0; i < ENVIRONMENT_KEYS.length; i++) {
      const row = attributes.find(ENVIRONMENT_KEYS[i]!);
      if (row === -1) continue;
      const given = attributes.text(row);
      const normal = normalEnvironment(given);
      const hidden = i > 0 && resource !== undefined && resource.find(LF.environment) !== -1;
      if (normal !== '' && (normal !== given || hidden)) attributes.setText(LF.environment, normal);
      if (normal !== given) this.#environments++;
      return;
    }
  }
}

function cleanChildren(list: ChildList): void {
  for (let more = list.first(); more; more = list.next()) cleanAttributes(list.view.attributes);
}
