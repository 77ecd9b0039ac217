import type { ContextLabels } from './context-labels.ts';
import { join } from './labels.ts';

/** Targets shown; a bound that no correct setup reaches. */
const MAX_TARGETS = 2000;

interface Target {
  readonly labels: string;
  readonly resourceId: number;
  seenMs: number;
}

/** `target_info`: one series per job and instance with the other resource attributes, for joins (OTel Prometheus compatibility). */
export class Targets {
  readonly #expirationMs: number;
  readonly #byIdentity: Map<string, Target> = new Map();

  constructor(expirationMs: number) {
    this.#expirationMs = expirationMs;
  }

  see(resource: ContextLabels, nowMs: number): void {
    const { target } = resource;
    if (target === undefined) return;
    const identity = `${target.get('job') ?? ''}\n${target.get('instance') ?? ''}`;
    const known = this.#byIdentity.get(identity);
    if (known?.resourceId === resource.id) {
      known.seenMs = nowMs;
      return;
    }
    if (known === undefined && this.#byIdentity.size >= MAX_TARGETS) return;
    const labels = join(target);
    if (labels !== undefined) this.#byIdentity.set(identity, { labels, resourceId: resource.id, seenMs: nowMs });
  }

  expire(nowMs: number): void {
    for (const [identity, target] of this.#byIdentity) if (target.seenMs < nowMs - this.#expirationMs) this.#byIdentity.delete(identity);
  }

  /** Label text of each. */
  labels(): string[] {
    return [...this.#byIdentity.values()].map((target) => target.labels);
  }
}
