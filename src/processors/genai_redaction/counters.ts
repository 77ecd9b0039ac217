import { ACTION_NAMES } from '../../genai/redaction/policy/policy.ts';
import type { Redactor } from '../../genai/redaction/redactor.ts';
import type { MetricSpec } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';

export const REDACTION_TELEMETRY: readonly MetricSpec[] = [
  { name: 'assay_redactions', kind: 'counter', help: 'Findings by entity and what was done with them.', labels: ['entity', 'action'] },
  {
    name: 'assay_redaction_failures',
    kind: 'counter',
    help: 'Values, items or policies that redaction failed on; values were treated by on_error.',
    labels: ['reason'],
  },
  { name: 'assay_redaction_values_scanned', kind: 'counter', help: 'Values looked at.', labels: [] },
  { name: 'assay_redaction_bytes_scanned', kind: 'counter', help: 'Bytes of the values looked at.', labels: [] },
  { name: 'assay_redaction_policy_reloads', kind: 'counter', help: 'Reloads of the policy or key file by result.', labels: ['result'] },
];

const FAILURE_REASONS = ['value', 'item', 'policy'] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Own metrics. The redactor counts in its own arrays; differences are handed on after each item with findings, and at the end. */
export class RedactionCounters {
  readonly #host: Host;
  readonly #failures = new Map<FailureReason, Counter>();
  readonly #values: Counter;
  readonly #bytes: Counter;
  readonly #reloads: Readonly<Record<'success' | 'failure', Counter>>;
  /** By place in the redactor's totals, and by name, which outlives a redactor. */
  #places: (Counter | undefined)[] = [];
  readonly #found = new Map<string, Counter>();
  #redactor: Redactor;
  #seen: Float64Array;
  #seenFailures = 0;
  #seenValues = 0;
  #seenBytes = 0;

  constructor(host: Host, redactor: Redactor) {
    this.#host = host;
    for (const reason of FAILURE_REASONS) this.#failures.set(reason, host.metrics.counter('assay_redaction_failures', { reason }));
    this.#values = host.metrics.counter('assay_redaction_values_scanned');
    this.#bytes = host.metrics.counter('assay_redaction_bytes_scanned');
    this.#reloads = {
      success: host.metrics.counter('assay_redaction_policy_reloads', { result: 'success' }),
      failure: host.metrics.counter('assay_redaction_policy_reloads', { result: 'failure' }),
    };
    this.#redactor = redactor;
    this.#seen = new Float64Array(redactor.totals.length);
  }

  /** Goes on with another redactor, after what the old one counted was handed on. */
  follow(redactor: Redactor): void {
    this.flush();
    this.#redactor = redactor;
    this.#places = [];
    this.#seen = new Float64Array(redactor.totals.length);
    this.#seenFailures = 0;
    this.#seenValues = 0;
    this.#seenBytes = 0;
  }

  failed(reason: FailureReason): void {
    this.#failures.get(reason)!.add(1);
  }

  reloaded(result: 'success' | 'failure'): void {
    this.#reloads[result].add(1);
  }

  flush(): void {
    const { totals, touched } = this.#redactor;
    for (const place of touched) {
      this.#counter(Math.floor(place / ACTION_NAMES.length), place % ACTION_NAMES.length).add(totals[place]! - this.#seen[place]!);
      this.#seen[place] = totals[place]!;
    }
    touched.clear();
    const { failures, valuesScanned, bytesScanned } = this.#redactor;
    if (failures > this.#seenFailures) this.#failures.get('value')!.add(failures - this.#seenFailures);
    this.#seenFailures = failures;
    this.#values.add(valuesScanned - this.#seenValues);
    this.#seenValues = valuesScanned;
    this.#bytes.add(bytesScanned - this.#seenBytes);
    this.#seenBytes = bytesScanned;
  }

  #counter(entity: number, action: number): Counter {
    const place = entity * ACTION_NAMES.length + action;
    const known = this.#places[place];
    if (known !== undefined) return known;
    const name = this.#redactor.entityName(entity);
    const id = `${name} ${action}`;
    let counter = this.#found.get(id);
    if (counter === undefined) {
      counter = this.#host.metrics.counter('assay_redactions', { entity: name, action: ACTION_NAMES[action]! });
      this.#found.set(id, counter);
    }
    this.#places[place] = counter;
    return counter;
  }
}
