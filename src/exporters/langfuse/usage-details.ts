import type { GenAiCall } from '../../genai/call.ts';
import { ABSENT } from '../../genai/usage.ts';

/**
 * `usage_details` of a call as JSON text: buckets that exclude each other and their total, '' when nothing is known.
 * Reasoning stands apart only with `splitReasoning`: Langfuse prices buckets by their exact name, and most of its models
 * have no price for reasoning, so a bucket of its own would cost nothing there (#16508). With a cost of our own it may.
 */
export function usageDetails(call: GenAiCall, splitReasoning: boolean): string {
  if (!call.hasUsage || !call.usageConsistent) return '';
  const { usage } = call;
  if (usage.inputTotal < 0 && usage.outputTotal < 0) return '';
  const cacheRead = known(usage.cacheRead);
  const cacheWrite = known(usage.cacheWrite5m);
  const cacheWrite1h = known(usage.cacheWrite1h);
  const audioInput = Math.max(0, known(usage.audioInput) - known(usage.audioCacheRead));
  const reasoning = splitReasoning ? known(usage.reasoning) : 0;
  const audioOutput = known(usage.audioOutput);
  const input = known(usage.inputTotal) - cacheRead - cacheWrite - cacheWrite1h - audioInput;
  const output = known(usage.outputTotal) - reasoning - audioOutput;
  if (input < 0 || output < 0) return totalsOnly(usage.inputTotal, usage.outputTotal);
  let text = '{';
  if (usage.inputTotal !== ABSENT) text += `"input":${input},`;
  if (usage.outputTotal !== ABSENT) text += `"output":${output},`;
  if (cacheRead > 0) text += `"input_cached_tokens":${cacheRead},`;
  if (cacheWrite > 0) text += `"input_cache_creation":${cacheWrite},`;
  if (cacheWrite1h > 0) text += `"input_cache_creation_1h":${cacheWrite1h},`;
  if (audioInput > 0) text += `"input_audio_tokens":${audioInput},`;
  if (reasoning > 0) text += `"output_reasoning_tokens":${reasoning},`;
  if (audioOutput > 0) text += `"output_audio_tokens":${audioOutput},`;
  return `${text}"total":${known(usage.inputTotal) + known(usage.outputTotal)}}`;
}

/** Parts that overlap (audio among reasoning, say) cannot be told apart: the totals still can. */
function totalsOnly(input: number, output: number): string {
  const parts = [input < 0 ? '' : `"input":${input},`, output < 0 ? '' : `"output":${output},`];
  return `{${parts.join('')}"total":${known(input) + known(output)}}`;
}

function known(count: number): number {
  return count < 0 ? 0 : count;
}
