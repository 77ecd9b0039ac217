import { describe, expect, test } from 'vitest';
import { ProviderMap, providerOf, providerOfModel } from '../../../src/genai/providers/provider-map.ts';

describe('the provider', () => {
  test.each([
    ['OpenAI', 'openai'],
    ['openai.chat', 'openai'],
    ['openai.responses', 'openai'],
    ['azure.chat', 'azure.ai.openai'],
    ['az.ai.openai', 'azure.ai.openai'],
    ['azure.openai', 'azure.ai.openai'],
    ['anthropic.messages', 'anthropic'],
    ['bedrock.anthropic.messages', 'aws.bedrock'],
    ['aws.anthropic', 'aws.bedrock'],
    ['amazon-bedrock', 'aws.bedrock'],
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['googleVertex.anthropic.messages', 'gcp.vertex_ai'],
    ['google.generative-ai', 'gcp.gemini'],
    ['gemini', 'gcp.gemini'],
    ['vertex_ai', 'gcp.vertex_ai'],
    ['xai', 'x_ai'],
    ['mistralai', 'mistral_ai'],
    ['gcp.vertex_ai', 'gcp.vertex_ai'],
    ['azure.ai.inference', 'azure.ai.inference'],
    ['Some New Cloud', 'some new cloud'],
  ])('that is written %s is %s', (written, expected) => {
    expect(providerOf(written)).toBe(expected);
  });

  test.each(['langchain', 'strands-agents', 'microsoft.agent_framework', 'litellm', 'openrouter', 'gcp.vertex.agent', 'unknown'])(
    'is not told by the framework %s',
    (written) => {
      expect(providerOf(written)).toBe('');
    },
  );

  test.each([
    ['gpt-4o-mini-2024-07-18', 'openai'],
    ['o3-mini', 'openai'],
    ['text-embedding-3-small', 'openai'],
    ['claude-sonnet-4-5-20250929', 'anthropic'],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'aws.bedrock'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'aws.bedrock'],
    ['anthropic/claude-3.5', 'anthropic'],
    ['vertex_ai/gemini-2.5-flash', 'gcp.vertex_ai'],
    ['gemini-2.5-flash', 'gcp.gemini'],
    ['grok-4', 'x_ai'],
    ['deepseek-chat', 'deepseek'],
    ['llama-3.3-70b', ''],
    ['my-deployment', ''],
    ['', ''],
  ])('of the model %s is "%s"', (model, expected) => {
    expect(providerOfModel(model)).toBe(expected);
  });

  test('is looked up by bytes, also for texts that are longer than any name', () => {
    const map = new ProviderMap();
    const bytes = Buffer.from(`xxOpenAIxx${'y'.repeat(1_000_000)}`);
    expect([map.spelled(bytes, 2, 8), map.spelled(bytes, 2, 8), map.spelled(bytes, 0, bytes.length), map.ofModel(bytes, 0, 0)]).toEqual([
      'openai',
      'openai',
      '',
      '',
    ]);
  });
});
