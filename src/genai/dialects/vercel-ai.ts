import type { DialectTable } from './table.ts';

/** Vercel AI SDK with its own attributes. Outer spans repeat the usage of the inner ones and are agents, not calls. */
export const VERCEL_AI: DialectTable = {
  id: 'vercel_ai',
  title: 'Vercel AI SDK v3 to v6, and v7 in its legacy mode',
  source: 'vercel/ai ed857f5 with tags 4.3.19, 5.0.277, 6.0.326, all run',
  role: 'framework',
  detect: {
    weak_scope: ['ai'],
    not_scope: ['gen_ai'],
    attr: ['ai.operationId', 'ai.model.id', 'ai.model.provider'],
    attr_prefix: ['ai.model.', 'ai.usage.', 'ai.response.'],
    attr_value: { 'operation.name': ['ai.*'] },
  },
  usage: [
    {
      id: 'v6',
      cache: 'inside',
      reasoning: 'inside',
      has: 'ai.usage.inputTokenDetails.noCacheTokens',
      ev: 'R',
      note: '1136 with 432 read and 228 written',
    },
    { id: 'v6-details', cache: 'inside', reasoning: 'inside', has: 'ai.usage.inputTokenDetails.cacheReadTokens', ev: 'R' },
    {
      id: 'anthropic-before-v6',
      cache: 'beside',
      provider: ['anthropic', 'aws.bedrock'],
      ev: 'R',
      note: 'v5: 476 beside 432 read and 228 written',
    },
    {
      id: 'google-before-v6',
      cache: 'inside',
      reasoning: 'beside',
      provider: ['gcp.gemini', 'gcp.vertex_ai', 'gcp.gen_ai'],
      ev: 'S',
      note: 'candidates without thoughts',
    },
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' },
  ],
  values: {
    operation: {
      'ai.generateText.doGenerate': 'chat',
      'ai.streamText.doStream': 'chat',
      'ai.generateObject.doGenerate': 'chat',
      'ai.streamObject.doStream': 'chat',
      'ai.generateText': 'invoke_agent',
      'ai.streamText': 'invoke_agent',
      'ai.generateObject': 'invoke_agent',
      'ai.streamObject': 'invoke_agent',
      'ai.toolCall': 'execute_tool',
      'ai.embed.doEmbed': 'embeddings',
      'ai.embedMany.doEmbed': 'embeddings',
      'ai.embed': null,
      'ai.embedMany': null,
      'ai.rerank.doRerank': 'rerank',
      'ai.rerank': null,
    },
  },
  map: {
    'gen_ai.operation.name': [
      { attr: 'ai.operationId', do: 'map:operation', ev: 'R' },
      { attr: 'operation.name', do: ['first_word', 'map:operation'], ev: 'R' },
    ],
    'gen_ai.provider.name': [
      { attr: 'ai.model.provider', ev: 'R', note: 'provider and API: openai.chat, anthropic.messages' },
      { attr: 'gen_ai.system', ev: 'R' },
    ],
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'R' },
      { attr: 'ai.model.id', ev: 'R' },
    ],
    'gen_ai.response.model': [
      { attr: 'gen_ai.response.model', ev: 'R' },
      { attr: 'ai.response.model', ev: 'R' },
      { attr: 'ai.model.id', when: { operation: ['embeddings'] }, ev: 'R' },
    ],
    'gen_ai.response.id': [
      { attr: 'gen_ai.response.id', ev: 'R' },
      { attr: 'ai.response.id', ev: 'R' },
    ],
    'gen_ai.usage.input_tokens': [
      { attr: 'gen_ai.usage.input_tokens', ev: 'R' },
      { attr: 'ai.usage.inputTokens', ev: 'R' },
      { attr: 'ai.usage.promptTokens', ev: 'R' },
      { attr: 'ai.usage.tokens', ev: 'R', note: 'embeddings' },
    ],
    'gen_ai.usage.output_tokens': [
      { attr: 'gen_ai.usage.output_tokens', ev: 'R' },
      { attr: 'ai.usage.outputTokens', ev: 'R' },
      { attr: 'ai.usage.completionTokens', ev: 'R' },
    ],
    'x.usage.total_tokens': [{ attr: 'ai.usage.totalTokens', ev: 'R' }],
    'gen_ai.usage.cache_read.input_tokens': [
      { attr: 'ai.usage.inputTokenDetails.cacheReadTokens', ev: 'R' },
      { attr: 'ai.usage.cachedInputTokens', ev: 'R' },
      { json: 'ai.response.providerMetadata', path: 'anthropic.usage.cache_read_input_tokens', ev: 'R' },
      { json: 'ai.response.providerMetadata', path: 'anthropic.cacheReadInputTokens', ev: 'S', note: 'v4' },
      { json: 'ai.response.providerMetadata', path: 'openai.cachedPromptTokens', ev: 'R', note: 'v4' },
      { json: 'ai.response.providerMetadata', path: 'bedrock.usage.cacheReadInputTokens', ev: 'S', note: 'v4' },
    ],
    'gen_ai.usage.cache_write.input_tokens': [
      { attr: 'ai.usage.inputTokenDetails.cacheWriteTokens', ev: 'R' },
      { json: 'ai.response.providerMetadata', path: 'anthropic.usage.cache_creation_input_tokens', ev: 'R' },
      { json: 'ai.response.providerMetadata', path: 'anthropic.cacheCreationInputTokens', ev: 'R' },
      { json: 'ai.response.providerMetadata', path: 'bedrock.usage.cacheWriteInputTokens', ev: 'S' },
    ],
    'x.cache_write_5m': [
      { json: 'ai.response.providerMetadata', path: 'anthropic.usage.cache_creation.ephemeral_5m_input_tokens', ev: 'R' },
    ],
    'x.cache_write_1h': [
      { json: 'ai.response.providerMetadata', path: 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens', ev: 'R' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { attr: 'ai.usage.outputTokenDetails.reasoningTokens', ev: 'R' },
      { attr: 'ai.usage.reasoningTokens', ev: 'R' },
      { json: 'ai.response.providerMetadata', path: 'openai.reasoningTokens', ev: 'R', note: 'v4' },
    ],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'R' },
      { attr: 'ai.response.finishReason', ev: 'R' },
      { attr: 'ai.finishReason', ev: 'S', note: 'before v4' },
      { attr: 'gen_ai.finishReason', ev: 'S', note: 'before v4' },
    ],
    'x.tool_calls': [
      { json: 'ai.response.toolCalls', path: '*.toolCallId', do: 'count', ev: 'R' },
      { json: 'ai.result.toolCalls', path: '*.toolCallId', do: 'count', ev: 'S', note: 'before v4' },
    ],
    'gen_ai.request.max_tokens': [
      { attr: 'gen_ai.request.max_tokens', ev: 'R' },
      { attr: 'ai.settings.maxOutputTokens', ev: 'R' },
      { attr: 'ai.settings.maxTokens', ev: 'R' },
    ],
    'gen_ai.request.stream': [
      { const: true, when: { attr: 'ai.operationId', is: ['ai.streamText.doStream', 'ai.streamObject.doStream'] }, ev: 'R' },
    ],
    'gen_ai.response.time_to_first_chunk': [
      { attr: 'ai.response.msToFirstChunk', do: 'ms_to_s', ev: 'R' },
      { event: 'ai.stream.firstChunk', key: 'ai.response.msToFirstChunk', do: 'ms_to_s', ev: 'R' },
      { event: 'ai.stream.firstChunk', key: 'ai.stream.msToFirstChunk', do: 'ms_to_s', ev: 'S' },
    ],
    'x.service_tier': [
      { json: 'ai.response.providerMetadata', path: 'openai.serviceTier', ev: 'S' },
      { json: 'ai.response.providerMetadata', path: 'anthropic.usage.service_tier', ev: 'R' },
    ],
    'gen_ai.agent.name': [
      { attr: 'ai.telemetry.functionId', ev: 'R' },
      { attr: 'resource.name', ev: 'R' },
    ],
    'user.id': [
      { attr: 'ai.telemetry.metadata.userId', ev: 'R' },
      { attr: 'ai.telemetry.metadata.user_id', ev: 'S' },
    ],
    'gen_ai.conversation.id': [
      { attr: 'ai.telemetry.metadata.sessionId', ev: 'S' },
      { attr: 'ai.telemetry.metadata.chatId', ev: 'S' },
      { attr: 'ai.telemetry.metadata.threadId', ev: 'S' },
    ],
    'gen_ai.prompt.name': [{ json: 'ai.telemetry.metadata.langfusePrompt', path: 'name', ev: 'S' }],
    'gen_ai.prompt.version': [{ json: 'ai.telemetry.metadata.langfusePrompt', path: 'version', ev: 'S' }],
    'gen_ai.tool.name': [{ attr: 'ai.toolCall.name', ev: 'R' }],
    'gen_ai.tool.call.id': [{ attr: 'ai.toolCall.id', ev: 'R' }],
    'error.type': [{ event: 'exception', key: 'exception.type', when: { failed: true }, ev: 'R' }],
    'gen_ai.request.temperature': [
      { attr: 'gen_ai.request.temperature', ev: 'R' },
      { attr: 'ai.settings.temperature', ev: 'R' },
    ],
    'gen_ai.tool.call.arguments': [{ attr: 'ai.toolCall.args', ev: 'R' }],
    'gen_ai.tool.call.result': [{ attr: 'ai.toolCall.result', ev: 'R' }],
    'gen_ai.tool.definitions': [{ attr: 'ai.prompt.tools', do: 'messages:tool_list', ev: 'R', note: 'a list of JSON texts' }],
    'gen_ai.system_instructions': [{ json: 'ai.prompt', path: 'system', do: 'messages:parts', ev: 'S' }],
    'gen_ai.input.messages': [
      { attr: 'ai.prompt.messages', do: 'messages:vercel_prompt', ev: 'R' },
      { attr: 'ai.prompt', do: 'messages:vercel_prompt', ev: 'R' },
    ],
    'gen_ai.output.messages': [{ indexed: 'ai.response.*', do: 'messages:vercel_response', ev: 'R' }],
  },
};
