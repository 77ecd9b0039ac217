import type { Batch } from '../otlp/batch.ts';
import type { LogView } from '../otlp/views/log.ts';
import type { SpanView } from '../otlp/views/span.ts';
import type { GenAiCall } from './call.ts';
import type { DialectSettings } from './dialect.ts';
import { DialectCallReader } from './reader/dialect-call-reader.ts';
import type { Fetcher } from './reader/fetcher.ts';
import type { Plan } from './reader/plans.ts';
import type { Shape } from './reader/shape.ts';
import type { RawUsage } from './usage-rules/raw-usage.ts';

/** Reads the LLM call of the item a walk stands on: decoded at most once, shared by all stages (docs/architecture.md, sentence 4). */
export interface CallReader {
  /** The call of this span, or undefined when it is no LLM span. Valid until the next span is read. */
  read(span: SpanView): GenAiCall | undefined;
  /** The call of this log record, for emitters whose records are their calls. */
  readLog(record: LogView): GenAiCall | undefined;
  /**
   * Looks through a batch before it is walked, to find spans that tell of the same call. Costs little when one scope made
   * all spans. Without it duplicates are still found, but the first to come is kept whatever it is.
   */
  prepare(batch: Batch): void;
  /** How the call read last was found; for stages that rewrite what the emitter wrote. Undefined after an item that is no LLM item. */
  details?(): CallDetails | undefined;
  /** Duplicates found since the start, and response ids that had to be forgotten before their time. */
  readonly duplicates?: DuplicateCounts;
}

/** Counts that only grow. */
export interface DuplicateCounts {
  readonly found: number;
  readonly forgotten: number;
}

/** The tables behind a call: what else the emitter says, and where. Valid until the next item is read. */
export interface CallDetails {
  readonly plan: Plan;
  readonly fetcher: Fetcher;
  /** The counts as the emitter wrote them. */
  readonly raw: RawUsage;
  /** The known keys of the item, where its shape was seen before; as of when it was read. */
  readonly shape: Shape | undefined;
  /** The shape is known, and every text and count it reads in place was written as most are (`ShapeRunner`). */
  readonly plain: boolean;
}

/** A reader for one walk; not to be shared between walks that run at the same time. */
export function createCallReader(settings: DialectSettings): CallReader {
  return new DialectCallReader(settings);
}
