import { AssayError } from '../wire/assay-error.ts';
import type { GraphNode } from './graph.ts';
import type { Logger } from './host.ts';

/** What happened to a component that could not start. */
export function startFailure(node: GraphNode, cause: unknown): AssayError {
  if (cause instanceof AssayError) return cause;
  return new AssayError('ASSAY_KERNEL_START_FAILED', `${node.kind} ${node.id} could not start`, { cause });
}

/** Starts in order; when one fails, those started before are stopped in reverse and the failure is thrown. */
export async function startAll(nodes: readonly GraphNode[], started: (node: GraphNode) => void, log: Logger): Promise<void> {
  const done: GraphNode[] = [];
  for (const node of nodes) {
    try {
      await node.instance.start?.();
    } catch (cause) {
      await stopAll(done, AbortSignal.abort(), log);
      throw startFailure(node, cause);
    }
    done.push(node);
    started(node);
  }
}

/**
 * Stops in reverse order: receivers first, all at once; then processors, connectors, exporters, extensions, each kind after
 * the one before has drained. A component that outlives `deadline` is left behind, and its id is returned.
 */
export async function stopAll(nodes: readonly GraphNode[], deadline: AbortSignal, log: Logger): Promise<string[]> {
  const late: string[] = [];
  for (const kind of ['receiver', 'processor', 'connector', 'exporter', 'extension'] as const) {
    const group = nodes.filter((node) => node.kind === kind);
    // Processors of one pipeline drain in the order of data; pipelines are independent.
    if (kind === 'processor' || kind === 'connector') for (const node of group) await stopOne(node, deadline, log, late);
    else await Promise.all(group.map((node) => stopOne(node, deadline, log, late)));
  }
  return late;
}

/** Grace beyond the deadline for a component to let go of what it holds. */
const GRACE_MS = 1000;

async function stopOne(node: GraphNode, deadline: AbortSignal, log: Logger, late: string[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const outOfTime = new Promise<'late'>((resolve) => {
    const expire = (): void => {
      timer = setTimeout(() => resolve('late'), GRACE_MS);
    };
    if (deadline.aborted) expire();
    else deadline.addEventListener('abort', expire, { once: true });
  });
  try {
    const result = await Promise.race([Promise.resolve(node.instance.shutdown?.(deadline)), outOfTime]);
    if (result === 'late') {
      late.push(`${node.kind} ${node.id}`);
      log.warn('did not stop within the deadline', { component: `${node.kind} ${node.id}` });
    }
  } catch {
    log.error('failed while stopping', { component: `${node.kind} ${node.id}`, code: 'ASSAY_KERNEL_COMPONENT_FAILED' });
  } finally {
    clearTimeout(timer);
  }
}
