import type { CollectorConfig, ComponentConfig } from '../config/types.ts';
import type { CallReader } from '../genai/call-reader.ts';
import type { DialectSettings } from '../genai/dialect.ts';
import type { Signal } from '../otlp/batch.ts';
import { AssayError } from '../wire/assay-error.ts';
import type { ComponentKind, Connector, Descriptor, Exporter, Extension, Lifecycle, Processor, Receiver } from './component.ts';
import type { Consumer } from './consumer.ts';
import { fanOut } from './fan-out.ts';
import { FusedWalk } from './fused-walk.ts';
import type { Host, Ledger } from './host.ts';
import { LedgerRouter } from './ledger-router.ts';
import { type PipelineAccount, pipelineEntry, pipelineSinks, type Sink, walkConsumer } from './pipeline.ts';
import type { Plan, PlannedPipeline, PlanStep } from './plan.ts';
import type { StageSet } from './stage.ts';

/** What assembly needs from whoever runs the collector. */
export interface GraphSurroundings {
  host(kind: ComponentKind, component: ComponentConfig, ledger?: Ledger): Host;
  account(pipeline: string): PipelineAccount;
  calls(settings: DialectSettings | undefined): CallReader;
}

/** One made component with its place in the order of starting. */
export interface GraphNode {
  readonly kind: ComponentKind;
  readonly id: string;
  /** Only processors: one instance per pipeline. */
  readonly pipeline?: string;
  readonly instance: Lifecycle;
}

/** A running (or startable) graph. `nodes` are in the order of starting: extensions, exporters, connectors, processors, receivers. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly entries: ReadonlyMap<string, Consumer>;
}

/** Makes all components of a plan and joins them. Nothing is started. Throws AssayError when a component refuses its config. */
export function assemble(plan: Plan, config: CollectorConfig, around: GraphSurroundings): Graph {
  return new Assembly(plan, config, around).run();
}

class Assembly {
  readonly #plan: Plan;
  readonly #config: CollectorConfig;
  readonly #around: GraphSurroundings;
  readonly #nodes: GraphNode[] = [];
  readonly #entries = new Map<string, Consumer>();
  readonly #exporters = new Map<string, { exporter: Exporter; router: LedgerRouter }>();
  readonly #connectors = new Map<string, Connector>();
  readonly #processors: GraphNode[] = [];

  constructor(plan: Plan, config: CollectorConfig, around: GraphSurroundings) {
    this.#plan = plan;
    this.#config = config;
    this.#around = around;
  }

