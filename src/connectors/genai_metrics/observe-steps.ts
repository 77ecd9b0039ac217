import type { GenAiCall } from '../../genai/call.ts';
import { internKey } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { ARRAY, BYTES, KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { TOOL_EMPTY, TOOL_ERROR, TOOL_OK } from './instruments.data.ts';
import { appendAgentName, appendErrorType, appendToolName, hasFailed } from './label-source.ts';
import type { Recorder } from './recorder.ts';
import type { Group } from './series-table.ts';
import { EMPTY_RESULTS, TOOL_RESULT_KEYS } from './tool-results.data.ts';

/** SpanKind SERVER: the far side of an MCP call, whose near side is counted. */
const SERVER = 2;

const RESULT_KEYS = TOOL_RESULT_KEYS.map(internKey);
const emptyResults = new ByteMap<true>();
for (const text of EMPTY_RESULTS) emptyResults.setText(text, true);
const LONGEST_EMPTY = Math.max(...EMPTY_RESULTS.map((text) => text.length));

const value = new ValueView();

/** One execution of a tool. */
export function observeTool(recorder: Recorder, group: Group, span: SpanView, call: GenAiCall): void {
  if (span.kind() === SERVER) return;
  const { table, counters, histograms, free } = recorder;
  const failed = hasFailed(span, call);
  const outcome = failed ? TOOL_ERROR : isEmptyResult(span.attributes) ? TOOL_EMPTY : TOOL_OK;
  free.reset();
  appendToolName(free, span, call);
  table.counter(group, counters.toolCalls, outcome, free).value += 1;
  const durationS = span.durationS();
  if (!(durationS >= 0)) return;
  if (failed) appendErrorType(free, span, call);
  else free.absent();
  table.histogram(group, histograms.toolDuration, 0, free).observe(durationS, span);
}

/** One agent invocation, its inner calls included. */
export function observeAgent(recorder: Recorder, group: Group, span: SpanView, call: GenAiCall): void {
  const durationS = span.durationS();
  if (!(durationS >= 0)) return;
  const { table, histograms, free } = recorder;
  free.reset();
  appendAgentName(free, span, call);
  if (hasFailed(span, call)) appendErrorType(free, span, call);
  else free.absent();
  table.histogram(group, histograms.agentDuration, 0, free).observe(durationS, span);
}

/** A result is there and says nothing. A result that was not captured is no empty one. */
function isEmptyResult(attributes: AttributesView): boolean {
  for (let i = 0; i < RESULT_KEYS.length; i++) {
    const row = attributes.find(RESULT_KEYS[i]!);
    if (row === -1) continue;
    attributes.value(row, value);
    if (value.kind === ARRAY || value.kind === KVLIST || value.kind === BYTES) return value.start === value.end;
    if (value.kind !== STRING) return false;
    return isEmptyText(value.buf, value.start, value.end);
  }
  return false;
}

function isEmptyText(buf: Uint8Array, start: number, end: number): boolean {
  let from = start;
  let to = end;
  while (from < to && buf[from]! <= 0x20) from++;
  while (to > from && buf[to - 1]! <= 0x20) to--;
  return to - from <= LONGEST_EMPTY && emptyResults.get(buf, from, to) === true;
}
