import type { CallReader } from '../genai/call-reader.ts';
import type { Batch, Signal } from '../otlp/batch.ts';
import type { LogCursor } from '../otlp/views/log.ts';
import type { PointCursor } from '../otlp/views/point.ts';
import type { ContextView } from '../otlp/views/resource.ts';
import type { SpanCursor } from '../otlp/views/span.ts';
import { LogWalk, PointWalk, SpanWalk, type Visitor, type Walked } from '../otlp/walk.ts';
import type { Counter, Logger, MetricSink } from './host.ts';
import { type Drop, KEEP, type StageSet, type Verdict, type WalkContext } from './stage.ts';

type Item = SpanCursor | LogCursor | PointCursor;

/** One stage as the loop calls it. */
interface Step<V> {
  readonly set: StageSet;
  readonly apply: (item: V) => Verdict;
  readonly failures: Counter;
}

/** Items taken out of one batch, by stage and reason. */
export interface DropCount {
  readonly component: string;
  readonly reason: string;
  items: number;
}

const STAGE_FAILED: Drop = Object.freeze({ reason: 'stage_failed' });

/** What a fused walk needs from its surroundings. */
export interface FusedWalkSettings {
  readonly signal: Signal;
  readonly pipeline: string;
  readonly stages: readonly StageSet[];
  readonly calls: CallReader;
  readonly metrics: MetricSink;
  readonly log: Logger;
}

/**
 * Neighbouring stages in one pass (docs/architecture.md, sentence 3). A stage that throws on an item does not take part
 * in it: the item is loaded again and goes through the other stages, so it passes as if the stage were not configured.
 * A stage that is `failClosed` (redaction) takes the item out instead. Either is counted with component and reason.
 */
export class FusedWalk {
  readonly drops: DropCount[] = [];
  readonly #run: (batch: Batch) => Walked;
  readonly #calls: CallReader;

  constructor(settings: FusedWalkSettings) {
    const { signal, stages } = settings;
    this.#calls = settings.calls;
    const context: WalkContext = { calls: settings.calls, pipeline: settings.pipeline };
    if (signal === 'traces') {
      const walk = new SpanWalk();
      const apply = (set: StageSet): ((item: SpanCursor) => Verdict) | undefined =>
        set.span === undefined ? undefined : (item) => set.span!.span(item, item, context);
      const visitor = new FusedVisitor<SpanCursor>(settings, context, this.drops, stages, apply);
      this.#run = (batch) => walk.run(batch, visitor);
    } else if (signal === 'logs') {
      const walk = new LogWalk();
      const apply = (set: StageSet): ((item: LogCursor) => Verdict) | undefined =>
        set.log === undefined ? undefined : (item) => set.log!.log(item, item, context);
      const visitor = new FusedVisitor<LogCursor>(settings, context, this.drops, stages, apply);
      this.#run = (batch) => walk.run(batch, visitor);
    } else {
      const walk = new PointWalk();
      const apply = (set: StageSet): ((item: PointCursor) => Verdict) | undefined =>
        set.metric === undefined ? undefined : (item) => set.metric!.point(item, item, context);
      const visitor = new FusedVisitor<PointCursor>(settings, context, this.drops, stages, apply);
      this.#run = (batch) => walk.run(batch, visitor);
    }
  }

  /** Walks the batch; afterwards `drops` holds what was taken out of it. Synchronous, never throws for an item. */
  run(batch: Batch): Walked {
    this.drops.length = 0;
    this.#calls.prepare(batch);
    return this.#run(batch);
  }
}

class FusedVisitor<V extends Item> implements Visitor<V> {
  readonly #steps: Step<V>[] = [];
  readonly #contexts: { set: StageSet; failures: Counter }[] = [];
  readonly #walk: WalkContext;
  readonly #drops: DropCount[];
  readonly #log: Logger;
  /** Index of the stage at work; read when one throws. */
  #at = 0;
  #logged = 0;

  constructor(
    settings: FusedWalkSettings,
    walk: WalkContext,
    drops: DropCount[],
    stages: readonly StageSet[],
    apply: (set: StageSet) => ((item: V) => Verdict) | undefined,
  ) {
    this.#walk = walk;
    this.#drops = drops;
    this.#log = settings.log;
    for (const set of stages) {
      const failures = settings.metrics.counter('assay_stage_failures', { component: set.id, pipeline: settings.pipeline });
      const step = apply(set);
      if (step !== undefined) this.#steps.push({ set, apply: step, failures });
      if (set.resource !== undefined) this.#contexts.push({ set, failures });
    }
  }

  context(view: ContextView): void {
    for (const { set, failures } of this.#contexts) {
      try {
        set.resource!.resource(view, view, this.#walk);
      } catch {
        this.#failed(set, failures);
        if (!set.failClosed) continue;
        // Nothing of a resource that could not be redacted may pass; its items still may.
        for (let row = 0; row < view.attributes.size; row++) view.attributes.deleteRow(row);
        view.setName('');
        view.setVersion('');
      }
    }
  }

  item(view: V): boolean {
    const steps = this.#steps;
    try {
      for (this.#at = 0; this.#at < steps.length; this.#at++) {
        const step = steps[this.#at]!;
        const verdict = step.apply(view);
        if (verdict !== KEEP) return this.#drop(step.set, verdict);
      }
      return true;
    } catch {
      return this.#recover(view);
    }
  }

  /** Goes through the item again without the stage that threw, and without any other that throws on the way. */
  #recover(view: V): boolean {
    const skip = new Set<Step<V>>();
    for (;;) {
      const broken = this.#steps[this.#at]!;
      this.#failed(broken.set, broken.failures);
      if (broken.set.failClosed) return this.#drop(broken.set, STAGE_FAILED);
      skip.add(broken);
      view.reload();
      try {
        for (this.#at = 0; this.#at < this.#steps.length; this.#at++) {
          const step = this.#steps[this.#at]!;
          if (skip.has(step)) continue;
          const verdict = step.apply(view);
          if (verdict !== KEEP) return this.#drop(step.set, verdict);
        }
        return true;
      } catch {}
    }
  }

  #failed(set: StageSet, failures: Counter): void {
    failures.add(1);
    // The error's text may hold content, so it is never logged; the first of a thousand says that something is wrong.
    if (this.#logged++ % 1000 === 0) {
      this.#log.error(`${set.id} failed on an item; ${set.failClosed ? 'the item was taken out' : 'the item passed without it'}`, {
        component: set.id,
        code: 'ASSAY_KERNEL_STAGE_FAILED',
        failures: this.#logged,
      });
    }
  }

  #drop(set: StageSet, drop: Drop): false {
    for (const count of this.#drops) {
      if (count.component === set.id && count.reason === drop.reason) {
        count.items++;
        return false;
      }
    }
    this.#drops.push({ component: set.id, reason: drop.reason, items: 1 });
    return false;
  }
}
