import type { ExporterSlot } from '../kernel/exporter-slot.ts';
import type { Graph } from '../kernel/graph.ts';
import type { Exporter } from '../kernel/component.ts';
import { formatLedgers, type LedgerSnapshot } from '../telemetry/ledger.ts';

/** What an exporter held at the end, in items. */
export interface ExporterRest {
  readonly exporter: string;
  /** Neither delivered nor kept. */
  readonly lost: number;
  /** On disk for the next start, of this run and of earlier ones. */
  readonly kept: number;
}

/** How a stop went. `lost` counts items that were accepted and could be neither delivered nor kept on disk. */
export interface StopReport {
  readonly ledgers: readonly LedgerSnapshot[];
  /** Components that did not stop within the deadline. */
  readonly late: readonly string[];
  readonly exporters: readonly ExporterRest[];
  readonly lost: number;
}

/** What is left of one exporter after its shutdown. */
export function restOf(id: string, exporter: Exporter, { ledger }: ExporterSlot): ExporterRest {
  const kept = exporter.kept?.() ?? 0;
  return { exporter: id, kept, lost: ledger.leftAtEnd + Math.max(0, ledger.outstanding - kept) };
}

/** What is left of all exporters of a graph after its stop. */
export function restsOf(graph: Graph): ExporterRest[] {
  return [...graph.exporters.values()].map(({ id, instance }) => restOf(id, instance, graph.slots.get(id)!));
}

/** In flight at the end is lost, except what exporters keep on disk. Items that vanished in front of exporters count too. */
export function stopReport(ledgers: readonly LedgerSnapshot[], late: readonly string[], exporters: readonly ExporterRest[]): StopReport {
  let lost = 0;
  for (const { inFlight, failed } of ledgers) lost += inFlight + (failed.get('shutdown') ?? 0);
  let named = 0;
  let kept = 0;
  for (const rest of exporters) {
    named += rest.lost;
    kept += rest.kept;
  }
  return { ledgers, late, exporters, lost: Math.max(named, lost - kept) };
}

/** The last line of a collector's life. */
export function finalLine(report: StopReport): string {
  const { exporters, lost } = report;
  const kept = exporters.filter((rest) => rest.kept > 0).map((rest) => `${rest.exporter} ${rest.kept}`);
  const left = exporters.filter((rest) => rest.lost > 0).map((rest) => `${rest.exporter} ${rest.lost}`);
  // What matters stands in front: a log line has a bound, and a graph may have many pipelines.
  return [
    'stopped',
    ...(lost > 0 ? [`NOT DELIVERED: ${lost} items${left.length > 0 ? ` (${left.join(', ')})` : ''}`] : []),
    ...(kept.length > 0 ? [`on disk for the next start: ${kept.join(', ')} items`] : []),
    formatLedgers(report.ledgers),
  ].join('; ');
}
