import type { Signal } from '../otlp/batch.ts';
import type { Declared } from './components.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import type { Pipeline, Reference } from './pipelines.ts';
import { ROLES } from './pipelines.ts';
import { quote } from './suggest.ts';
import type { MapNode } from './tree.ts';

/** One way of data from a pipeline into another. */
export interface Edge {
  readonly from: Pipeline;
  readonly to: Pipeline;
  /** The connector, where it stands among the exporters of `from`. */
  readonly via: Reference;
}

/** Signals that come out of a connector for a signal in; a connector without `routes` hands on what it gets. */
function routesOf(connector: Declared, signal: Signal): readonly Signal[] {
  const { descriptor } = connector;
  if (descriptor === undefined) return [];
  if (descriptor.routes !== undefined) return descriptor.routes[signal] ?? [];
  return descriptor.stability[signal] === undefined ? [] : [signal];
}

/** All ways between pipelines through connectors. */
export function edgesOf(pipelines: readonly Pipeline[]): Edge[] {
  const startedBy = new Map<Declared, Pipeline[]>();
  for (const pipeline of pipelines) {
    for (const { target } of pipeline.receivers) {
      if (target?.kind === 'connector') startedBy.set(target, [...(startedBy.get(target) ?? []), pipeline]);
    }
  }
  const edges: Edge[] = [];
  for (const from of pipelines) {
    for (const via of from.exporters) {
      if (via.target?.kind !== 'connector') continue;
      const signals = routesOf(via.target, from.signal);
      for (const to of startedBy.get(via.target) ?? []) if (signals.includes(to.signal)) edges.push({ from, to, via });
    }
  }
  return edges;
}

/** Components that do not carry the signal of their pipeline. */
export function checkSignals(root: MapNode, pipelines: readonly Pipeline[], findings: Findings): void {
  for (const pipeline of pipelines) {
    for (const reference of ROLES.flatMap((role) => pipeline[role])) {
      const { target, path } = reference;
      if (target?.descriptor === undefined || target.kind === 'connector' || target.descriptor.stability[pipeline.signal] !== undefined)
        continue;
      const carries = Object.keys(target.descriptor.stability).filter((signal) => signal !== 'extension');
      findings.add(
        diagnosticIn(root, path, 'value', {
          code: 'ASSAY_CONFIG_SIGNAL',
          message: `the ${target.kind} ${quote(reference.id)} does not carry ${pipeline.signal}`,
          expected: `a ${target.kind} for ${pipeline.signal}`,
          hint: `it carries ${carries.join(' and ')}: use it in such a pipeline`,
        }),
      );
    }
  }
}

/** Connectors must end a pipeline and start one, and give what the second wants. */
export function checkConnectors(root: MapNode, connectors: Iterable<Declared>, pipelines: readonly Pipeline[], findings: Findings): void {
  for (const connector of connectors) {
    if (connector.descriptor === undefined) continue;
    const ends = usesOf(connector, pipelines, 'exporters');
    const starts = usesOf(connector, pipelines, 'receivers');
    if (ends.length === 0 && starts.length === 0) continue; // unused: a warning elsewhere
    if (ends.length === 0 || starts.length === 0) {
      const [has, lacks] = ends.length === 0 ? ['starts', 'ends none'] : ['ends', 'starts none'];
      findings.add(
        diagnosticIn(root, connector.path, 'key', {
          code: 'ASSAY_CONFIG_CONNECTOR_ONE_SIDED',
          message: `the connector ${quote(connector.id)} ${has} a pipeline but ${lacks}`,
          expected: 'a connector among the exporters of one pipeline and the receivers of another',
          hint:
            ends.length === 0
              ? 'add it to the exporters of the pipeline that feeds it'
              : 'add it to the receivers of the pipeline that it feeds',
        }),
      );
      continue;
    }
    checkRoutes(root, connector, ends, starts, findings);
  }
}

function checkRoutes(root: MapNode, connector: Declared, ends: readonly Use[], starts: readonly Use[], findings: Findings): void {
  let clean = true;
  const report = (use: Use, message: string, hint: string): void =>
    findings.add(diagnosticIn(root, use.reference.path, 'value', { code: 'ASSAY_CONFIG_SIGNAL', message, hint }));
  for (const use of ends) {
    const out = routesOf(connector, use.pipeline.signal);
    if (out.some((signal) => starts.some((start) => start.pipeline.signal === signal))) continue;
    clean = false;
    const hint = out.length === 0 ? routesText(connector) : `add it to the receivers of a ${out.join(' or ')} pipeline`;
    const message =
      out.length === 0
        ? `takes no ${use.pipeline.signal}`
        : `makes ${out.join(' and ')} of ${use.pipeline.signal}, and no such pipeline starts with it`;
    report(use, `the connector ${quote(connector.id)} ${message}`, hint);
  }
  if (!clean) return;
  for (const use of starts) {
    if (ends.some((end) => routesOf(connector, end.pipeline.signal).includes(use.pipeline.signal))) continue;
    report(use, `the connector ${quote(connector.id)} gives no ${use.pipeline.signal} here`, routesText(connector));
  }
}

interface Use {
  readonly pipeline: Pipeline;
  readonly reference: Reference;
}

function usesOf(connector: Declared, pipelines: readonly Pipeline[], role: 'receivers' | 'exporters'): Use[] {
  return pipelines.flatMap((pipeline) =>
    pipeline[role].filter((reference) => reference.target === connector).map((reference) => ({ pipeline, reference })),
  );
}

function routesText(connector: Declared): string {
  const { descriptor } = connector;
  const routes = Object.entries(descriptor?.routes ?? {}).map(([from, to]) => `${from} to ${to.join(', ')}`);
  if (routes.length > 0) return `it turns ${routes.join('; ')}`;
  return `it carries ${Object.keys(descriptor?.stability ?? {}).join(' and ')}`;
}

/** Data that would come back to where it was. Each circle is reported once, where it closes. */
export function checkCycles(root: MapNode, pipelines: readonly Pipeline[], findings: Findings): void {
  const edges = Map.groupBy(edgesOf(pipelines), (edge) => edge.from);
  const done = new Set<Pipeline>();
  const way: Edge[] = [];
  const visit = (pipeline: Pipeline): void => {
    for (const edge of edges.get(pipeline) ?? []) {
      const start = way.findIndex((earlier) => earlier.from === edge.to);
      if (start >= 0 || edge.to === pipeline) report([...(start >= 0 ? way.slice(start) : []), edge]);
      else if (!done.has(edge.to)) {
        way.push(edge);
        visit(edge.to);
        way.pop();
      }
    }
    done.add(pipeline);
  };
  const report = (circle: readonly Edge[]): void => {
    const names = circle.flatMap((edge) => [edge.from.id, edge.via.id]);
    findings.add(
      diagnosticIn(root, circle.at(-1)!.via.path, 'value', {
        code: 'ASSAY_CONFIG_CYCLE',
        message: `data would go in a circle: ${[...names, circle[0]!.from.id].join(' -> ')}`,
        expected: 'connectors that lead onwards only',
        hint: 'remove one of these connectors from the exporters or the receivers',
      }),
    );
  };
  for (const pipeline of pipelines) if (!done.has(pipeline)) visit(pipeline);
}
