import type { CollectorConfig, ComponentConfig, PipelineConfig } from '../config/types.ts';
import type { Signal } from '../otlp/batch.ts';

/** A run of neighbouring stage processors, and stage connectors that look on at its end: one pass over the bytes. */
export interface WalkStep {
  readonly kind: 'walk';
  readonly processors: readonly string[];
  readonly observers: readonly string[];
}

/** A processor that takes whole batches. */
export interface FlowStep {
  readonly kind: 'flow';
  readonly processor: string;
}

export type PlanStep = WalkStep | FlowStep;

export interface PlannedPipeline {
  readonly id: string;
  readonly signal: Signal;
  readonly receivers: readonly string[];
  readonly steps: readonly PlanStep[];
  /** Exporters, and connectors that take whole batches. */
  readonly sinks: readonly string[];
}

/** An edge of the graph, from component or pipeline to the next; `label` is the signal. */
export interface PlanEdge {
  readonly from: string;
  readonly to: string;
  readonly label: Signal;
}

/** What a config becomes, before anything is made: `run`, `validate`, reload and every tool that shows a graph use this. */
export interface Plan {
  readonly pipelines: readonly PlannedPipeline[];
  /** Instances to make, by kind. Processors are one per pipeline. */
  readonly receivers: readonly string[];
  readonly exporters: readonly string[];
  readonly connectors: readonly string[];
  readonly extensions: readonly string[];
  readonly edges: readonly PlanEdge[];
  /** Pipelines in the order of data: a pipeline fed by a connector comes after the one that feeds it. */
  readonly order: readonly string[];
}

/** Pure. The config is valid (`loadConfig` found no error), so every id exists and there is no cycle. */
export function plan(config: CollectorConfig): Plan {
  const pipelines = config.service.pipelines.map((pipeline) => planPipeline(config, pipeline));
  const used = (ids: (p: PipelineConfig) => readonly string[], known: ReadonlyMap<string, ComponentConfig>): string[] => [
    ...new Set(config.service.pipelines.flatMap(ids).filter((id) => known.has(id))),
  ];
  const connectors = used((p) => p.exporters, config.connectors);
  return {
    pipelines,
    receivers: used((p) => p.receivers, config.receivers),
    exporters: used((p) => p.exporters, config.exporters),
    connectors,
    extensions: config.service.extensions,
    edges: edgesOf(config, pipelines),
    order: orderOf(config.service.pipelines, new Set(connectors)),
  };
}

function planPipeline(config: CollectorConfig, pipeline: PipelineConfig): PlannedPipeline {
  const steps: PlanStep[] = [];
  let run: string[] = [];
  const close = (observers: readonly string[] = []): void => {
    if (run.length > 0 || observers.length > 0) steps.push({ kind: 'walk', processors: run, observers });
    run = [];
  };
  for (const id of pipeline.processors) {
    if (config.processors.get(id)!.descriptor.form === 'flow') {
      close();
      steps.push({ kind: 'flow', processor: id });
    } else run.push(id);
  }
  const looksOn = (id: string): boolean => config.connectors.get(id)?.descriptor.form === 'stages';
  close(pipeline.exporters.filter(looksOn));
  return {
    id: pipeline.id,
    signal: pipeline.signal,
    receivers: pipeline.receivers,
    steps,
    sinks: pipeline.exporters.filter((id) => !looksOn(id)),
  };
}

function edgesOf(config: CollectorConfig, pipelines: readonly PlannedPipeline[]): PlanEdge[] {
  const edges: PlanEdge[] = [];
  for (const { id, signal, receivers, sinks, steps } of pipelines) {
    const name = (kind: string, component: string): string => `${config.connectors.has(component) ? 'connector' : kind}/${component}`;
    for (const receiver of receivers) edges.push({ from: name('receiver', receiver), to: `pipeline/${id}`, label: signal });
    const observers = steps.flatMap((step) => (step.kind === 'walk' ? step.observers : []));
    for (const sink of [...sinks, ...observers]) edges.push({ from: `pipeline/${id}`, to: name('exporter', sink), label: signal });
  }
  return edges;
}

/** Depth-first along connectors. */
function orderOf(pipelines: readonly PipelineConfig[], connectors: ReadonlySet<string>): string[] {
  const done = new Set<string>();
  const visit = (pipeline: PipelineConfig): void => {
    if (done.has(pipeline.id)) return;
    for (const source of pipelines) {
      if (source.exporters.some((id) => connectors.has(id) && pipeline.receivers.includes(id))) visit(source);
    }
    done.add(pipeline.id);
  };
  for (const pipeline of pipelines) visit(pipeline);
  return [...done];
}
