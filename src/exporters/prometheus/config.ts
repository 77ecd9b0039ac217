import { duration, flag, integer, list, listenEndpoint, map, object, text } from '../../config/schema-kit.ts';
import { durationMs } from '../../config/units.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { labelName } from './names.ts';

/** The user's config after defaults. */
export interface Config {
  readonly endpoint: string;
  readonly namespace: string;
  readonly const_labels: Readonly<Record<string, string>>;
  readonly send_timestamps: boolean;
  readonly metric_expiration: string;
  readonly enable_open_metrics: boolean;
  readonly resource_constant_labels: { readonly included: readonly string[]; readonly excluded: readonly string[] };
  readonly without_scope_info: boolean;
  readonly series_limit: number;
}

const WILDCARD = text(undefined, 'A resource attribute key; * and ? are wildcards.');

export const SCHEMA: JsonSchema = object({
  endpoint: listenEndpoint('localhost:9464', 'Address to be scraped at, path /metrics.'),
  namespace: text('', 'Prefix of every metric name.'),
  const_labels: map(text(undefined, 'Value of the label.'), 'Labels of every series.'),
  send_timestamps: flag(false, 'Samples carry the time of their points.'),
  metric_expiration: duration('5m', 'A series that was not updated for so long leaves the page.'),
  enable_open_metrics: flag(true, 'Scrapers that ask for OpenMetrics get it; only there are exemplars.'),
  resource_constant_labels: object(
    {
      included: list(WILDCARD, 'Resource attributes that become labels of every series.'),
      excluded: list(WILDCARD, 'Exceptions from included; alone it includes everything else.'),
    },
    { description: 'Resource attributes as labels, beside job and instance.' },
  ),
  without_scope_info: flag(false, 'Leaves out otel_scope_name and the other labels of the instrumentation scope.'),
  series_limit: integer({ min: 1, max: 10_000_000 }, 50_000, 'Series held at most; new ones beyond are refused and counted.'),
});

/** Labels that collide, an expiration of nothing. */
export function check(config: Config): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = new Map<string, string>();
  for (const key of Object.keys(config.const_labels)) {
    const name = labelName(key);
    const before = names.get(name);
    if (before !== undefined) {
      problems.push({
        path: ['const_labels', key],
        code: 'ASSAY_PROMETHEUS_LABEL_TAKEN',
        message: `${key} and ${before} are both the label ${name} in Prometheus`,
      });
    }
    names.set(name, key);
  }
  if (durationMs(config.metric_expiration) === 0) {
    problems.push({ path: ['metric_expiration'], code: 'ASSAY_PROMETHEUS_EXPIRATION', message: 'metric_expiration must be above 0' });
  }
  return problems;
}
