import type { TextSlice } from '../../wire/text-slice.ts';
import type { GenAiCall } from '../call.ts';
import { ABSENT, type Usage } from '../usage.ts';

/** The text is nothing; its buffer stays, which saves a store in each of a dozen texts per span. */
function empty(text: TextSlice): void {
  text.end = text.start;
}

/** Field by field: a loop over names would make each write a dictionary access (bench: dialects). */
function clearUsage(usage: Usage): void {
  usage.inputTotal = ABSENT;
  usage.outputTotal = ABSENT;
  usage.cacheRead = ABSENT;
  usage.cacheWrite5m = ABSENT;
  usage.cacheWrite1h = ABSENT;
  usage.reasoning = ABSENT;
  usage.audioInput = ABSENT;
  usage.audioOutput = ABSENT;
  usage.imageInput = ABSENT;
  usage.imageOutput = ABSENT;
  usage.videoInput = ABSENT;
  usage.audioCacheRead = ABSENT;
  usage.webSearches = ABSENT;
  usage.seconds = ABSENT;
  usage.pages = ABSENT;
}

/** Back to knowing nothing, for the next item. */
export function clearCall(call: GenAiCall): void {
  call.dialect = '';
  call.operation = '';
  call.billable = false;
  call.modelCall = false;
  call.cachedAnswer = false;
  call.provider = '';
  empty(call.requestModel);
  empty(call.responseModel);
  empty(call.responseId);
  clearUsage(call.usage);
  call.usageRule = '';
  call.usageConsistent = true;
  call.hasUsage = false;
  call.reportedCostUsd = Number.NaN;
  call.finishCount = 0;
  call.finishClass = '';
  call.streaming = -1;
  call.timeToFirstChunkS = Number.NaN;
  call.maxTokens = -1;
  call.failed = false;
  empty(call.errorType);
  empty(call.conversationId);
  empty(call.userId);
  empty(call.agentName);
  empty(call.promptName);
  empty(call.promptVersion);
  empty(call.toolName);
  empty(call.toolCallId);
  call.serviceTier = '';
  call.toolCalls = -1;
}

/** An item of an LLM emitter that tells of no operation, model or usage: a step in between, and no LLM item for us. */
export function sayNothing(call: GenAiCall): boolean {
  return call.operation === '' && !call.hasUsage && call.requestModel.isEmpty && call.responseModel.isEmpty && call.toolName.isEmpty;
}
