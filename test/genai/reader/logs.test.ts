import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import { readOne, readRecord } from '../spans.ts';

const CLAUDE = { resource: { 'service.name': 'claude-code' } };

describe('log records that are calls', () => {
  test('of Claude Code stand beside the cache, and carry their cost', () => {
    const attributes = {
      'event.name': 'api_request',
      model: 'claude-sonnet-4-5',
      input_tokens: '10',
      output_tokens: 15,
      cache_read_tokens: 70,
      cache_creation_tokens: 20,
      cost_usd: '0.5',
      request_id: 'req_1',
      'session.id': 's1',
      'user.account_uuid': 'u1',
    };
    expect(readRecord({ attributes, body: 'claude_code.api_request' }, CLAUDE)).toMatchObject({
      dialect: 'claude_code',
      operation: 'chat',
      provider: 'anthropic',
      input: 100,
      output: 15,
      cacheRead: 70,
      cacheWrite: 20,
      costUsd: 0.5,
      responseId: 'req_1',
      conversation: 's1',
      user: 'u1',
      billable: true,
      rule: 'table claude_code/uncached: cache added',
    });
  });

  test('of Claude Code are known by their body where the service has another name', () => {
    expect(
      readRecord({ attributes: { model: 'claude-sonnet-4-5', input_tokens: 1, output_tokens: 2 }, body: 'claude_code.api_request' }),
    ).toMatchObject({ dialect: 'claude_code', billable: true });
  });

  test('of Claude Code that failed are failed calls and not paid for', () => {
    const call = readRecord(
      { attributes: { 'event.name': 'api_error', model: 'claude-sonnet-4-5', status_code: 'undefined', error: 'x' } },
      CLAUDE,
    );
    expect(call).toMatchObject({ operation: 'chat', failed: true, errorType: '_OTHER', billable: false, modelCall: true });
    expect(readRecord({ attributes: { 'event.name': 'api_error', model: 'm', status_code: '529' } }, CLAUDE)).toMatchObject({
      errorType: '529',
    });
  });

  test('of Claude Code about tools are tools', () => {
    const call = readRecord({ attributes: { 'event.name': 'tool_result', tool_name: 'Bash', success: 'false' } }, CLAUDE);
    expect(call).toMatchObject({ operation: 'execute_tool', toolName: 'Bash', failed: true, billable: false, modelCall: false });
  });

  test('of Codex are the completed responses only, with counts as texts', () => {
    const about = { resource: { 'service.name': 'codex_cli_rs' } };
    const attributes = {
      'event.name': 'codex.sse_event',
      'event.kind': 'response.completed',
      model: 'gpt-5',
      input_token_count: '100',
      output_token_count: '30',
      cached_token_count: '80',
      reasoning_token_count: '12',
      tool_token_count: '130',
      'conversation.id': 'c1',
    };
    expect(readRecord({ attributes }, about)).toMatchObject({
      dialect: 'codex_cli',
      operation: 'chat',
      provider: 'openai',
      input: 100,
      output: 30,
      cacheRead: 80,
      reasoning: 12,
      conversation: 'c1',
      billable: true,
    });
    expect(readRecord({ attributes: { ...attributes, 'event.kind': 'response.created' } }, about)).toBeUndefined();
  });

  test('of Gemini CLI add the thoughts to the output', () => {
    const attributes = {
      'event.name': 'gemini_cli.api_response',
      model: 'gemini-2.5-pro',
      input_token_count: 100,
      output_token_count: 30,
      thoughts_token_count: 12,
      cached_content_token_count: 40,
    };
    expect(readRecord({ attributes }, { resource: { 'service.name': 'gemini-cli' } })).toMatchObject({
      dialect: 'gemini_cli',
      provider: 'gcp.gemini',
      input: 100,
      output: 42,
      reasoning: 12,
      cacheRead: 40,
      billable: true,
    });
  });

  test('are the call, so that the spans beside them are not paid for, unless the operator says so', () => {
    const span = {
      resource: { 'service.name': 'claude-code' },
      name: 'claude_code.llm_request',
      attributes: { model: 'claude-sonnet-4-5', input_tokens: 1, output_tokens: 2 },
    };
    expect(readOne(span)).toMatchObject({ operation: 'chat', billable: false });
    expect(readOne(span, { ...DEFAULT_DIALECT_SETTINGS, overrides: { claude_code: { bill: 'spans' } } })).toMatchObject({ billable: true });
  });
});

describe('log records beside a span', () => {
  test('of the legacy events carry the finish reason in a structured body', () => {
    const body = { index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', tool_calls: [{ id: 'a' }, { id: 'b' }] } };
    expect(
      readRecord(
        { eventName: 'gen_ai.choice', attributes: { 'gen_ai.system': 'openai' }, body },
        { scope: 'opentelemetry.instrumentation.openai_v2' },
      ),
    ).toMatchObject({
      dialect: 'otel_genai_legacy',
      provider: 'openai',
      finish: ['tool_calls'],
      finishClass: 'tool_call',
      toolCalls: 2,
      billable: false,
      modelCall: false,
    });
  });

  test('of the details event repeat the call and are not paid for', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'a' }], finish_reason: 'tool_call' }],
    };
    expect(readRecord({ eventName: 'gen_ai.client.inference.operation.details', attributes })).toMatchObject({
      operation: 'chat',
      input: 10,
      finish: ['tool_call'],
      billable: false,
    });
  });

  test.each([
    ['an application', { body: 'user logged in', attributes: { 'http.route': '/' } }],
    [
      'an HTTP client inside an LLM library',
      { body: 'HTTP Request: POST https://api.openai.com/v1/chat/completions', attributes: { 'code.function.name': 'send' } },
    ],
  ])('of %s are no calls', (_what, record) => {
    expect(readRecord(record, { scope: 'semantic_kernel.connectors' })).toBeUndefined();
  });
});
