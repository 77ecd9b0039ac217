import type { GenAiCall } from '../../genai/call.ts';
import { ABSENT } from '../../genai/usage.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import type { Counter } from './instrument.ts';
import { AUDIO, IMAGE, TOKEN_INPUT, TOKEN_OUTPUT, UNKNOWN, VIDEO } from './instruments.data.ts';
import type { Recorder } from './recorder.ts';
import type { Group } from './series-table.ts';

/**
 * Tokens of one call. A call without usage, or one that is not paid for, still makes the input and output series (with 0 and modality `unknown`,
 * semconv section 4) so that its absence can be seen; counts that contradict each other are not counted.
 */
export function observeUsage(recorder: Recorder, group: Group, span: SpanView, call: GenAiCall): void {
  const { usage } = call;
  const known = call.billable && call.hasUsage && call.usageConsistent;
  const input = known ? usage.inputTotal : ABSENT;
  const output = known ? usage.outputTotal : ABSENT;
  if (recorder.current) {
    const { table, counters, histograms } = recorder;
    addTokens(recorder, group, counters.inputTokens, Math.max(input, 0), usage.imageInput, usage.audioInput, usage.videoInput, known);
    addTokens(recorder, group, counters.outputTokens, Math.max(output, 0), usage.imageOutput, usage.audioOutput, ABSENT, known);
    if (known) {
      if (usage.cacheRead >= 0) {
        addTokens(recorder, group, counters.cacheReadTokens, usage.cacheRead, ABSENT, usage.audioCacheRead, ABSENT, true);
      }
      const written = Math.max(usage.cacheWrite5m, 0) + Math.max(usage.cacheWrite1h, 0);
      if (usage.cacheWrite5m >= 0 || usage.cacheWrite1h >= 0) table.counter(group, counters.cacheWriteTokens, UNKNOWN).value += written;
      if (usage.reasoning >= 0) table.counter(group, counters.reasoningTokens, UNKNOWN).value += usage.reasoning;
    }
    if (input >= 0) table.histogram(group, histograms.inputTokensPerCall, 0).observe(input, span);
    if (output >= 0) table.histogram(group, histograms.outputTokensPerCall, 0).observe(output, span);
  }
  if (recorder.v141) {
    const { table, histograms } = recorder;
    if (input >= 0) table.histogram(group, histograms.tokenUsage, TOKEN_INPUT).observe(input, span);
    if (output >= 0) table.histogram(group, histograms.tokenUsage, TOKEN_OUTPUT).observe(output, span);
  }
}

/** Splits `total` by modality where the provider said so; parts that exceed the total are not believed. */
function addTokens(
  recorder: Recorder,
  group: Group,
  counter: Counter,
  total: number,
  image: number,
  audio: number,
  video: number,
  known: boolean,
): void {
  const { table } = recorder;
  const split = Math.max(image, 0) + Math.max(audio, 0) + Math.max(video, 0);
  if (!known || split === 0 || split > total) {
    table.counter(group, counter, UNKNOWN).value += total;
    return;
  }
  if (image > 0) table.counter(group, counter, IMAGE).value += image;
  if (audio > 0) table.counter(group, counter, AUDIO).value += audio;
  if (video > 0) table.counter(group, counter, VIDEO).value += video;
  if (total > split) table.counter(group, counter, UNKNOWN).value += total - split;
}
