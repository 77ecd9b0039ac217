import { isDeepStrictEqual } from 'node:util';
import { walkAnnotations } from '../config/annotations.ts';
import type { CollectorConfig, ComponentConfig } from '../config/types.ts';
import { type Plan, type PlannedPipeline, plan } from './plan.ts';

/** A part that is made anew, and why. */
export interface RebuiltPart {
  readonly part: string;
  readonly because: string;
}

/**
 * What a reload does, by parts named `receiver/otlp`, `pipeline/traces/main` ... Kept parts go on as they are: receivers with
 * their sockets, exporters with their queues, connectors with what they counted. `restart` names settings that only a new
 * process applies.
 */
export interface ReloadPlan {
  readonly keep: readonly string[];
  readonly rebuild: readonly RebuiltPart[];
  readonly remove: readonly string[];
  readonly add: readonly string[];
  readonly restart: readonly string[];
}

const SETTINGS = 'its settings changed';

/**
 * Compares two valid configs. Pure. `broken` names parts that do not run although the old config has them (a rollback that
 * failed), which are made anew whatever changed.
 */
export function planReload(oldConfig: CollectorConfig, newConfig: CollectorConfig, broken: ReadonlySet<string> = new Set()): ReloadPlan {
  return new Comparison(oldConfig, newConfig, broken).run();
}

/** The plan in one line of the log. */
export function formatReloadPlan({ keep, rebuild, remove, add, restart }: ReloadPlan): string {
  const parts = [
    `keep ${keep.length}`,
    ...(rebuild.length > 0 ? [`rebuild ${rebuild.map(({ part, because }) => `${part} (${because})`).join(', ')}`] : []),
    ...(add.length > 0 ? [`add ${add.join(', ')}`] : []),
    ...(remove.length > 0 ? [`remove ${remove.join(', ')}`] : []),
    ...(restart.length > 0 ? [`only after a restart: ${restart.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

/** True when the two configs run the same graph. */
export function changesGraph({ rebuild, remove, add }: ReloadPlan): boolean {
  return rebuild.length + remove.length + add.length > 0;
}

type ComponentSection = 'extensions' | 'exporters' | 'connectors' | 'receivers';

/** In the order of starting; what stands in front of a dependent part is compared first. */
const SECTIONS: readonly (readonly [kind: string, section: ComponentSection])[] = [
  ['extension', 'extensions'],
  ['exporter', 'exporters'],
  ['connector', 'connectors'],
  ['receiver', 'receivers'],
];

class Comparison {
  readonly #old: CollectorConfig;
  readonly #new: CollectorConfig;
  readonly #broken: ReadonlySet<string>;
  readonly #keep: string[] = [];
  readonly #rebuild: RebuiltPart[] = [];
  readonly #remove: string[] = [];
  readonly #add: string[] = [];
  /** Parts that a neighbour cannot go on with: made anew, added or gone. */
  readonly #changed: Set<string> = new Set();

  constructor(oldConfig: CollectorConfig, newConfig: CollectorConfig, broken: ReadonlySet<string>) {
    this.#old = oldConfig;
    this.#new = newConfig;
    this.#broken = broken;
  }

  run(): ReloadPlan {
    const before = plan(this.#old);
    const after = plan(this.#new);
    for (const [kind, section] of SECTIONS) {
      for (const id of after[section]) this.#part(`${kind}/${id}`, before[section].includes(id), () => this.#component(section, id));
      this.#gone(kind, before[section], after[section]);
    }
    const oldPipelines = new Map(before.pipelines.map((pipeline) => [pipeline.id, pipeline]));
    for (const pipeline of after.pipelines) {
      const old = oldPipelines.get(pipeline.id);
      this.#part(`pipeline/${pipeline.id}`, old !== undefined, () => this.#pipeline(old!, pipeline));
    }
    this.#gone('pipeline', [...oldPipelines.keys()], idsOf(after));
    const restart = this.#onlyAfterRestart();
    return { keep: this.#keep, rebuild: this.#rebuild, remove: this.#remove, add: this.#add, restart };
  }

  #part(part: string, known: boolean, why: () => string | undefined): void {
    if (!known) this.#add.push(part);
    const because = !known ? undefined : this.#broken.has(part) ? 'it does not run' : why();
    if (because !== undefined) this.#rebuild.push({ part, because });
    if (known && because === undefined) this.#keep.push(part);
    else this.#changed.add(part);
  }

  #gone(kind: string, before: readonly string[], after: readonly string[]): void {
    for (const id of before) {
      if (after.includes(id)) continue;
      this.#remove.push(`${kind}/${id}`);
      this.#changed.add(`${kind}/${id}`);
    }
  }

  /** Why a component cannot go on as it is, if so. */
  #component(section: ComponentSection | 'processors', id: string): string | undefined {
    const component = this.#new[section].get(id)!;
    if (!sameComponent(this.#old[section].get(id), component)) return SETTINGS;
    const neighbour = extensionsOf(component).find((extension) => this.#changed.has(`extension/${extension}`));
    return neighbour === undefined ? undefined : `extension/${neighbour} changed`;
  }

  /** Why a pipeline cannot go on as it is, if so. Its receivers do not matter: they are turned over to it. */
  #pipeline(before: PlannedPipeline, after: PlannedPipeline): string | undefined {
    if (!isDeepStrictEqual(processorsOf(before), processorsOf(after))) return 'its processors changed';
    if (!isDeepStrictEqual(endsOf(before), endsOf(after))) return 'its exporters changed';
    for (const id of processorsOf(after)) {
      const because = this.#component('processors', id);
      if (because !== undefined) return `processor ${id}: ${because}`;
    }
    const connector = endsOf(after).find((id) => this.#changed.has(`connector/${id}`));
    return connector === undefined ? undefined : `connector/${connector} changed`;
  }

  #onlyAfterRestart(): string[] {
    const { metrics: oldMetrics, logs: oldLogs } = this.#old.service.telemetry;
    const { metrics, logs } = this.#new.service.telemetry;
    const settings: string[] = [];
    if (!isDeepStrictEqual(oldMetrics, metrics)) settings.push('service.telemetry.metrics');
    if (!isDeepStrictEqual(oldLogs, logs)) settings.push('service.telemetry.logs');
    return settings;
  }
}

function idsOf({ pipelines }: Plan): string[] {
  return pipelines.map(({ id }) => id);
}

function processorsOf({ steps }: PlannedPipeline): string[] {
  return steps.flatMap((step) => (step.kind === 'walk' ? step.processors : [step.processor]));
}

/** Exporters and connectors at the end, those that look on included. */
function endsOf({ sinks, steps }: PlannedPipeline): string[] {
  return [...sinks, ...steps.flatMap((step) => (step.kind === 'walk' ? step.observers : []))];
}

/** Whether both would be made in the same way. */
export function sameComponent(before: ComponentConfig | undefined, after: ComponentConfig): boolean {
  return before !== undefined && before.descriptor === after.descriptor && isDeepStrictEqual(before.config, after.config);
}

/** Extensions that a component's config names (`auth.authenticator`, `sending_queue.storage`). */
export function extensionsOf({ descriptor, config }: ComponentConfig): string[] {
  const ids: string[] = [];
  walkAnnotations(descriptor.config, config, ({ schema, value }) => {
    if (schema['x-extension'] === true && typeof value === 'string') ids.push(value);
  });
  return ids;
}
