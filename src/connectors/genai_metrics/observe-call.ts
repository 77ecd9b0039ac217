import type { GenAiCall } from '../../genai/call.ts';
import { internKey } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { STRING, ValueView } from '../../otlp/views/values.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { observeUsage } from './observe-usage.ts';
import { COST_OTHER, COST_TYPES, FINISH_CLASSES, FINISH_ERROR, FINISH_UNKNOWN } from './instruments.data.ts';
import { appendAttribute, appendErrorType, hasFailed } from './label-source.ts';
import type { Recorder } from './recorder.ts';
import type { Group } from './series-table.ts';

const COST_TOTAL = internKey('assay.cost.total');
const COST_PARTS = COST_TYPES.map((type) => internKey(`assay.cost.${type}`));
const UNPRICED_REASON = internKey('assay.cost.unpriced_reason');
const FINISH_CLASS = internKey('assay.finish.class');

const finishIndex = new ByteMap<number>();
FINISH_CLASSES.forEach((name, i) => finishIndex.setText(name, i));

const value = new ValueView();

/** One model call: requests and durations of every one, tokens and cost only of those that are paid for. */
export function observeCall(recorder: Recorder, group: Group, span: SpanView, call: GenAiCall): void {
  const failed = hasFailed(span, call);
  const free = failed ? recorder.free : undefined;
  if (free !== undefined) {
    free.reset();
    appendErrorType(free, span, call);
  }
  const { table, counters, histograms } = recorder;
  table.counter(group, counters.requests, finishClass(span.attributes, call, failed), free).value += 1;
  const durationS = span.durationS();
  if (durationS >= 0) {
    if (recorder.current) table.histogram(group, histograms.inferenceDuration, 0, free).observe(durationS, span);
    if (recorder.v141) table.histogram(group, histograms.operationDuration, 0, free).observe(durationS, span);
  }
  const firstChunkS = call.timeToFirstChunkS;
  if (recorder.current && firstChunkS >= 0 && firstChunkS < Number.POSITIVE_INFINITY) {
    table.histogram(group, histograms.timeToFirstChunk, 0, free).observe(firstChunkS, span);
  }
  observeUsage(recorder, group, span, call);
  observeCost(recorder, group, span, call.billable);
}

/** What genai_finish_reason wrote, else what the emitter reported. */
function finishClass(attributes: AttributesView, call: GenAiCall, failed: boolean): number {
  const row = attributes.find(FINISH_CLASS);
  if (row !== -1 && attributes.value(row, value).kind === STRING) {
    return finishIndex.get(value.buf, value.start, value.end) ?? FINISH_UNKNOWN;
  }
  if (call.finishClass !== '') return FINISH_CLASSES.indexOf(call.finishClass);
  return failed ? FINISH_ERROR : FINISH_UNKNOWN;
}

/** Cost as genai_cost wrote it. A total without parts (a reported cost) is `other`; an unpriced call adds to no cost. */
function observeCost(recorder: Recorder, group: Group, span: SpanView, billable: boolean): void {
  const { table, counters, histograms } = recorder;
  const { attributes } = span;
  const totalRow = billable ? attributes.find(COST_TOTAL) : -1;
  const total = totalRow === -1 ? Number.NaN : attributes.double(totalRow);
  if (!(total >= 0 && total < Number.POSITIVE_INFINITY)) {
    if (attributes.find(UNPRICED_REASON) === -1) return;
    recorder.free.reset();
    if (!appendAttribute(recorder.free, attributes, UNPRICED_REASON)) recorder.free.absent();
    table.counter(group, counters.unpricedRequests, 0, recorder.free).value += 1;
    return;
  }
  table.histogram(group, histograms.requestCostUsd, 0).observe(total, span);
  let parts = 0;
  for (let type = 0; type < COST_PARTS.length; type++) {
    const row = attributes.find(COST_PARTS[type]!);
    if (row === -1) continue;
    const part = attributes.double(row);
    if (!(part >= 0 && part < Number.POSITIVE_INFINITY)) continue;
    parts++;
    table.counter(group, counters.costUsd, type).add(part);
  }
  if (parts === 0) table.counter(group, counters.costUsd, COST_OTHER).add(total);
}
