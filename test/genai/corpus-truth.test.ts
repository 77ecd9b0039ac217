import { describe, expect, test } from 'vitest';
import { callsOf, logCallsOf, type ReadCall, type Recording, recordings, type Truth } from './corpus-kit.ts';

/**
 * Truths that `lossy` does not name although the emitter does not send them: the tool which made `lossy` looks for the
 * value anywhere, and words such as "stop" or "length" stand in prompts. Given by what is missing, not by case.
 */
const UNTOLD: readonly {
  readonly field: keyof Truth;
  readonly of: readonly string[];
  readonly when?: (truth: Truth, call: ReadCall) => boolean;
  readonly why: string;
}[] = [
  {
    field: 'finish_reason',
    of: ['langfuse'],
    when: (_truth, call) => call.finishClass === '',
    why: 'the assistant message is kept; the reason only with a raw response',
  },
  {
    field: 'finish_reason',
    of: ['logfire_llm'],
    when: (_truth, call) => call.finishClass === '' && call.responseId === '',
    why: 'chat completions carry no reason',
  },
  {
    field: 'finish_reason',
    of: ['openllmetry'],
    when: (truth, call) => truth.streaming && call.finishClass === '',
    why: 'JS writes an empty reason for streamed answers',
  },
  {
    field: 'tool_calls',
    of: ['anthropic_sdk', 'otel_genai_legacy'],
    when: (_truth, call) => call.toolCalls === -1,
    why: 'content is off by default, so the calls are not there to be counted',
  },
  {
    field: 'request_model',
    of: ['langfuse'],
    when: (_truth, call) => call.requestModel === call.responseModel,
    why: "one name, the response's once it is known",
  },
  {
    field: 'response_model',
    of: ['google_adk', 'otel_genai_legacy'],
    when: (_truth, call) => call.responseModel === '',
    why: 'not sent; equal to the request here',
  },
  {
    field: 'response_model',
    of: ['openllmetry', 'litellm_v1'],
    when: (truth) => truth.streaming,
    why: 'streamed answers keep the name that was asked for',
  },
  {
    field: 'response_id',
    of: ['litellm_v1'],
    when: (truth) => truth.provider !== 'openai',
    why: "an id of LiteLLM's own; the provider's is on the child span",
  },
  {
    field: 'reasoning_tokens',
    of: ['otel_genai_legacy', 'openllmetry'],
    when: (truth, call) => truth.streaming && call.reasoning === -1,
    why: 'not sent for streamed answers',
  },
  {
    field: 'cache_read_tokens',
    of: ['semantic_kernel'],
    when: (_truth, call) => call.cacheRead === -1,
    why: 'only in the text of a debug log record',
  },
  {
    field: 'streaming',
    of: ['openinference'],
    when: (truth, call) => truth.streaming && call.streaming === 0,
    why: 'LangChain passes stream: false on and streams',
  },
];

const CLASSES: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content_filter',
  tool_call: 'tool_call',
  error: 'error',
};

function lossyFields(recording: Recording, index: number): ReadonlySet<string> {
  const mine = recording.expected.lossy.filter((line) => line.startsWith(`calls[${index}]`));
  return new Set(mine.map((line) => /^calls\[\d+\]\.(\w+)/.exec(line)?.[1] ?? 'all'));
}

/** Whether nothing of the call is on the wire. */
function isUnseen(lossy: ReadonlySet<string>): boolean {
  return lossy.has('all') || (lossy.has('input_tokens') && lossy.has('output_tokens') && lossy.has('response_id'));
}

function findCall(calls: readonly ReadCall[], truth: Truth): ReadCall | undefined {
  if (truth.error) return undefined;
  return (
    calls.find((call) => call.modelCall && call.input === truth.input_tokens) ??
    calls.find((call) => call.modelCall && truth.response_id !== null && call.responseId === truth.response_id)
  );
}

/** The truth's own words for providers that the conventions spell otherwise. */
function sameProvider(said: string, truth: string): boolean {
  return said === truth || (truth === 'gemini' && said.startsWith('gcp.'));
}