  run(): Graph {
    const { plan } = { plan: this.#plan };
    for (const id of plan.extensions) this.#add('extension', id, this.#make<Extension>('extension', this.#config.extensions.get(id)!));
    for (const id of plan.exporters) {
      const router = new LedgerRouter();
      const exporter = this.#make<Exporter>('exporter', this.#config.exporters.get(id)!, router);
      this.#exporters.set(id, { exporter, router });
      this.#add('exporter', id, exporter);
    }
    for (const id of plan.connectors) {
      const connector = this.#make<Connector>('connector', this.#config.connectors.get(id)!);
      this.#connectors.set(id, connector);
      this.#add('connector', id, connector);
    }
    // From the end of the data's way to its start, so that what a pipeline hands to is there.
    const byId = new Map(plan.pipelines.map((pipeline) => [pipeline.id, pipeline]));
    for (const id of [...plan.order].reverse()) this.#entries.set(id, this.#pipeline(byId.get(id)!));
    this.#nodes.push(...this.#processors);
    for (const [id, connector] of this.#connectors) connector.connect(this.#consumersFor(id));
    for (const id of plan.receivers) {
      const receiver = this.#make<Receiver>('receiver', this.#config.receivers.get(id)!);
      receiver.connect(this.#consumersFor(id));
      this.#add('receiver', id, receiver);
    }
    return { nodes: this.#nodes, entries: this.#entries };
  }

  /** For each signal, the pipelines that name `id` as a receiver. */
  #consumersFor(id: string): ReadonlyMap<Signal, Consumer> {
    const bySignal = new Map<Signal, Consumer[]>();
    for (const pipeline of this.#plan.pipelines) {
      if (!pipeline.receivers.includes(id)) continue;
      const list = bySignal.get(pipeline.signal) ?? [];
      list.push(this.#entries.get(pipeline.id)!);
      bySignal.set(pipeline.signal, list);
    }
    return new Map([...bySignal].map(([signal, consumers]) => [signal, fanOut(consumers)]));
  }

  #pipeline(pipeline: PlannedPipeline): Consumer {
    const account = this.#around.account(pipeline.id);
    let next = pipelineSinks(
      pipeline.sinks.map((id) => this.#sink(id, pipeline, account)),
      account,
    );
    const made = pipeline.steps.map((step) => this.#step(step, pipeline));
    for (const step of [...made].reverse()) next = step(next, account);
    return pipelineEntry(next, this.#logOf(pipeline));
  }

  #logOf(pipeline: PlannedPipeline): Host['log'] {
    const id = [...pipeline.sinks, ...pipeline.receivers].find((component) => this.#config.exporters.has(component)) ?? pipeline.receivers[0]!;
    const component = this.#config.exporters.get(id) ?? this.#config.receivers.get(id) ?? this.#config.connectors.get(id)!;
    return this.#around.host(component.descriptor.kind, component).log;
  }

  #sink(id: string, pipeline: PlannedPipeline, account: PipelineAccount): Sink {
    const known = this.#exporters.get(id);
    if (known === undefined) {
      const connector = this.#connectors.get(id)!;
      if (connector.consume === undefined) throw new AssayError('ASSAY_KERNEL_START_FAILED', `connector ${id} takes no batches`);
      return { consumer: { consume: (batch, signal) => connector.consume!(batch, signal) }, countsItself: false };
    }
    const branch = known.router.branch(account.forComponent(id), pipeline.signal);
    const { exporter } = known;
    return {
      countsItself: true,
      consumer: {
        consume(batch, signal) {
          branch.taken(batch.items);
          const outcome = exporter.consume(batch, signal);
          if (!(outcome instanceof Promise)) {
            if (outcome.kind !== 'accepted') branch.taken(-batch.items);
            return outcome;
          }
          return outcome.then((o) => {
            if (o.kind !== 'accepted') branch.taken(-batch.items);
            return o;
          });
        },
        precheck: (batch) => exporter.precheck?.(batch),
      },
    };
  }

  /** Makes the step's components now (in order), and returns how to join it to what follows. */
  #step(step: PlanStep, pipeline: PlannedPipeline): (next: Consumer, account: PipelineAccount) => Consumer {
    if (step.kind === 'flow') {
      const processor = this.#processor(step.processor, pipeline);
      if (processor.kind !== 'flow') throw new AssayError('ASSAY_KERNEL_START_FAILED', `processor ${step.processor} is planned as a flow`);
      return (next) => processor.connect(next, pipeline.signal);
    }
    const stages: StageSet[] = [];
    let dialects: DialectSettings | undefined;
    const counters = { incoming: [] as ReturnType<Host['metrics']['counter']>[], outgoing: [] as ReturnType<Host['metrics']['counter']>[] };
    let host: Host | undefined;
    for (const id of step.processors) {
      const processor = this.#processor(id, pipeline);
      if (processor.kind !== 'stages') throw new AssayError('ASSAY_KERNEL_START_FAILED', `processor ${id} is planned as stages`);
      stages.push(processor.stages);
      dialects ??= processor.dialects;
      host = this.#around.host('processor', this.#config.processors.get(id)!);
      counters.incoming.push(host.metrics.counter('otelcol_processor_incoming_items', { processor: id, 'otel_signal': pipeline.signal }));
      counters.outgoing.push(host.metrics.counter('otelcol_processor_outgoing_items', { processor: id, 'otel_signal': pipeline.signal }));
    }
    for (const id of step.observers) {
      stages.push({ ...this.#connectors.get(id)!.stages!, readOnly: true });
      host ??= this.#around.host('connector', this.#config.connectors.get(id)!);
    }
    const walk = new FusedWalk({
      signal: pipeline.signal,
      pipeline: pipeline.id,
      stages,
      calls: this.#around.calls(dialects),
      metrics: host!.metrics,
      log: host!.log,
    });
    return (next, account) => walkConsumer(walk, next, account, counters);
  }

  #processor(id: string, pipeline: PlannedPipeline): Processor {
    const processor = this.#make<Processor>('processor', this.#config.processors.get(id)!);
    this.#processors.push({ kind: 'processor', id, pipeline: pipeline.id, instance: processor });
    return processor;
  }

  #make<T>(kind: ComponentKind, component: ComponentConfig, ledger?: Ledger): T {
    const host = this.#around.host(kind, component, ledger);
    const descriptor = component.descriptor as unknown as Descriptor<ComponentKind, unknown, T>;
    return descriptor.create(component.config, host);
  }

  #add(kind: ComponentKind, id: string, instance: Lifecycle): void {
    this.#nodes.push({ kind, id, instance });
  }
}
