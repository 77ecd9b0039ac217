import type { HealthReport } from '../kernel/host.ts';

/** The last report of every component, by `kind/id`; health_check reads it, components write it through their host. */
export class HealthBoard {
  readonly #reports: Map<string, HealthReport> = new Map();

  report(id: string, report: HealthReport): void {
    this.#reports.set(id, report);
  }

  /** Takes a component's report away, unless another instance has reported under the same id since. */
  forget(id: string, last: HealthReport | undefined): void {
    if (this.#reports.get(id) === last) this.#reports.delete(id);
  }

  all(): ReadonlyMap<string, HealthReport> {
    return this.#reports;
  }
}
