import { AssayError } from '../wire/assay-error.ts';
import { type Graph, type GraphNode, startOrder } from './graph.ts';
import type { Logger } from './host.ts';
import type { Plan } from './plan.ts';

/** What happened to a component that could not start. */
export function startFailure(node: GraphNode, cause: unknown): AssayError {
  if (cause instanceof AssayError) return cause;
  return new AssayError('ASSAY_KERNEL_START_FAILED', `${node.kind} ${node.id} could not start`, { cause });
}

/** Starts in order; when one fails, those started before are stopped in reverse and the failure is thrown. */
export async function startAll(graph: Graph, started: (node: GraphNode) => void, log: Logger): Promise<void> {
  const done = new Set<GraphNode>();
  for (const node of startOrder(graph)) {
    try {
      await node.instance.start?.();
    } catch (cause) {
      const begun = stopGroups(graph).map((group) => group.filter((other) => done.has(other)));
      await stopAll(begun, AbortSignal.abort(), log);
      throw startFailure(node, cause);
    }
    done.add(node);
    started(node);
  }
}

/** The parts of a graph that stop together: those of a group at once, each group after the one before has drained. */
export type StopGroups = readonly (readonly GraphNode[])[];

/**
 * In the order of data, so that whatever a part still holds finds the next one running: receivers; then pipeline by
 * pipeline the connectors that feed it and its processors one after the other; exporters; extensions.
 */
export function stopGroups(graph: Graph): GraphNode[][] {
  return [
    [...graph.receivers.values()],
    ...pipelineGroups(graph, graph.plan.order),
    [...graph.exporters.values()],
    [...graph.extensions.values()],
  ];
}

/** The middle of `stopGroups` for some pipelines: connectors that lead into one stop before its processors. */
export function pipelineGroups(graph: Graph, pipelines: readonly string[]): GraphNode[][] {
  const groups: GraphNode[][] = [];
  const stopped = new Set<string>();
  for (const id of pipelines) {
    const feeding = feedersOf(graph.plan, id).filter((connector) => graph.connectors.has(connector) && !stopped.has(connector));
    for (const connector of feeding) stopped.add(connector);
    groups.push(feeding.map((connector) => graph.connectors.get(connector)!));
    for (const processor of graph.pipelines.get(id)?.processors ?? []) groups.push([processor]);
  }
  // A connector whose pipelines are gone or elsewhere ends last.
  groups.push([...graph.connectors.values()].filter(({ id }) => !stopped.has(id)));
  return groups;
}

function feedersOf(plan: Plan, pipeline: string): readonly string[] {
  return plan.pipelines.find(({ id }) => id === pipeline)?.receivers ?? [];
}

/**
 * Stops group by group. A component that outlives `deadline` by the grace is left behind, and its id is returned. An
 * instance that serves several pipelines is stopped with the last of them.
 */
export async function stopAll(groups: StopGroups, deadline: AbortSignal, log: Logger): Promise<string[]> {
  const late: string[] = [];
  const lastNode = new Map(groups.flat().map((node) => [node.instance, node]));
  for (const group of groups) {
    const due = group.filter((node) => lastNode.get(node.instance) === node);
    await Promise.all(due.map((node) => stopOne(node, deadline, log, late)));
  }
  return late;
}

/** Grace beyond the deadline for a component to let go of what it holds. */
const GRACE_MS = 1000;

async function stopOne(node: GraphNode, deadline: AbortSignal, log: Logger, late: string[]): Promise<void> {
  if (node.instance.shutdown === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  let expire = (): void => undefined;
  const outOfTime = new Promise<'late'>((resolve) => {
    expire = () => {
      timer = setTimeout(() => resolve('late'), GRACE_MS);
    };
    if (deadline.aborted) expire();
    else deadline.addEventListener('abort', expire, { once: true });
  });
  try {
    const result = await Promise.race([Promise.resolve(node.instance.shutdown(deadline)), outOfTime]);
    if (result === 'late') {
      late.push(`${node.kind} ${node.id}`);
      log.warn('did not stop within the deadline', { component: `${node.kind} ${node.id}` });
    }
  } catch {
    log.error('failed while stopping', { component: `${node.kind} ${node.id}`, code: 'ASSAY_KERNEL_COMPONENT_FAILED' });
  } finally {
    deadline.removeEventListener('abort', expire);
    clearTimeout(timer);
  }
}
