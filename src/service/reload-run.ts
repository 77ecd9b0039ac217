import type { Exporter, Extension, Receiver } from '../kernel/component.ts';
import {
  assemble,
  connectKept,
  connectLingering,
  type Graph,
  type GraphNode,
  type GraphSurroundings,
  type Made,
  makeExporter,
  makeExtension,
  makeReceiver,
} from '../kernel/graph.ts';
import type { Logger } from '../kernel/host.ts';
import { startFailure, stopAll } from '../kernel/lifecycle.ts';
import type { ReloadPlan } from '../kernel/reload-plan.ts';
import type { HostDraft } from './host-book.ts';
import type { Retirement } from './retirement.ts';
import { isBusy, isPortTaken, sharesAddress } from './in-the-way.ts';
import { UndoStack } from './undo-stack.ts';

/** What a reload works on. */
export interface ReloadParts {
  readonly before: Graph;
  readonly plan: ReloadPlan;
  readonly around: GraphSurroundings;
  /** As `around`, but with the hosts of the graph before: for parts that a rollback makes again. */
  readonly aroundBefore: GraphSurroundings;
  readonly hosts: HostDraft;
  readonly extensions: Map<string, unknown>;
  readonly retirement: Retirement;
  readonly log: Logger;
  /** When a part that has to give way must have let go. */
  readonly letGo: (node: GraphNode) => AbortSignal;
  /** True for an exporter that holds files: two of them at once would be in each other's way. */
  readonly exclusive: (id: string, graph: Graph) => boolean;
}

/** What has to be stopped after a reload has succeeded. */
export interface Replaced {
  readonly receivers: readonly GraphNode[];
  /** Stop without having been waited for: they let go of their addresses already. */
  readonly closing: readonly Promise<unknown>[];
  /** Have given their addresses to their successors, and serve the connections they have. */
  readonly lingering: readonly Made<Receiver>[];
  readonly exporters: readonly Made<Exporter>[];
  readonly extensions: readonly GraphNode[];
}

/** Closing a listening socket takes effect at once, on some systems a moment later. */
const REBIND_ATTEMPTS = 5;
const REBIND_PAUSE_MS = 10;

/**
 * Starts what a plan adds and makes anew, and turns data over to it. Whatever fails undoes all before it: the graph before
 * goes on, and the failure is thrown. Nothing of the graph before is stopped, except what has to let go of an address or
 * a file before its successor can start.
 */
