import type { CollectorConfig, ComponentConfig } from '../config/types.ts';
import { asQueueStorage } from '../delivery/store.ts';
import { connectKept, type Graph, type GraphSurroundings, startOrder } from '../kernel/graph.ts';
import type { Logger } from '../kernel/host.ts';
import { pipelineGroups, stopAll } from '../kernel/lifecycle.ts';
import { plan } from '../kernel/plan.ts';
import { changesGraph, extensionsOf, formatReloadPlan, planReload, type ReloadPlan } from '../kernel/reload-plan.ts';
import { AssayError } from '../wire/assay-error.ts';
import type { HostBook, HostDraft } from './host-book.ts';
import { type Replaced, ReloadRun } from './reload-run.ts';
import { MAX_RETIRING, type Retirement } from './retirement.ts';

/** An exporter on disk only has to let requests in progress end: the rest is its successor's. */
const DISK_LETS_GO_MS = 5000;
/** Requests under way in a pipeline get this long before its processors are told to flush. */
const QUIET_MS = 1000;

/** What a reload needs of its collector. */
export interface ReloadSettings {
  readonly graph: Graph;
  readonly config: CollectorConfig;
  readonly broken: Set<string>;
  readonly hosts: HostBook;
  readonly around: (hosts: HostDraft) => GraphSurroundings;
  readonly extensions: Map<string, unknown>;
  readonly retirement: Retirement;
  /** Aborts when the collector stops and its time is over. */
  readonly outOfTime: AbortSignal;
  readonly stopping: () => boolean;
  readonly log: Logger;
}

/** One change from the config in force to another: planned, applied as a whole or not at all, and the old parts drained. */
export class Reload {
  readonly plan: ReloadPlan;
  readonly #s: ReloadSettings;

  constructor(settings: ReloadSettings) {
    this.#s = settings;
    this.plan = planReload(settings.graph.config, settings.config, settings.broken);
  }

  /**
   * `commit` gets the new graph as soon as data flows through it; the returned function drains and stops the old parts.
   * Throws AssayError when the old graph stays.
   */
  async run(commit: (graph: Graph) => void): Promise<() => Promise<void>> {
    const { graph: before, config, hosts, around, log, broken } = this.#s;
    if (this.#s.stopping()) throw new AssayError('ASSAY_KERNEL_RELOAD_FAILED', 'the collector is stopping');
    log.info(`reload plan: ${formatReloadPlan(this.plan)}`);
    if (!changesGraph(this.plan)) {
      const after = { ...before, config, plan: plan(config) };
      connectKept(after, new Set(this.plan.keep));
      commit(after);
      return () => Promise.resolve();
    }
    this.#refuseWhenBusy();
    const rebuilt = new Set(this.plan.rebuild.map(({ part }) => part));
    const draft = hosts.draft(rebuilt);
    const surroundings = around(draft);
    let run: ReloadRun;
    try {
      run = new ReloadRun(
        {
          before,
          plan: this.plan,
          around: surroundings,
          aroundBefore: {
            ...surroundings,
            host: (kind, component, ledger) => hosts.current(kind, component.id) ?? draft.host(kind, component, ledger),
          },
          hosts: draft,
          extensions: this.#s.extensions,
          retirement: this.#s.retirement,
          log,
          letGo: (node) =>
            this.#deadline(
              node.kind === 'exporter' && this.#queuesOnDisk(node.id, before) ? DISK_LETS_GO_MS : before.config.service.shutdownTimeoutMs,
            ),
          exclusive: (id, graph) => this.#queuesOnDisk(id, graph) || writesFiles(graph.config.exporters.get(id)),
        },
        { plan: plan(config), config },
      );
    } catch (cause) {
      draft.discard();
      throw cause;
    }
    let replaced: Replaced;
    try {
      replaced = await run.apply();
    } catch (cause) {
      for (const part of run.broken) broken.add(part);
      throw cause;
    }
    broken.clear();
    commit(run.graph);
    draft.commit(new Set(startOrder(run.graph).map(({ kind, id }) => `${kind}/${id}`)));
    return () => this.#drain(before, run.graph, replaced);
  }

  /** A backend that takes nothing must not make reload after reload pile up queues. */
  #refuseWhenBusy(): void {
    const { retirement } = this.#s;
    for (const part of [...this.plan.rebuild.map((rebuilt) => rebuilt.part), ...this.plan.remove]) {
      const id = part.startsWith('exporter/') ? part.slice('exporter/'.length) : undefined;
      if (id === undefined || retirement.count(id) < MAX_RETIRING) continue;
      const message = `exporter ${id}: ${MAX_RETIRING} that earlier reloads replaced still hold data; the config before stays in force`;
      throw new AssayError('ASSAY_KERNEL_RELOAD_BUSY', message);
    }
  }

  /** Data still in old parts goes its way to the end before they stop; what does not end in time was never acknowledged. */
  async #drain(before: Graph, after: Graph, replaced: Replaced): Promise<void> {
    const { log } = this.#s;
    const deadline = this.#deadline(before.config.service.shutdownTimeoutMs);
    const quiet = AbortSignal.any([deadline, AbortSignal.timeout(QUIET_MS)]);
    const live = new Set(startOrder(after).map(({ instance }) => instance));
    const old = [...before.pipelines.values()].filter((pipeline) => after.pipelines.get(pipeline.id) !== pipeline);
    for (const node of replaced.lingering) this.#s.retirement.linger(node);
    await Promise.all([stopAll([replaced.receivers], deadline, log), ...replaced.closing]);
    await Promise.all(old.map(({ entry }) => entry.idle(quiet)));
    const groups = pipelineGroups(before, before.plan.order).map((group) => group.filter(({ instance }) => !live.has(instance)));
    await stopAll(groups, deadline, log);
    await Promise.all(old.map(({ entry }) => entry.idle(deadline)));
    this.#retire(before, after, replaced);
  }

  /** Old exporters deliver what they hold in their own time; extensions stop when none of them can need one any more. */
  #retire(before: Graph, after: Graph, { exporters, extensions }: Replaced): void {
    const { retirement, outOfTime, log } = this.#s;
    let left = exporters.length;
    const ended = async (): Promise<void> => {
      if (left-- > 0) return;
      await stopAll([extensions], outOfTime, log);
    };
    for (const node of exporters) retirement.retire(node, after.exporters.has(node.id) ? undefined : before.slots.get(node.id), ended);
    void ended();
  }

  #queuesOnDisk(exporter: string, graph: Graph): boolean {
    const component = graph.config.exporters.get(exporter);
    return component !== undefined && extensionsOf(component).some((id) => asQueueStorage(this.#s.extensions.get(id)) !== undefined);
  }

  #deadline(ms: number): AbortSignal {
    return AbortSignal.any([this.#s.outOfTime, AbortSignal.timeout(ms)]);
  }
}

/** An exporter that writes files by itself. One with a queue can share its dead letter file with its successor. */
function writesFiles(component: ComponentConfig | undefined): boolean {
  const persists = component?.descriptor.traits?.persists?.(component.config as never) === true;
  return persists && !Object.hasOwn(component?.config as object, 'sending_queue');
}
