import type { FamilyNames, FamilyType } from './names.ts';
import type { Series } from './series.ts';

/** All series of one Prometheus metric. It belongs to one OTLP name: another that translates to the same is refused. */
export interface Family {
  readonly names: FamilyNames;
  readonly type: FamilyType;
  /** The OTLP metric name. */
  readonly source: string;
  readonly help: string;
  /** By label text. */
  readonly series: Map<string, Series>;
}

/** Every name that a family takes in an exposition, in either format. */
function namesTaken(names: FamilyNames, type: FamilyType): readonly string[] {
  return type === 'counter' ? [names.base, names.sample] : SUFFIXES[type].map((suffix) => names.base + suffix);
}

const SUFFIXES: Readonly<Record<Exclude<FamilyType, 'counter'>, readonly string[]>> = {
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** The families by name. No two share a sample name, or the page would hold one series twice. */
export class Families {
  readonly #bySource: Map<string, Family> = new Map();
  readonly #taken: Map<string, Family> = new Map();

  /** In the order in which they came. */
  values(): Iterable<Family> {
    return this.#bySource.values();
  }

  /** The family of an OTLP metric, made when new; undefined when its names belong to another one. */
  get(source: string, names: FamilyNames, type: FamilyType, help: string): Family | undefined {
    const key = `${names.sample}\n${source}\n${type}`;
    const known = this.#bySource.get(key);
    if (known !== undefined) return known;
    const taken = namesTaken(names, type);
    if (taken.some((name) => this.#taken.has(name))) return undefined;
    const family: Family = { names, type, source, help, series: new Map() };
    this.#bySource.set(key, family);
    for (const name of taken) this.#taken.set(name, family);
    return family;
  }

  /** Forgets families without series, so that their names are free again. */
  prune(): void {
    for (const [key, family] of this.#bySource) {
      if (family.series.size > 0) continue;
      this.#bySource.delete(key);
      for (const name of namesTaken(family.names, family.type)) this.#taken.delete(name);
    }
  }
}
