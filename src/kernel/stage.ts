import type { CallReader } from '../genai/call-reader.ts';
import type { LogEdit, LogView } from '../otlp/views/log.ts';
import type { PointEdit, PointView } from '../otlp/views/point.ts';
import type { ResourceEdit, ResourceView } from '../otlp/views/resource.ts';
import type { SpanEdit, SpanView } from '../otlp/views/span.ts';

/** Leave the item in. */
export const KEEP = 0;

/** Take the item out and count it under `reason`. Made once, at create. */
export interface Drop {
  readonly reason: string;
}

export type Verdict = typeof KEEP | Drop;

export function drop(reason: string): Drop {
  return Object.freeze({ reason });
}

/** What all stages of one walk share. Valid only during the walk. */
export interface WalkContext {
  /** Reads the LLM call of a span or log record, at most once each. */
  readonly calls: CallReader;
  /** The pipeline's name, `traces/main`. */
  readonly pipeline: string;
}

/** No promise, no allocation per span. The view and the edit are the same flyweight, valid only during the call. */
export interface SpanStage {
  span(span: SpanView, edit: SpanEdit, ctx: WalkContext): Verdict;
}

export interface LogStage {
  log(record: LogView, edit: LogEdit, ctx: WalkContext): Verdict;
}

export interface MetricStage {
  point(point: PointView, edit: PointEdit, ctx: WalkContext): Verdict;
}

/** Called once for each resource and each scope, before their items. */
export interface ResourceStage {
  resource(resource: ResourceView, edit: ResourceEdit, ctx: WalkContext): void;
}

/**
 * The stages of one component. `failClosed` is for redaction: an item on which the stage throws is replaced or dropped
 * by `onThrow` instead of passing as it was.
 */
export interface StageSet {
  readonly id: string;
  readonly span?: SpanStage;
  readonly log?: LogStage;
  readonly metric?: MetricStage;
  readonly resource?: ResourceStage;
  /** True: an item on which this stage throws is dropped (counted `stage_failed`), never passed unmodified. */
  readonly failClosed?: boolean;
  /** True: the stage only looks; it gets no edits through. */
  readonly readOnly?: boolean;
}
