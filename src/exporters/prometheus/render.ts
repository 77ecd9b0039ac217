import type { Family } from './family.ts';
import type { Exemplar, HistogramSeries, NumberSeries, Series, SummarySeries } from './series.ts';
import { escapeHelpClassic, escapeHelpOpen, formatBound, formatNumber } from './text.ts';

/** How a page is written. */
export interface PageFormat {
  readonly open: boolean;
  readonly sendTimestamps: boolean;
}

/** Characters after which a piece of a page is handed on, so that a large page is never one string. */
const PIECE_CHARS = 64 * 1024;

/**
 * The page in pieces: target_info first, then the families. Classic text 0.0.4 or OpenMetrics 1.0: they differ in the name of
 * counters' families, in HELP escapes, in bounds, in timestamps' units, in exemplars (only OpenMetrics) and in the end mark.
 */
export function* renderPage(
  families: Iterable<Family>,
  targets: readonly string[],
  namespace: string,
  format: PageFormat,
): Generator<string> {
  let piece = targets.length === 0 ? '' : targetInfo(targets, namespace, format);
  for (const family of families) {
    if (family.series.size === 0) continue;
    piece += header(family, format);
    for (const series of family.series.values()) {
      piece += samples(family, series, format);
      if (piece.length < PIECE_CHARS) continue;
      yield piece;
      piece = '';
    }
  }
  if (format.open) piece += '# EOF\n';
  if (piece !== '') yield piece;
}

function header(family: Family, format: PageFormat): string {
  const { names, type, help } = family;
  if (!format.open) return `# HELP ${names.sample} ${escapeHelpClassic(help)}\n# TYPE ${names.sample} ${type}\n`;
  const unit = names.unit === '' ? '' : `# UNIT ${names.base} ${names.unit}\n`;
  return `# TYPE ${names.base} ${type}\n${unit}# HELP ${names.base} ${escapeHelpOpen(help)}\n`;
}

function samples(family: Family, series: Series, format: PageFormat): string {
  const time = timestamp(series, format);
  if (family.type === 'histogram') return histogram(family.names.base, series as HistogramSeries, time, format);
  if (family.type === 'summary') return summary(family.names.base, series as SummarySeries, time, format);
  const number = series as NumberSeries;
  const exemplar = family.type === 'counter' ? exemplarText(number.exemplar, format) : '';
  return `${family.names.sample}${braces(series.labels)} ${formatNumber(number.value)}${time}${exemplar}\n`;
}

function histogram(name: string, series: HistogramSeries, time: string, format: PageFormat): string {
  const { labels, bounds, counts } = series;
  const prefix = labels === '' ? `${name}_bucket{le="` : `${name}_bucket{${labels},le="`;
  let text = '';
  let cumulated = 0;
  for (let i = 0; i < counts.length; i++) {
    cumulated += counts[i]!;
    const bound = i < bounds.length ? formatBound(bounds[i]!, format.open) : '+Inf';
    // A histogram that says it has an infinite bound has its last bucket twice; the second says the same.
    if (i < bounds.length && bound === '+Inf') continue;
    text += `${prefix}${bound}"} ${cumulated}${time}${exemplarText(series.exemplars[i], format)}\n`;
  }
  if (!Number.isNaN(series.sum) || !format.open) text += `${name}_sum${braces(labels)} ${formatNumber(series.sum)}${time}\n`;
  // The buckets are the truth: a count that disagrees would make the page invalid.
  return `${text}${name}_count${braces(labels)} ${cumulated}${time}\n`;
}

function summary(name: string, series: SummarySeries, time: string, format: PageFormat): string {
  const { labels, quantiles, values } = series;
  const prefix = labels === '' ? `${name}{quantile="` : `${name}{${labels},quantile="`;
  let text = '';
  for (let i = 0; i < quantiles.length; i++)
    text += `${prefix}${formatBound(quantiles[i]!, format.open)}"} ${formatNumber(values[i]!)}${time}\n`;
  return `${text}${name}_sum${braces(labels)} ${formatNumber(series.sum)}${time}\n${name}_count${braces(labels)} ${series.count}${time}\n`;
}

function targetInfo(targets: readonly string[], namespace: string, format: PageFormat): string {
  const base = namespace === '' ? 'target' : `${namespace}_target`;
  const head = format.open
    ? `# TYPE ${base} info\n# HELP ${base} Target metadata\n`
    : `# HELP ${base}_info Target metadata\n# TYPE ${base}_info gauge\n`;
  return head + targets.map((labels) => `${base}_info${braces(labels)} 1\n`).join('');
}

function braces(labels: string): string {
  return labels === '' ? '' : `{${labels}}`;
}

/** Milliseconds in classic text, seconds in OpenMetrics. */
function timestamp(series: Series, format: PageFormat): string {
  if (!format.sendTimestamps || series.timeNs === 0) return '';
  const ms = Math.round(series.timeNs / 1e6);
  return format.open ? ` ${ms / 1000}` : ` ${ms}`;
}

/** OpenMetrics 1.0 "Exemplars": labels of at most 128 characters, value, time in seconds. */
function exemplarText(exemplar: Exemplar | undefined, format: PageFormat): string {
  if (!format.open || exemplar === undefined) return '';
  const trace = exemplar.traceId === '' ? '' : `trace_id="${exemplar.traceId}"`;
  const span = exemplar.spanId === '' ? '' : `span_id="${exemplar.spanId}"`;
  const labels = trace === '' || span === '' ? trace + span : `${trace},${span}`;
  const time = exemplar.timeMs === 0 ? '' : ` ${exemplar.timeMs / 1000}`;
  return ` # {${labels}} ${formatNumber(exemplar.value)}${time}`;
}
