import type { HealthReport, Host, Labels, Ledger, Logger, MetricSink } from '../../src/kernel/host.ts';
import { ManualClock } from './manual-clock.ts';

export { ManualClock, settle } from './manual-clock.ts';

/** One line of the fake log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A metric sink whose values a test reads back. Labels are matched as a subset; several matching series are added up. */
export class FakeMetrics implements MetricSink {
  readonly #series: Map<string, { name: string; labels: Labels; read: () => number }> = new Map();
  readonly observations: Map<string, number[]> = new Map();

  counter(name: string, labels: Labels = {}): { add(amount: number): void } {
    const cell = this.#cell(name, labels);
    return { add: (amount) => void (cell.value += amount) };
  }

  gauge(name: string, labels: Labels = {}): { set(value: number): void } {
    const cell = this.#cell(name, labels);
    return { set: (value) => void (cell.value = value) };
  }

  observe(name: string, labels: Labels, read: () => number): void {
    this.#series.set(keyOf(name, labels), { name, labels, read });
  }

  histogram(name: string, labels: Labels = {}): { observe(value: number): void } {
    const values = this.observations.get(name) ?? [];
    this.observations.set(name, values);
    const cell = this.#cell(`${name}_count`, labels);
    return {
      observe: (value) => {
        values.push(value);
        cell.value += 1;
      },
    };
  }

  /** The sum over series of `name` that carry `labels`, or undefined when there is none. */
  value(name: string, labels: Labels = {}): number | undefined {
    let total: number | undefined;
    for (const series of this.#series.values()) {
      if (series.name !== name) continue;
      if (Object.entries(labels).every(([key, value]) => series.labels[key] === value)) total = (total ?? 0) + series.read();
    }
    return total;
  }

  /** Names of all series, sorted. */
  names(): string[] {
    return [...new Set([...this.#series.values()].map((series) => series.name))].sort();
  }

  #cells: Map<string, { value: number }> = new Map();

  #cell(name: string, labels: Labels): { value: number } {
    const key = keyOf(name, labels);
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const cell = { value: 0 };
    this.#cells.set(key, cell);
    this.#series.set(key, { name, labels, read: () => cell.value });
    return cell;
  }
}

function keyOf(name: string, labels: Labels): string {
  return `${name}|${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

/** A ledger that a test reads. */
export class FakeLedger implements Ledger {
  receivedItems = 0;
  deliveredItems = 0;
  readonly droppedBy: Map<string, number> = new Map();
  readonly failedBy: Map<string, number> = new Map();

  received(items: number): void {
    this.receivedItems += items;
  }

  delivered(items: number): void {
    this.deliveredItems += items;
  }

  dropped(items: number, reason: string): void {
    this.droppedBy.set(reason, (this.droppedBy.get(reason) ?? 0) + items);
  }

  failed(items: number, reason: string): void {
    this.failedBy.set(reason, (this.failedBy.get(reason) ?? 0) + items);
  }

  get failedItems(): number {
    return [...this.failedBy.values()].reduce((sum, items) => sum + items, 0);
  }

  get droppedItems(): number {
    return [...this.droppedBy.values()].reduce((sum, items) => sum + items, 0);
  }
}

/** What a test may set; everything is optional. */
export interface FakeHostSettings {
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly clock?: ManualClock;
}

/** A host that stands still and remembers: manual clock, readable metrics, log, ledger and health. */
export interface FakeHost extends Host {
  readonly clock: ManualClock;
  readonly metrics: FakeMetrics;
  readonly ledger: FakeLedger;
  readonly logs: LogLine[];
  readonly reports: HealthReport[];
  /** The last report of this component. */
  lastHealth(): HealthReport | undefined;
  /** Makes `stopping()` true. */
  beginStop(): void;
}

/** Makes a fake host; nothing is shared between two. */
export function makeFakeHost(settings: FakeHostSettings = {}): FakeHost {
  const logs: LogLine[] = [];
  const reports: HealthReport[] = [];
  let stopping = false;
  const write =
    (level: LogLine['level']) =>
    (message: string, fields: Record<string, unknown> = {}): void =>
      void logs.push({ level, message, fields });
  const log: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  const id = settings.id ?? 'fake';
  return {
    id,
    clock: settings.clock ?? new ManualClock(),
    log,
    metrics: new FakeMetrics(),
    ledger: new FakeLedger(),
    logs,
    reports,
    env: (name) => settings.env?.[name],
    extension: (other) => settings.extensions?.[other],
    health: (report) => void reports.push(report),
    healthOf: () => new Map(reports.length === 0 ? [] : [[id, reports[reports.length - 1] as HealthReport]]),
    lastHealth: () => reports[reports.length - 1],
    beginStop: () => {
      stopping = true;
    },
    stopping: () => stopping,
  };
}
