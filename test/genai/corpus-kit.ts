import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type CallReader, createCallReader } from '../../src/genai/call-reader.ts';
import type { GenAiCall } from '../../src/genai/call.ts';
import { DEFAULT_DIALECT_SETTINGS, type DialectSettings } from '../../src/genai/dialect.ts';
import type { Batch, Signal } from '../../src/otlp/batch.ts';
import { LogWalk, SpanWalk } from '../../src/otlp/walk.ts';

/** One call as the provider answered it. */
export interface Truth {
  readonly provider: string;
  readonly operation: string;
  readonly request_model: string | null;
  readonly response_model: string | null;
  readonly response_id: string | null;
  readonly input_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly output_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly finish_reason: string | null;
  readonly streaming: boolean;
  readonly tool_calls: number;
  readonly error: boolean;
}

export interface Expected {
  readonly case: string;
  readonly dialect: string;
  readonly calls: readonly Truth[];
  readonly billable_calls: number;
  readonly totals: { readonly input_tokens: number; readonly output_tokens: number };
  readonly lossy: readonly string[];
}

export interface Recording {
  readonly name: string;
  readonly expected: Expected;
  readonly traces: Batch;
  readonly logs: Batch | undefined;
}

/** A call copied out of the reader's flyweight. */
export interface ReadCall {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly dialect: string;
  readonly operation: string;
  readonly billable: boolean;
  readonly modelCall: boolean;
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel: string;
  readonly responseId: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly hasUsage: boolean;
  readonly consistent: boolean;
  readonly rule: string;
  readonly finishClass: string;
  readonly finish: readonly string[];
  readonly streaming: number;
  readonly firstChunkS: number;
  readonly maxTokens: number;
  readonly toolCalls: number;
  readonly failed: boolean;
  readonly errorType: string;
  readonly conversation: string;
  readonly user: string;
  readonly agent: string;
  readonly toolName: string;
  readonly tier: string;
  readonly costUsd: number;
}

const ROOT = fileURLToPath(new URL('../fixtures/corpus/', import.meta.url));

export function recordings(): Recording[] {
  return ['js', 'py']
    .flatMap((language) => readdirSync(`${ROOT}${language}`).map((name) => `${language}/${name}`))
    .sort()
    .map((name) => {
      const file = (part: string): string => `${ROOT}${name}/${part}`;
      return {
        name,
        expected: parse(readFileSync(file('expected.yaml'), 'utf8')) as Expected,
        traces: batchOf('traces', readFileSync(file('request.binpb'))),
        logs: existsSync(file('logs.binpb')) ? batchOf('logs', readFileSync(file('logs.binpb'))) : undefined,
      };
    });
}

export function batchOf(signal: Signal, bytes: Uint8Array): Batch {
  return { signal, bytes, items: 0, meta: { receivedAtMs: 0 } };
}

export function copyCall(call: GenAiCall, spanId: string, parentSpanId: string, name: string): ReadCall {
  const { usage } = call;
  const written = usage.cacheWrite5m < 0 ? -1 : usage.cacheWrite5m + Math.max(0, usage.cacheWrite1h);
  return {
    spanId,
    parentSpanId,
    name,
    dialect: call.dialect,
    operation: call.operation,
    billable: call.billable,
    modelCall: call.modelCall,
    provider: call.provider,
    requestModel: call.requestModel.toString(),
    responseModel: call.responseModel.toString(),
    responseId: call.responseId.toString(),
    input: usage.inputTotal,
    output: usage.outputTotal,
    cacheRead: usage.cacheRead,
    cacheWrite: written,
    reasoning: usage.reasoning,
    hasUsage: call.hasUsage,
    consistent: call.usageConsistent,
    rule: call.usageRule,
    finishClass: call.finishClass,
    finish: call.finishReasons.slice(0, call.finishCount).map(String),
    streaming: call.streaming,
    firstChunkS: call.timeToFirstChunkS,
    maxTokens: call.maxTokens,
    toolCalls: call.toolCalls,
    failed: call.failed,
    errorType: call.errorType.toString(),
    conversation: call.conversationId.toString(),
    user: call.userId.toString(),
    agent: call.agentName.toString(),
    toolName: call.toolName.toString(),
    tier: call.serviceTier,
    costUsd: call.reportedCostUsd,
  };
}

/** All calls of a traces batch in the order of its spans. */
export function callsOf(
  batch: Batch,
  settings: DialectSettings = DEFAULT_DIALECT_SETTINGS,
  reader: CallReader = createCallReader(settings),
): ReadCall[] {
  const calls: ReadCall[] = [];
  reader.prepare(batch);
  new SpanWalk().run(batch, {
    item(span) {
      const call = reader.read(span);
      if (call !== undefined) calls.push(copyCall(call, span.spanId(), span.parentSpanId(), span.name()));
      return true;
    },
  });
  return calls;
}

/** All calls of a logs batch, with the span ids that the records carry. */
export function logCallsOf(
  batch: Batch,
  settings: DialectSettings = DEFAULT_DIALECT_SETTINGS,
  reader: CallReader = createCallReader(settings),
): ReadCall[] {
  const calls: ReadCall[] = [];
  new LogWalk().run(batch, {
    item(record) {
      const call = reader.readLog(record);
      if (call !== undefined) calls.push(copyCall(call, record.spanId(), '', record.eventName()));
      return true;
    },
  });
  return calls;
}
