import { describe, expect, it } from 'vitest';
import { CONTENT, IDENTITY, type KeyClass, PLAIN, STRUCTURAL } from '../../../src/genai/redaction/key-class.ts';
import { Subject } from './support/redact.ts';

const subject = new Subject();
const classOf = (name: string): KeyClass => subject.key(name).keyClass;

/** Content attributes of every dialect as recorded or documented; `0` stands for an index. */
const CONTENT_NAMES = `
gen_ai.prompt.0.content gen_ai.completion.0.content gen_ai.prompt.0.tool_calls.0.arguments traceloop.entity.input traceloop.entity.output traceloop.prompt.template traceloop.prompt.template_variables.name llm.headers llm.request.functions.0.parameters
gen_ai.input.messages gen_ai.output.messages gen_ai.system_instructions gen_ai.tool.definitions gen_ai.headers input.value output.value llm.input_messages.0.message.content llm.output_messages.0.message.content llm.prompts.0.prompt.text
llm.input_messages.0.message.contents.0.message_content.text llm.choices.0.completion.text llm.prompt_template.template llm.prompt_template.variables llm.invocation_parameters tool.parameters retrieval.documents.0.document.content reranker.query reranker.input_documents.0.document.content
embedding.embeddings.0.embedding.text metadata ai.prompt ai.prompt.messages ai.prompt.tools ai.response.text ai.response.reasoning ai.response.toolCalls ai.response.object ai.response.files ai.toolCall.args ai.toolCall.result ai.value ai.values ai.embedding ai.embeddings
ai.request.headers.authorization ai.settings.context.x ai.response.providerMetadata langfuse.observation.input langfuse.observation.output langfuse.trace.input langfuse.trace.output langfuse.observation.metadata.x langfuse.trace.metadata.x langfuse.observation.status_message
gen_ai.tool.call.arguments gen_ai.tool.call.result pydantic_ai.all_messages all_messages_events events final_result tool_arguments tool_response model_request_parameters logfire.msg request_data response_data gen_ai.event.content gen_ai.prompt gen_ai.completion
gcp.vertex.agent.llm_request gcp.vertex.agent.llm_response gcp.vertex.agent.tool_call_args gcp.vertex.agent.tool_response gcp.vertex.agent.data gen_ai.serialized.input langsmith.metadata.HOME gen_ai.tool.args gen_ai.content.prompt mlflow.spanInputs mlflow.spanOutputs mlflow.chat.tools
mlflow.chunk.item.value spring.ai.tool.call.arguments db.vector.query.content db.vector.query.response.documents llm.openai.messages llm.anthropic.messages llm.None.input hidden_params metadata.user error.stack_trace litellm.metadata.x ai.proxy.payload.request gen_ai.prompt_json gen_ai.completion_json
gen_ai.request.messages gen_ai.response.text gen_ai.response.tool_calls genkit:input genkit:output prompt user_prompt user_system_prompt response.model_output tool_input tool_parameters full_command file_path tool.output api_request_body api_response_body arguments output response_text request_text
function_args raw_input input gen_ai.task.input gen_ai.task.output exception.message exception.stacktrace
`
  .trim()
  .split(/\s+/);

const STRUCTURAL_NAMES = `
gen_ai.usage.input_tokens gen_ai.usage.cache_read.input_tokens gen_ai.response.id gen_ai.response.model gen_ai.request.model gen_ai.response.finish_reasons gen_ai.conversation.id gen_ai.request.seed llm.token_count.prompt llm.usage.total_tokens ai.response.id ai.usage.promptTokens session.id
gen_ai.prompt.0.role gen_ai.completion.0.finish_reason gen_ai.prompt.0.tool_calls.0.id llm.output_messages.0.message.tool_calls.0.tool_call.id gen_ai.tool.call.id service.instance.id process.pid http.response.status_code server.port thread.id k8s.pod.uid assay.cost.total x.y.duration_ms my.input_tokens some.count
`
  .trim()
  .split(/\s+/);

describe('key classes', () => {
  it('know every place in which a dialect keeps content', () => {
    for (const name of CONTENT_NAMES) expect({ name, keyClass: classOf(name) }).toEqual({ name, keyClass: CONTENT });
  });

  it('know ids, counts and times', () => {
    for (const name of STRUCTURAL_NAMES) expect({ name, keyClass: classOf(name) }).toEqual({ name, keyClass: STRUCTURAL });
  });

  it('know who names a user', () => {
    for (const name of [
      'user.id',
      'enduser.id',
      'user.email',
      'user.name',
      'langfuse.user.id',
      'gen_ai.user',
      'ai.telemetry.metadata.userId',
    ])
      expect({ name, keyClass: classOf(name) }).toEqual({ name, keyClass: IDENTITY });
  });

  it('scan whatever they do not know', () => {
    for (const name of ['vendor.thing', 'x', 'gen_ai.new.field', 'order.id', ''])
      expect({ name, keyClass: classOf(name) }).toEqual({ name, keyClass: PLAIN });
  });

  it('follow the config before the table', () => {
    const own = new Subject({
      keys: { content: ['my.*.text', 'gen_ai.response.id'], structural: ['order.id', 'input.value'] },
      identity: { keys: ['account'] },
    });
    expect([
      own.key('my.first.text').keyClass,
      own.key('gen_ai.response.id').keyClass,
      own.key('order.id').keyClass,
      own.key('input.value').keyClass,
      own.key('account').keyClass,
    ]).toEqual([CONTENT, CONTENT, STRUCTURAL, STRUCTURAL, IDENTITY]);
  });

  it('see secret-like names in any style, and counts of tokens are none', () => {
    for (const name of [
      'db.password',
      'DB_PASSWORD',
      'openaiApiKey',
      'http.request.header.authorization',
      'x-api-key',
      'client.secret',
      'Cookie',
    ])
      expect({ name, keyed: subject.key(name).keyed !== -1 }).toEqual({ name, keyed: true });
    for (const name of ['gen_ai.usage.input_tokens', 'max_tokens', 'token_count', 'password_policy', 'session.id', 'keyboard', 'monkey'])
      expect({ name, keyed: subject.key(name).keyed !== -1 }).toEqual({ name, keyed: false });
  });

  it('remember keys without mixing them up, beyond what they keep', () => {
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 6000; i++) expect(subject.key(`k${i}.password`).name).toBe(`k${i}.password`);
  });
});
