import type { CollectorConfig, ComponentConfig } from '../config/types.ts';
import type { CallReader } from '../genai/call-reader.ts';
import type { DialectSettings } from '../genai/dialect.ts';
import { AssayError } from '../wire/assay-error.ts';
import type { ComponentKind, Connector, Descriptor, Lifecycle, Processor } from './component.ts';
import type { Consumer } from './consumer.ts';
import type { ExporterSlot } from './exporter-slot.ts';
import { FusedWalk } from './fused-walk.ts';
import type { Counter, Host, Ledger } from './host.ts';
import { type PipelineAccount, type PipelineEntry, pipelineEntry, pipelineSinks, type Sink, walkConsumer } from './pipeline.ts';
import type { PlannedPipeline, WalkStep } from './plan.ts';
import type { StageSet } from './stage.ts';

/** What assembly needs from whoever runs the collector. */
export interface GraphSurroundings {
  host(kind: ComponentKind, component: ComponentConfig, ledger?: Ledger): Host;
  account(pipeline: string): PipelineAccount;
  calls(settings: DialectSettings | undefined): CallReader;
}

/** One made component. */
export interface GraphNode {
  readonly kind: ComponentKind;
  readonly id: string;
  /** Only processors: one instance per pipeline. */
  readonly pipeline?: string;
  readonly instance: Lifecycle;
}

/** A pipeline with its own processors, in the order of data. */
export interface BuiltPipeline {
  readonly id: string;
  readonly entry: PipelineEntry;
  readonly processors: readonly GraphNode[];
}

/** What a pipeline ends in. */
export interface PipelineEnds {
  readonly config: CollectorConfig;
  readonly around: GraphSurroundings;
  readonly slots: ReadonlyMap<string, ExporterSlot>;
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** Makes one component. Throws what its `create` throws. */
export function makeComponent<T>(around: GraphSurroundings, kind: ComponentKind, component: ComponentConfig, ledger?: Ledger): T {
  const descriptor = component.descriptor as unknown as Descriptor<ComponentKind, unknown, T>;
  return descriptor.create(component.config, around.host(kind, component, ledger));
}

/** Makes the processors of a pipeline and joins them to its ends. Nothing is started. */
export function buildPipeline(pipeline: PlannedPipeline, ends: PipelineEnds): BuiltPipeline {
  return new PipelineBuild(pipeline, ends).run();
}

class PipelineBuild {
  readonly #pipeline: PlannedPipeline;
  readonly #ends: PipelineEnds;
  readonly #account: PipelineAccount;
  readonly #processors: GraphNode[] = [];

  constructor(pipeline: PlannedPipeline, ends: PipelineEnds) {
    this.#pipeline = pipeline;
    this.#ends = ends;
    this.#account = ends.around.account(pipeline.id);
  }

  run(): BuiltPipeline {
    const { id, steps, sinks } = this.#pipeline;
    const joins = steps.map((step) => (step.kind === 'flow' ? this.#flow(step.processor) : this.#walk(step)));
    let next = pipelineSinks(
      sinks.map((sink) => this.#sink(sink)),
      this.#account,
    );
    for (const join of joins.toReversed()) next = join(next);
    return { id, entry: pipelineEntry(next, this.#log()), processors: this.#processors };
  }

  #sink(id: string): Sink {
    const slot = this.#ends.slots.get(id);
    if (slot !== undefined) {
      const { id: pipeline, signal } = this.#pipeline;
      return { countsItself: true, consumer: slot.sink(pipeline, this.#account.forComponent(id), signal) };
    }
    const connector = this.#ends.connectors.get(id)!;
    if (connector.consume === undefined) throw new AssayError('ASSAY_KERNEL_START_FAILED', `connector ${id} takes no batches`);
    return { consumer: { consume: (batch, signal) => connector.consume!(batch, signal) }, countsItself: false };
  }

  #flow(id: string): (next: Consumer) => Consumer {
    const processor = this.#make(id);
    if (processor.kind !== 'flow') throw new AssayError('ASSAY_KERNEL_START_FAILED', `processor ${id} is planned as a flow`);
    return (next) => processor.connect(next, this.#pipeline.signal);
  }

  #walk(step: WalkStep): (next: Consumer) => Consumer {
    const { around, config, connectors } = this.#ends;
    const { id: pipeline, signal } = this.#pipeline;
    const stages: StageSet[] = [];
    const incoming: Counter[] = [];
    const outgoing: Counter[] = [];
    let dialects: DialectSettings | undefined;
    let host: Host | undefined;
    for (const id of step.processors) {
      const processor = this.#make(id);
      if (processor.kind !== 'stages') throw new AssayError('ASSAY_KERNEL_START_FAILED', `processor ${id} is planned as stages`);
      stages.push(processor.stages);
      dialects ??= processor.dialects;
      host = around.host('processor', config.processors.get(id)!);
      const labels = { processor: id, otel_signal: signal };
      incoming.push(host.metrics.counter('otelcol_processor_incoming_items', labels));
      outgoing.push(host.metrics.counter('otelcol_processor_outgoing_items', labels));
    }
    for (const id of step.observers) {
      stages.push({ ...connectors.get(id)!.stages!, readOnly: true });
      host ??= around.host('connector', config.connectors.get(id)!);
    }
    const { metrics, log } = host!;
    const walk = new FusedWalk({ signal, pipeline, stages, calls: around.calls(dialects), metrics, log });
    return (next) => walkConsumer(walk, next, this.#account, { incoming, outgoing });
  }

  #make(id: string): Processor {
    const instance = makeComponent<Processor>(this.#ends.around, 'processor', this.#ends.config.processors.get(id)!);
    this.#processors.push({ kind: 'processor', id, pipeline: this.#pipeline.id, instance });
    return instance;
  }

  /** A component that throws is told of in the log of the pipeline's end. */
  #log(): Host['log'] {
    const { around, config } = this.#ends;
    const { sinks, receivers } = this.#pipeline;
    for (const id of [...sinks, ...receivers]) {
      const component = config.exporters.get(id) ?? config.connectors.get(id) ?? config.receivers.get(id);
      if (component !== undefined) return around.host(component.descriptor.kind, component).log;
    }
    throw new AssayError('ASSAY_KERNEL_START_FAILED', `pipeline ${this.#pipeline.id} has neither receivers nor exporters`);
  }
}
