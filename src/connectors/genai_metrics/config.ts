import { duration, flag, integer, list, map, object, oneOf, text } from '../../config/schema-kit.ts';
import { durationMs } from '../../config/units.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { type BucketSet, COMMON_LABELS, COUNTERS, DEFAULT_BOUNDS, HISTOGRAMS, OVERFLOW_LABEL } from './instruments.data.ts';

/** An attribute as an extra label. Without `from` the span is asked first, then the resource. */
export interface DimensionConfig {
  readonly key: string;
  readonly name?: string;
  readonly default?: string;
  readonly from?: 'span' | 'resource';
}

/** The user's config with defaults filled in. */
export interface Config {
  readonly dimensions: readonly DimensionConfig[];
  readonly semconv: 'current' | 'v1.41' | 'both';
  readonly histograms: Readonly<Partial<Record<BucketSet, readonly number[]>>>;
  readonly exemplars: { readonly enabled: boolean };
  readonly metrics_flush_interval: string;
  readonly aggregation_cardinality_limit: number;
  readonly resource_attributes: Readonly<Record<string, string>>;
}

const bounds = (set: BucketSet, description: string): JsonSchema => ({
  type: 'array',
  items: { type: 'number' },
  minItems: 1,
  maxItems: 100,
  default: DEFAULT_BOUNDS[set],
  description,
});

export const SCHEMA: JsonSchema = object({
  dimensions: list(
    object(
      {
        key: { ...text(undefined, 'Attribute key.'), minLength: 1 },
        name: { ...text(undefined, 'Label name; the key when absent.'), minLength: 1 },
        default: text(undefined, 'Value of spans that lack the attribute; without it the label is left out.'),
        from: oneOf(['span', 'resource'], undefined, 'Where to look; span first, then resource, when absent.'),
      },
      { required: ['key'] },
    ),
    'Extra attributes as labels of every metric: prompt version, feature, user tier.',
    { maxItems: 32 },
  ),
  semconv: oneOf(
    ['current', 'v1.41', 'both'],
    'current',
    'Which generation of the gen_ai.client metrics is written; the assay metrics are always written.',
  ),
  histograms: object(
    {
      cost_usd: bounds('cost_usd', 'Bucket bounds of assay.request.cost.usd, in US dollars.'),
      duration: bounds('duration', 'Bucket bounds of call and tool durations, in seconds.'),
      agent_duration: bounds('agent_duration', 'Bucket bounds of gen_ai.invoke_agent.duration, in seconds.'),
      tokens: bounds('tokens', 'Bucket bounds of tokens per call.'),
    },
    { description: 'Upper bounds of the buckets, ascending; those of the semantic conventions by default.' },
  ),
  exemplars: object({ enabled: flag(true, 'Histogram points carry the trace and span id of the newest call per bucket.') }),
  metrics_flush_interval: duration('15s', 'How often all series are sent to the metrics pipelines.'),
  aggregation_cardinality_limit: integer(
    { min: 1, max: 1_000_000 },
    2000,
    'Label sets per metric; what is new beyond that goes to one series with otel.metric.overflow="true".',
  ),
  resource_attributes: map(
    text(),
    'Resource attributes of the metrics; set service.instance.id when several collectors push to one backend.',
  ),
});

/** Bounds that do not ascend, label names used twice, an interval of nothing. */
export function check(config: Config): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [set, values] of Object.entries(config.histograms)) {
    const at = values.findIndex((value, i) => i > 0 && value <= values[i - 1]!);
    if (at === -1) continue;
    problems.push({
      path: ['histograms', set, at],
      code: 'ASSAY_METRICS_BOUNDS',
      message: `bucket bounds must ascend, and ${values[at]} does not follow ${values[at - 1]}`,
    });
  }
  const taken = new Set(reservedLabels());
  config.dimensions.forEach((dimension, i) => {
    const name = dimension.name ?? dimension.key;
    if (taken.has(name)) {
      problems.push({
        path: ['dimensions', i, dimension.name === undefined ? 'key' : 'name'],
        code: 'ASSAY_METRICS_LABEL_TAKEN',
        message: `the label ${name} is there already`,
        hint: 'give the dimension another name',
      });
    }
    taken.add(name);
  });
  if (durationMs(config.metrics_flush_interval) === 0) {
    problems.push({ path: ['metrics_flush_interval'], code: 'ASSAY_METRICS_INTERVAL', message: 'metrics_flush_interval must be above 0' });
  }
  return problems;
}

function reservedLabels(): string[] {
  const labels = [...COMMON_LABELS, OVERFLOW_LABEL];
  for (const row of [...Object.values(COUNTERS), ...Object.values(HISTOGRAMS)]) {
    if (row.fixed !== undefined) labels.push(row.fixed.label);
    labels.push(...(row.free ?? []));
  }
  return labels;
}
