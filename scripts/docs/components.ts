import type { AnyDescriptor, MetricSpec } from '../../src/kernel/component.ts';
import { code, fill, firstSentence, table } from './markdown.ts';
import { type Generated, readIfThere } from './generated.ts';
import { optionTable } from './options.ts';

/** Where a component's README lies. */
export function readmePath({ kind, type }: Pick<AnyDescriptor, 'kind' | 'type'>): string {
  return `src/${kind}s/${type}/README.md`;
}

/** A component's README with its option and metrics tables in step. Throws when there is none. */
export function componentReadme(descriptor: AnyDescriptor): Generated {
  const path = readmePath(descriptor);
  const text = readIfThere(path);
  if (text === undefined) throw new Error(`${path} is missing`);
  try {
    const withOptions = fill(text, 'options', optionTable(descriptor.config));
    return { path, text: fill(withOptions, 'metrics', metricsTable(descriptor.telemetry)) };
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

function metricsTable(metrics: readonly MetricSpec[]): string {
  if (metrics.length === 0) return 'None.';
  return table(
    ['metric', 'kind', 'labels', 'meaning'],
    metrics.map((metric) => [code(exposedName(metric)), metric.kind, metric.labels.map(code).join(', '), metric.help]),
  );
}

/** As src/telemetry/metrics/own-metrics.ts exposes it: counters of ours end in `_total`, the Collector's are as it has them. */
function exposedName({ name, kind }: MetricSpec): string {
  return kind === 'counter' && !name.startsWith('otelcol_') ? `${name}_total` : name;
}

/** The component table of the main README: what each is for is the first sentence of its own README. */
export function componentTable(descriptors: readonly AnyDescriptor[]): string {
  const rows = descriptors.map((descriptor) => {
    const path = readmePath(descriptor);
    const signals = Object.entries(descriptor.stability).map(([signal, level]) => (signal === 'extension' ? level : `${signal} ${level}`));
    return [descriptor.kind, `[${descriptor.type}](${path})`, firstSentence(readIfThere(path) ?? ''), signals.join(', ')];
  });
  return table(['kind', 'id', 'what it does', 'stability'], rows);
}