function differences(truth: Truth, call: ReadCall, lossy: ReadonlySet<string>, fromLogs: readonly ReadCall[]): string[] {
  const finish = call.finishClass !== '' ? call.finishClass : (fromLogs.find((log) => log.finishClass !== '')?.finishClass ?? '');
  const tools = call.toolCalls > 0 ? call.toolCalls : Math.max(0, ...fromLogs.map((log) => log.toolCalls));
  const pairs: [keyof Truth, unknown, unknown][] = [
    ['operation', call.operation === 'generate_content' ? truth.operation : call.operation, truth.operation],
    ['request_model', call.requestModel, truth.request_model],
    ['response_model', call.responseModel, truth.response_model],
    ['response_id', call.responseId, truth.response_id ?? call.responseId],
    ['input_tokens', call.input, truth.input_tokens],
    ['cache_read_tokens', Math.max(0, call.cacheRead), truth.cache_read_tokens],
    ['cache_write_tokens', Math.max(0, call.cacheWrite), truth.cache_write_tokens],
    ['output_tokens', Math.max(0, call.output), truth.output_tokens],
    ['reasoning_tokens', Math.max(0, call.reasoning), truth.reasoning_tokens],
    ['finish_reason', finish, truth.finish_reason === null ? finish : CLASSES[truth.finish_reason]],
    ['streaming', call.streaming === -1 ? truth.streaming : call.streaming === 1, truth.streaming],
    ['tool_calls', tools, truth.tool_calls],
  ];
  const found = sameProvider(call.provider, truth.provider) ? [] : [`provider: ${call.provider}, not ${truth.provider}`];
  for (const [field, said, expected] of pairs) {
    if (said === expected || lossy.has(field)) continue;
    if (
      UNTOLD.some(
        (row) => row.field === field && row.of.includes(call.dialect) && (row.when?.(truth, { ...call, finishClass: finish }) ?? true),
      )
    )
      continue;
    found.push(`${field}: ${String(said)}, not ${String(expected)}`);
  }
  return found;
}

describe.each(recordings().map((recording) => [recording.name, recording] as const))('the recording %s', (_name, recording) => {
  const calls = callsOf(recording.traces);
  const logs = recording.logs === undefined ? [] : logCallsOf(recording.logs);

  test('tells every call as the provider answered it, except what the emitter lost', () => {
    const problems: string[] = [];
    recording.expected.calls.forEach((truth, i) => {
      const lossy = lossyFields(recording, i);
      if (truth.error || isUnseen(lossy)) return;
      const call = findCall(calls, truth);
      if (call === undefined) problems.push(`calls[${i}]: not found`);
      else
        problems.push(
          ...differences(
            truth,
            call,
            lossy,
            logs.filter((log) => log.spanId === call.spanId),
          ).map((text) => `calls[${i}].${text}`),
        );
    });
    expect(problems).toEqual([]);
  });

  test('has one billable span for each call with figures, and totals to the token', () => {
    const seen = recording.expected.calls
      .map((truth, i) => ({ truth, lossy: lossyFields(recording, i) }))
      .filter(({ lossy }) => !isUnseen(lossy));
    const billable = calls.filter((call) => call.billable);
    const unseenWithFigures = recording.expected.calls.filter(
      (truth, i) => truth.input_tokens !== null && isUnseen(lossyFields(recording, i)) && !lossyFields(recording, i).has('all'),
    );
    expect(billable.length).toBe(recording.expected.billable_calls - unseenWithFigures.length);
    const lostOutput = seen.filter(({ truth, lossy }) => truth.output_tokens !== null && lossy.has('output_tokens'));
    const counted = billable.filter((call) => !lostOutput.some(({ truth }) => truth.response_id === call.responseId));
    expect(billable.reduce((sum, call) => sum + Math.max(0, call.input), 0)).toBe(recording.expected.totals.input_tokens);
    expect(counted.reduce((sum, call) => sum + Math.max(0, call.output), 0)).toBe(recording.expected.totals.output_tokens);
    expect(billable.every((call) => call.consistent)).toBe(true);
  });

  test('shows each failed call that is on the wire as one failed call without usage', () => {
    const truths = recording.expected.calls.filter((truth, i) => truth.error && !isUnseen(lossyFields(recording, i)));
    const failed = calls.filter((call) => call.modelCall && call.failed);
    expect(failed.length).toBeGreaterThanOrEqual(truths.length);
    for (const truth of truths)
      expect(failed.some((call) => call.requestModel.endsWith(truth.request_model ?? '?') && !call.billable && call.errorType !== '')).toBe(
        true,
      );
  });
});
