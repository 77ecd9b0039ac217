import { buildTraces } from '../../../src/otlp/build/traces.ts';
import type { OtlpSink } from '../../support/otlp-sink.ts';

/** A request with `count` spans whose ids are the numbers from `first` on. */
export function numberedSpans(first: number, count: number): Uint8Array {
  const spans = Array.from({ length: count }, (_, i) => ({
    traceId: (first + i).toString(16).padStart(32, '1'),
    spanId: idOf(first + i),
    name: 'numbered',
    startNs: 1_764_000_000_000_000_000n,
    endNs: 1_764_000_000_100_000_000n,
  }));
  return buildTraces([{ resource: { 'service.name': 'numbered' }, spans }]).bytes;
}

export function idOf(number: number): string {
  return (number + 1).toString(16).padStart(16, '0');
}

/** How often each span arrived at the sinks together, by span id. */
export function arrivals(...sinks: readonly OtlpSink[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sink of sinks) {
    for (const { span } of sink.spans()) counts.set(span.spanId, (counts.get(span.spanId) ?? 0) + 1);
  }
  return counts;
}
