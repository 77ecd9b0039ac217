import type { CollectorConfig } from '../config/types.ts';
import type { Signal } from '../otlp/batch.ts';
import type { Connector, Exporter, Extension, Receiver } from './component.ts';
import type { Consumer } from './consumer.ts';
import { ExporterSlot } from './exporter-slot.ts';
import { fanOut } from './fan-out.ts';
import { type BuiltPipeline, buildPipeline, type GraphNode, type GraphSurroundings, makeComponent } from './pipeline-build.ts';
import type { Plan } from './plan.ts';

export type { BuiltPipeline, GraphNode, GraphSurroundings } from './pipeline-build.ts';

/** A made component of a known kind. */
export interface Made<T> extends GraphNode {
  readonly instance: T & GraphNode['instance'];
}

/** A running (or startable) graph. The maps are by id, in the order of starting; a reload replaces single parts. */
export interface Graph {
  readonly plan: Plan;
  readonly config: CollectorConfig;
  readonly extensions: Map<string, Made<Extension>>;
  readonly exporters: Map<string, Made<Exporter>>;
  readonly slots: Map<string, ExporterSlot>;
  readonly connectors: Map<string, Made<Connector>>;
  readonly pipelines: Map<string, BuiltPipeline>;
  readonly receivers: Map<string, Made<Receiver>>;
}

/** What a reload takes over from the graph before: parts named `exporter/x`, `pipeline/traces` ... */
export interface Reuse {
  readonly graph: Graph;
  readonly keep: ReadonlySet<string>;
}

/**
 * Makes all components of a plan and joins them. Nothing is started. Throws AssayError when a component refuses its config.
 * With `reuse`, kept parts are taken over as they are and not touched: kept receivers and connectors still lead to the
 * pipelines of before (`connectKept` turns them over), an exporter's place keeps the exporter it has, and receivers to be
 * made are left to `makeReceiver`, so that none reports that it does not listen before its turn.
 */
export function assemble(plan: Plan, config: CollectorConfig, around: GraphSurroundings, reuse?: Reuse): Graph {
  const graph: Graph = {
    plan,
    config,
    extensions: new Map(),
    exporters: new Map(),
    slots: new Map(),
    connectors: new Map(),
    pipelines: new Map(),
    receivers: new Map(),
  };
  const kept = <T>(part: string, found: (before: Graph) => T | undefined): T | undefined =>
    reuse?.keep.has(part) === true ? found(reuse.graph) : undefined;
  for (const id of plan.extensions) {
    const before = kept(`extension/${id}`, ({ extensions }) => extensions.get(id));
    graph.extensions.set(id, before ?? makeExtension(graph, id, around));
  }
  for (const id of plan.exporters) {
    const slot = reuse?.graph.slots.get(id) ?? new ExporterSlot();
    graph.slots.set(id, slot);
    const before = kept(`exporter/${id}`, ({ exporters }) => exporters.get(id));
    const made = before ?? makeExporter(graph, id, around);
    graph.exporters.set(id, made);
    if (slot.exporter === undefined) slot.put(made.instance);
  }
  for (const id of plan.connectors) {
    const before = kept(`connector/${id}`, ({ connectors }) => connectors.get(id));
    const instance = before === undefined ? makeComponent<Connector>(around, 'connector', config.connectors.get(id)!) : undefined;
    graph.connectors.set(id, before ?? { kind: 'connector', id, instance: instance! });
  }
  const ends = {
    config,
    around,
    slots: graph.slots,
    connectors: new Map([...graph.connectors].map(([id, { instance }]) => [id, instance])),
  };
  // From the end of the data's way to its start, so that what a pipeline hands to is there.
  const byId = new Map(plan.pipelines.map((pipeline) => [pipeline.id, pipeline]));
  for (const id of plan.order.toReversed()) {
    const before = kept(`pipeline/${id}`, ({ pipelines }) => pipelines.get(id));
    graph.pipelines.set(id, before ?? buildPipeline(byId.get(id)!, ends));
  }
  for (const [id, { instance }] of graph.connectors) {
    if (kept(`connector/${id}`, () => true) !== true) instance.connect(consumersFor(graph, id));
  }
  for (const id of plan.receivers) {
    const before = kept(`receiver/${id}`, ({ receivers }) => receivers.get(id));
    if (before !== undefined) graph.receivers.set(id, before);
    else if (reuse === undefined) graph.receivers.set(id, makeReceiver(graph, id, around));
  }
  return graph;
}

export function makeExtension(graph: Graph, id: string, around: GraphSurroundings): Made<Extension> {
  return { kind: 'extension', id, instance: makeComponent<Extension>(around, 'extension', graph.config.extensions.get(id)!) };
}

/** An exporter that writes into the ledger of its place. */
export function makeExporter(graph: Graph, id: string, around: GraphSurroundings): Made<Exporter> {
  const { ledger } = graph.slots.get(id)!;
  return { kind: 'exporter', id, instance: makeComponent<Exporter>(around, 'exporter', graph.config.exporters.get(id)!, ledger) };
}

/** A receiver that leads to the pipelines of `graph`. */
export function makeReceiver(graph: Graph, id: string, around: GraphSurroundings): Made<Receiver> {
  const instance = makeComponent<Receiver>(around, 'receiver', graph.config.receivers.get(id)!);
  instance.connect(consumersFor(graph, id));
  return { kind: 'receiver', id, instance };
}

/** Turns running receivers and connectors over to the pipelines of `graph`. Cannot fail. */
export function connectKept(graph: Graph, keep: ReadonlySet<string>): void {
  for (const kind of ['connector', 'receiver'] as const) {
    for (const [id, { instance }] of kind === 'connector' ? graph.connectors : graph.receivers) {
      if (keep.has(`${kind}/${id}`)) instance.connect(consumersFor(graph, id));
    }
  }
}

/** Leads a receiver that is no part of `graph` any more, but still has connections, to where its successor leads. */
export function connectLingering(graph: Graph, { id, instance }: Made<Receiver>): void {
  instance.connect(consumersFor(graph, id));
}

/** For each signal, the pipelines that name `id` as a receiver. */
function consumersFor(graph: Graph, id: string): ReadonlyMap<Signal, Consumer> {
  const bySignal = new Map<Signal, Consumer[]>();
  for (const pipeline of graph.plan.pipelines) {
    if (!pipeline.receivers.includes(id)) continue;
    const list = bySignal.get(pipeline.signal) ?? [];
    list.push(graph.pipelines.get(pipeline.id)!.entry);
    bySignal.set(pipeline.signal, list);
  }
  return new Map([...bySignal].map(([signal, consumers]) => [signal, fanOut(consumers)]));
}

/** All parts in the order of starting: extensions, exporters, connectors, processors (the last of the data's way first), receivers. */
export function startOrder(graph: Graph): GraphNode[] {
  const processors = [...graph.pipelines.values()].flatMap((pipeline) => pipeline.processors.toReversed());
  return [
    ...graph.extensions.values(),
    ...graph.exporters.values(),
    ...graph.connectors.values(),
    ...processors,
    ...graph.receivers.values(),
  ];
}