export class ReloadRun {
  readonly graph: Graph;
  /** Parts that a failed rollback left without a running component. */
  readonly broken: Set<string> = new Set();
  readonly #p: ReloadParts;
  readonly #undo: UndoStack = new UndoStack();
  readonly #keep: ReadonlySet<string>;
  readonly #gone: {
    receivers: GraphNode[];
    closing: Promise<unknown>[];
    lingering: Made<Receiver>[];
    exporters: Made<Exporter>[];
    extensions: GraphNode[];
  } = {
    receivers: [],
    closing: [],
    lingering: [],
    exporters: [],
    extensions: [],
  };

  /** Makes the new parts. Throws when one refuses its config; nothing has happened then. */
  constructor(parts: ReloadParts, target: Pick<Graph, 'plan' | 'config'>) {
    this.#p = parts;
    this.#keep = new Set(parts.plan.keep);
    this.graph = assemble(target.plan, target.config, parts.around, { graph: parts.before, keep: this.#keep });
  }

  async apply(): Promise<Replaced> {
    try {
      for (const id of this.graph.plan.extensions) if (this.#isNew(`extension/${id}`)) await this.#extension(id);
      for (const id of this.graph.plan.exporters) if (this.#isNew(`exporter/${id}`)) await this.#exporter(id);
      for (const node of this.graph.connectors.values()) if (this.#isNew(`connector/${node.id}`)) await this.#begin(node);
      await this.#processors();
      for (const id of this.graph.plan.receivers) if (this.#isNew(`receiver/${id}`)) await this.#receiver(id);
    } catch (cause) {
      await this.#rollBack();
      throw cause;
    }
    connectKept(this.graph, this.#keep);
    for (const node of this.#gone.lingering) connectLingering(this.graph, node);
    this.#removed();
    return this.#gone;
  }

  #isNew(part: string): boolean {
    return !this.#keep.has(part);
  }

  /** Starts a part; it is stopped again when a later one fails. */
  async #begin(node: GraphNode): Promise<void> {
    this.#undo.push(async () => void (await stopAll([[node]], AbortSignal.timeout(0), this.#p.log)));
    await this.#start(node);
  }

  async #start(node: GraphNode): Promise<void> {
    try {
      await node.instance.start?.();
    } catch (cause) {
      throw startFailure(node, cause);
    }
    this.#p.hosts.started(node.kind, node.id);
  }

  async #extension(id: string): Promise<void> {
    const { before, around, aroundBefore, extensions, log } = this.#p;
    const old = before.extensions.get(id);
    this.#undo.push(() => {
      const instance = before.extensions.get(id)?.instance;
      if (instance === undefined) extensions.delete(id);
      else extensions.set(id, instance);
    });
    try {
      await this.#begin(this.graph.extensions.get(id)!);
      if (old !== undefined) this.#gone.extensions.push(old);
    } catch (cause) {
      if (old === undefined || !this.#inTheWay(cause, 'extensions', id)) throw cause;
      this.#undo.push(() => this.#again(`extension/${id}`, before.extensions, () => makeExtension(before, id, aroundBefore)));
      await stopAll([[old]], AbortSignal.timeout(0), log);
      const made: Made<Extension> = makeExtension(this.graph, id, around);
      this.graph.extensions.set(id, made);
      await this.#begin(made);
    }
    extensions.set(id, this.graph.extensions.get(id)!.instance);
  }

  async #exporter(id: string): Promise<void> {
    const { before, retirement } = this.#p;
    const slot = this.graph.slots.get(id)!;
    const old = before.exporters.get(id);
    const made = this.graph.exporters.get(id)!;
    if (old === undefined) return this.#begin(made);
    if (this.#p.exclusive(id, before) || this.#p.exclusive(id, this.graph)) return this.#exporterInPlace(id, old);
    try {
      await this.#start(made);
    } catch (cause) {
      await stopAll([[made]], AbortSignal.timeout(0), this.#p.log);
      if (!this.#inTheWay(cause, 'exporters', id)) throw cause;
      return this.#exporterInPlace(id, old);
    }
    slot.put(made.instance);
    // It may have accepted something by then, and delivers that.
    this.#undo.push(() => {
      slot.put(old.instance);
      retirement.retire(made, undefined, () => undefined);
    });
    this.#gone.exporters.push(old);
  }

  /** Requests wait while the old exporter lets go and the new one starts. */
  async #exporterInPlace(id: string, old: GraphNode): Promise<void> {
    const { before, around, aroundBefore, log, letGo } = this.#p;
    const slot = this.graph.slots.get(id)!;
    slot.pause();
    this.#undo.push(async () => {
      try {
        await this.#again(`exporter/${id}`, before.exporters, () => makeExporter(before, id, aroundBefore));
      } finally {
        slot.put(before.exporters.get(id)!.instance);
      }
    });
    await stopAll([[old]], letGo(old), log);
    const made = makeExporter(this.graph, id, around);
    this.graph.exporters.set(id, made);
    this.#undo.push(async () => {
      slot.pause();
      await stopAll([[made]], letGo(made), log);
    });
    await this.#start(made);
    slot.put(made.instance);
  }

  async #processors(): Promise<void> {
    const running = new Set([...this.#p.before.pipelines.values()].flatMap(({ processors }) => processors.map(({ instance }) => instance)));
    for (const [id, { processors }] of this.graph.pipelines) {
      if (!this.#isNew(`pipeline/${id}`)) continue;
      for (const node of processors.toReversed()) {
        // One that serves a kept pipeline too (memory_limiter) runs already and must survive a rollback.
        if (running.has(node.instance)) continue;
        running.add(node.instance);
        await this.#begin(node);
      }
    }
  }

  async #receiver(id: string): Promise<void> {
    const { before, around, aroundBefore } = this.#p;
    const old = before.receivers.get(id);
    const made = makeReceiver(this.graph, id, around);
    this.graph.receivers.set(id, made);
    if (old !== undefined) made.instance.takeOver?.(old.instance);
    // Runs after the new one was stopped.
    this.#undo.push(() => this.#backAgain(id, old));
    try {
      await this.#begin(made);
      if (old?.instance.handedOver === true) this.#gone.lingering.push(old);
      else if (old !== undefined) this.#gone.receivers.push(old);
    } catch (cause) {
      if (old === undefined || old.instance.handedOver === true || !this.#inTheWay(cause, 'receivers', id)) throw cause;
      this.#undo.push(() => this.#again(`receiver/${id}`, before.receivers, () => makeReceiver(before, id, aroundBefore)));
      // The sockets close at once; requests in progress are answered beside the successor.
      this.#gone.closing.push(stopAll([[old]], this.#p.letGo(old), this.#p.log));
      await this.#rebind(id);
    }
  }

  /** A receiver that has handed over its addresses is made anew; it still serves the connections it has. */
  async #backAgain(id: string, old: Made<Receiver> | undefined): Promise<void> {
    if (old?.instance.handedOver !== true) return;
    const { before, aroundBefore, retirement } = this.#p;
    retirement.linger(old);
    await this.#again(`receiver/${id}`, before.receivers, () => makeReceiver(before, id, aroundBefore));
  }

  async #rebind(id: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const made: Made<Receiver> = makeReceiver(this.graph, id, this.#p.around);
      this.graph.receivers.set(id, made);
      try {
        await this.#begin(made);
        return;
      } catch (cause) {
        if (!isBusy(cause) || attempt === REBIND_ATTEMPTS) throw cause;
      }
      await new Promise((resolve) => setTimeout(resolve, REBIND_PAUSE_MS));
    }
  }

  /** Whether the part of before may hold what its successor could not get. */
  #inTheWay(cause: unknown, section: 'extensions' | 'exporters' | 'receivers', id: string): boolean {
    if (!isBusy(cause)) return false;
    return sharesAddress(this.#p.before.config[section].get(id)!, this.graph.config[section].get(id)!) || !isPortTaken(cause);
  }

  #removed(): void {
    const { before } = this.#p;
    const { receivers, exporters, extensions } = this.#gone;
    for (const [id, node] of before.receivers) if (!this.graph.receivers.has(id)) receivers.push(node);
    for (const [id, node] of before.exporters) if (!this.graph.exporters.has(id)) exporters.push(node);
    for (const [id, node] of before.extensions) if (!this.graph.extensions.has(id)) extensions.push(node);
  }

  /** Makes and starts a part of the graph before anew, after it had to give way. */
  async #again<T extends GraphNode>(part: string, nodes: Map<string, T>, make: () => T): Promise<void> {
    try {
      for (let attempt = 1; ; attempt++) {
        const node = make();
        nodes.set(node.id, node);
        try {
          await node.instance.start?.();
          return;
        } catch (cause) {
          if (!isBusy(cause) || attempt === REBIND_ATTEMPTS) throw cause;
        }
        await new Promise((resolve) => setTimeout(resolve, REBIND_PAUSE_MS));
      }
    } catch {
      this.broken.add(part);
      this.#p.log.error('the rollback could not start a part again; the next reload tries anew', {
        part,
        code: 'ASSAY_KERNEL_RELOAD_FAILED',
      });
    }
  }

  async #rollBack(): Promise<void> {
    await this.#undo.run(() => this.#p.log.error('a step of the rollback failed', { code: 'ASSAY_KERNEL_COMPONENT_FAILED' }));
    this.#p.hosts.discard();
  }
}
