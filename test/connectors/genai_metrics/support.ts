import { ACCEPTED, type Outcome } from '../../../src/kernel/outcome.ts';
import type { Consumer } from '../../../src/kernel/consumer.ts';
import type { WalkContext } from '../../../src/kernel/stage.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import type { Connector } from '../../../src/kernel/component.ts';
import { plain } from '../../support/oracle.ts';
import { PlainCallReader } from '../../support/plain-call-reader.ts';

export const CONTEXT: WalkContext = { calls: new PlainCallReader(), pipeline: 'traces/test' };

/** Sends a batch through the connector's stage as a walk does. */
export function look(connector: Connector, batch: Batch): void {
  const stage = connector.stages?.span;
  if (stage === undefined) throw new Error('the connector has no span stage');
  const walked = new SpanWalk().run(batch, { item: (view) => stage.span(view, view, CONTEXT) === 0 });
  if (walked.batch !== batch) throw new Error('the connector changed the batch');
}

/** A consumer that keeps what it gets. */
export class Sink implements Consumer {
  readonly batches: Batch[] = [];
  outcome: Outcome = ACCEPTED;

  consume(batch: Batch): Outcome {
    this.batches.push(batch);
    return this.outcome;
  }
}

interface Point {
  readonly attributes?: readonly { key: string; value: { stringValue?: string; boolValue?: boolean } }[];
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
  readonly exemplars?: readonly { traceId: string; spanId: string; asDouble: number }[];
  readonly startTimeUnixNano?: string;
  readonly timeUnixNano?: string;
}

export interface Read {
  readonly name: string;
  readonly unit: string;
  readonly cumulative: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly point: Point;
}

/** All points of a metrics batch as protobufjs reads them. */
export function readPoints(batch: Batch): Read[] {
  const decoded = plain('metrics', batch.bytes) as {
    resourceMetrics: { scopeMetrics: { metrics: Record<string, unknown>[] }[] }[];
  };
  const reads: Read[] = [];
  for (const metric of decoded.resourceMetrics.flatMap((r) => r.scopeMetrics).flatMap((s) => s.metrics)) {
    const data = (metric['sum'] ?? metric['histogram']) as { dataPoints: Point[]; aggregationTemporality: number };
    for (const point of data.dataPoints) {
      reads.push({
        name: String(metric['name']),
        unit: String(metric['unit']),
        cumulative: data.aggregationTemporality === 2,
        labels: Object.fromEntries((point.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? String(value.boolValue)])),
        value: point.count === undefined ? Number(point.asInt ?? point.asDouble) : Number(point.count),
        point,
      });
    }
  }
  return reads;
}

/** The points of one metric whose labels include `labels`. */
export function pick(reads: readonly Read[], name: string, labels: Readonly<Record<string, string>> = {}): Read[] {
  return reads.filter((read) => read.name === name && Object.entries(labels).every(([key, value]) => read.labels[key] === value));
}
