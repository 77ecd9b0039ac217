import { ANTHROPIC_PLATFORM } from './anthropic-platform.ts';
import { ANTHROPIC_SDK } from './anthropic-sdk.ts';
import { CLAUDE_CODE } from './claude-code.ts';
import { CLOUDFLARE_AI_GATEWAY } from './cloudflare-ai-gateway.ts';
import { CODEX_CLI } from './codex-cli.ts';
import { ENVOY_AI_GATEWAY } from './envoy-ai-gateway.ts';
import { GEMINI_CLI } from './gemini-cli.ts';
import { GEN_AI } from './gen-ai.ts';
import { GENKIT } from './genkit.ts';
import { GOOGLE_ADK } from './google-adk.ts';
import { HELICONE } from './helicone.ts';
import { KONG } from './kong.ts';
import { LANGFUSE } from './langfuse.ts';
import { LANGSMITH } from './langsmith.ts';
import { LITELLM_V1 } from './litellm-v1.ts';
import { LITELLM_V2 } from './litellm-v2.ts';
import { LOGFIRE_LLM } from './logfire-llm.ts';
import { MLFLOW } from './mlflow.ts';
import { MS_AGENT_FRAMEWORK } from './ms-agent-framework.ts';
import { OPENINFERENCE } from './openinference.ts';
import { OPENLIT } from './openlit.ts';
import { OPENLLMETRY_LEGACY } from './openllmetry-legacy.ts';
import { OPENLLMETRY } from './openllmetry.ts';
import { OPENROUTER } from './openrouter.ts';
import { OTEL_GENAI_LEGACY } from './otel-genai-legacy.ts';
import { OTEL_GENAI } from './otel-genai.ts';
import { PORTKEY } from './portkey.ts';
import { PYDANTIC_AI } from './pydantic-ai.ts';
import { SEMANTIC_KERNEL } from './semantic-kernel.ts';
import { SENTRY } from './sentry.ts';
import { SPRING_AI } from './spring-ai.ts';
import { STRANDS } from './strands.ts';
import { VERCEL_AI_V7 } from './vercel-ai-v7.ts';
import { VERCEL_AI } from './vercel-ai.ts';
import type { DialectTable } from './table.ts';

/** All built-in dialects; among equals in an item's marks the earlier wins. The last is the general fallback. */
export const DIALECTS: readonly DialectTable[] = [
  OPENINFERENCE,
  VERCEL_AI,
  VERCEL_AI_V7,
  LANGFUSE,
  ANTHROPIC_SDK,
  ANTHROPIC_PLATFORM,
  PYDANTIC_AI,
  LOGFIRE_LLM,
  SEMANTIC_KERNEL,
  MS_AGENT_FRAMEWORK,
  GOOGLE_ADK,
  STRANDS,
  LANGSMITH,
  OPENLIT,
  MLFLOW,
  SPRING_AI,
  LITELLM_V1,
  LITELLM_V2,
  KONG,
  ENVOY_AI_GATEWAY,
  CLOUDFLARE_AI_GATEWAY,
  OPENROUTER,
  PORTKEY,
  HELICONE,
  SENTRY,
  GENKIT,
  CLAUDE_CODE,
  CODEX_CLI,
  GEMINI_CLI,
  OPENLLMETRY,
  OPENLLMETRY_LEGACY,
  OTEL_GENAI,
  OTEL_GENAI_LEGACY,
  GEN_AI,
];
