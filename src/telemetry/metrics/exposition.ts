import type { Registry } from 'prom-client';

/** The two text formats of Prometheus. */
export type ExpositionFormat = 'classic' | 'openmetrics';

export const CONTENT_TYPE: Readonly<Record<ExpositionFormat, string>> = {
  classic: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

interface Value {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly metricName?: string;
}

/** A metric as prom-client hands it over; its published type calls `type` a number, at run time it is the word. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: unknown;
  readonly values: readonly Value[];
}

/**
 * The whole registry as text. Own renderer instead of prom-client's `metrics()`: that one cuts `_total` off the names of
 * the registry itself when asked for OpenMetrics, so that the next classic scrape shows other names, and writes `Nan`.
 * A counter without `_total` is illegal in OpenMetrics; there it gets the type `unknown`, so that the series keeps one
 * name whichever format Prometheus negotiates. Families without samples are left out.
 */
export async function expose(registry: Registry, format: ExpositionFormat): Promise<string> {
  const metrics = (await registry.getMetricsAsJSON()) as unknown as readonly Metric[];
  const blocks: string[] = [];
  for (const metric of metrics) if (metric.values.length > 0) blocks.push(format === 'classic' ? classic(metric) : openMetrics(metric));
  return format === 'classic' ? blocks.join('') : `${blocks.join('')}# EOF\n`;
}

function classic(metric: Metric): string {
  let text = `# HELP ${metric.name} ${escapeHelp(metric.help)}\n# TYPE ${metric.name} ${String(metric.type)}\n`;
  for (const value of metric.values) {
    text += `${value.metricName ?? metric.name}${formatLabels(value.labels, false)} ${formatNumber(value.value)}\n`;
  }
  return text;
}

function openMetrics(metric: Metric): string {
  const counter = metric.type === 'counter';
  const total = counter && metric.name.endsWith('_total');
  const family = total ? metric.name.slice(0, -'_total'.length) : metric.name;
  const isInfo = metric.name === 'target_info';
  const name = isInfo ? 'target' : family;
  const type = isInfo ? 'info' : counter && !total ? 'unknown' : String(metric.type);
  let text = `# TYPE ${name} ${type}\n# HELP ${name} ${escapeHelp(metric.help).replaceAll('"', '\\"')}\n`;
  for (const value of metric.values) {
    text += `${value.metricName ?? metric.name}${formatLabels(value.labels, true)} ${formatNumber(value.value)}\n`;
  }
  return text;
}

function formatLabels(labels: Value['labels'], canonicalBounds: boolean): string {
  let text = '';
  for (const [name, value] of Object.entries(labels)) {
    if (value === undefined) continue;
    const shown = canonicalBounds && (name === 'le' || name === 'quantile') ? canonicalFloat(String(value)) : String(value);
    text += `${text === '' ? '{' : ','}${name}="${escapeLabel(shown)}"`;
  }
  return text === '' ? '' : `${text}}`;
}

/** OpenMetrics 1.0 section "Considerations: Canonical Numbers": bounds are floats with a decimal point. */
function canonicalFloat(text: string): string {
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** The format that a scraper prefers by its Accept header (q values count; classic when in doubt). */
export function negotiate(accept: string | undefined): ExpositionFormat {
  let openMetricsWeight = 0;
  let classicWeight = 0;
  for (const part of (accept ?? '').split(',', 32)) {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2)) || 0;
    if (type === 'application/openmetrics-text') openMetricsWeight = Math.max(openMetricsWeight, weight);
    if (type === 'text/plain') classicWeight = Math.max(classicWeight, weight);
  }
  return openMetricsWeight > 0 && openMetricsWeight >= classicWeight ? 'openmetrics' : 'classic';
}
