import { Writer } from '../src/wire/writer.ts';
import { writeValue } from '../src/otlp/views/values.ts';

/** A small deterministic generator (mulberry32), so that every run sees the same bytes. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Value = string | number | { readonly int: number } | readonly string[];

const MODELS = [
  ['openai', 'gpt-4o', 'gpt-4o-2024-08-06'],
  ['openai', 'gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
  ['openai', 'gpt-4.1', 'gpt-4.1-2025-04-14'],
  ['anthropic', 'claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
  ['anthropic', 'claude-opus-4-1', 'claude-opus-4-1-20250805'],
  ['gcp.gemini', 'gemini-2.5-pro', 'gemini-2.5-pro'],
  ['gcp.gemini', 'gemini-2.5-flash', 'gemini-2.5-flash'],
] as const;
const REASONS = ['stop', 'stop', 'stop', 'length', 'tool_calls', 'end_turn'];
const WORDS =
  'the order was shipped on time and the customer asked again about the invoice for last month which we sent to the wrong address'.split(
    ' ',
  );
const FOREIGN = ['größer', 'naïve', '東京', 'señor', 'Łódź'];

/** What one payload holds. `content` adds captured prompts and answers of 2 to 6 KB each; `llmShare` is the share of LLM spans. */
export interface PayloadOptions {
  readonly spans: number;
  readonly content: boolean;
  readonly llmShare?: number;
  readonly seed?: number;
}

/**
 * An ExportTraceServiceRequest like those of a busy service: 20 % LLM spans (23 attributes, 25 with content), 45 % HTTP
 * and 35 % database spans (12 attributes), about 620 B a span without content and 2.3 KB with it.
 */
export function makePayload(options: PayloadOptions): Buffer {
  const random = seeded(options.seed ?? 7);
  const llmShare = options.llmShare ?? 0.2;
  const w = new Writer(options.spans * (options.content ? 4096 : 1024));
  const perScope = 64;
  for (let done = 0; done < options.spans; ) {
    const resourceSpans = w.begin(1);
    const resource = w.begin(1);
    attribute(w, 1, 'service.name', `checkout-${Math.floor(random() * 4)}`);
    attribute(w, 1, 'service.version', '1.42.0');
    attribute(w, 1, 'deployment.environment.name', 'production');
    attribute(w, 1, 'telemetry.sdk.language', 'nodejs');
    w.end(resource);
    const scopeSpans = w.begin(2);
    const scope = w.begin(1);
    w.textField(1, 'shop.instrumentation');
    w.textField(2, '0.9.1');
    w.end(scope);
    for (let i = 0; i < perScope && done < options.spans; i++, done++) {
      const roll = random();
      const span = w.begin(2);
      if (roll < llmShare) llmSpan(w, random, options.content);
      else if (roll < llmShare + (1 - llmShare) * 0.5625) httpSpan(w, random);
      else dbSpan(w, random);
      w.end(span);
    }
    w.end(scopeSpans);
    w.end(resourceSpans);
  }
  return Buffer.from(w.finish());
}

function llmSpan(w: Writer, random: () => number, content: boolean): void {
  const [provider, request, response] = MODELS[Math.floor(random() * MODELS.length)]!;
  const input = 200 + Math.floor(random() * 5000);
  const output = 20 + Math.floor(random() * 1000);
  const attributes: Record<string, Value> = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': request,
    'gen_ai.response.model': response,
    'gen_ai.response.id': `chatcmpl-${hex(random, 12)}`,
    'gen_ai.response.finish_reasons': [REASONS[Math.floor(random() * REASONS.length)]!],
    'gen_ai.request.temperature': 0.7,
    'gen_ai.request.top_p': 0.95,
    'gen_ai.request.max_tokens': { int: 4096 },
    'gen_ai.usage.input_tokens': { int: input },
    'gen_ai.usage.output_tokens': { int: output },
    'gen_ai.usage.cache_read.input_tokens': { int: Math.floor(input * random() * 0.6) },
    'gen_ai.conversation.id': `conv-${hex(random, 8)}`,
    'gen_ai.agent.name': 'support-agent',
    'gen_ai.output.type': 'text',
    'gen_ai.request.seed': { int: 1234 },
    'server.address': 'api.example.com',
    'server.port': { int: 443 },
    'user.id': `u-${Math.floor(random() * 100000)}`,
    'session.id': `s-${hex(random, 8)}`,
    'openai.response.service_tier': 'default',
    'app.feature': 'checkout-help',
    'thread.id': { int: Math.floor(random() * 64) },
  };
  if (content) {
    attributes['gen_ai.input.messages'] = messages(random, 'user');
    attributes['gen_ai.output.messages'] = messages(random, 'assistant');
  }
  spanFields(w, random, `chat ${request}`, 3, attributes);
}

function httpSpan(w: Writer, random: () => number): void {
  spanFields(w, random, 'GET /api/orders/{id}', 2, {
    'http.request.method': 'GET',
    'url.path': `/api/orders/${Math.floor(random() * 1e6)}`,
    'url.scheme': 'https',
    'http.route': '/api/orders/{id}',
    'http.response.status_code': { int: 200 },
    'server.address': 'shop.example.com',
    'server.port': { int: 443 },
    'network.protocol.version': '1.1',
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    'client.address': '10.1.2.3',
    'network.peer.port': { int: 51234 },
    'thread.id': { int: Math.floor(random() * 64) },
  });
}

function dbSpan(w: Writer, random: () => number): void {
  spanFields(w, random, 'SELECT orders', 3, {
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.operation.name': 'SELECT',
    'db.collection.name': 'orders',
    'db.query.text': 'SELECT id, total, state FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 20',
    'server.address': 'pg-1.internal',
    'server.port': { int: 5432 },
    'network.peer.address': '10.4.5.6',
    'db.response.returned_rows': { int: Math.floor(random() * 20) },
    'db.client.connection.pool.name': 'main',
    'thread.id': { int: Math.floor(random() * 64) },
    'code.function.name': 'OrderRepository.list',
  });
}

function spanFields(w: Writer, random: () => number, name: string, kind: number, attributes: Readonly<Record<string, Value>>): void {
  const id = (field: number, length: number): void => {
    w.tag(field, 2);
    w.varint(length);
    for (let i = 0; i < length; i++) w.byte(1 + Math.floor(random() * 255));
  };
  id(1, 16);
  id(2, 8);
  id(4, 8);
  w.textField(5, name);
  w.tag(6, 0);
  w.varint(kind);
  const start = 1_790_000_000_000_000_000n + BigInt(Math.floor(random() * 1e9)) * 1000n;
  w.tag(7, 1);
  w.fixed64(start);
  w.tag(8, 1);
  w.fixed64(start + BigInt(Math.floor(random() * 3e9)));
  for (const [key, value] of Object.entries(attributes)) attribute(w, 9, key, value);
  const status = w.begin(15);
  w.end(status);
}

function attribute(w: Writer, field: number, key: string, value: Value): void {
  const entry = w.begin(field);
  w.textField(1, key);
  const any = w.begin(2);
  if (typeof value === 'object' && 'int' in value) writeValue(w, value.int, 'int');
  else writeValue(w, value as string | number | readonly string[]);
  w.end(any);
  w.end(entry);
}

function messages(random: () => number, role: string): string {
  const size = 2000 + Math.floor(random() * 4000);
  const foreign = random() < 0.3;
  let text = '';
  while (text.length < size) {
    text += `${WORDS[Math.floor(random() * WORDS.length)]} `;
    if (foreign && random() < 0.05) text += `${FOREIGN[Math.floor(random() * FOREIGN.length)]} `;
  }
  if (random() < 0.1) {
    const at = Math.floor(random() * text.length);
    text = `${text.slice(0, at)} anna.${hex(random, 3)}@example.com ${text.slice(at)}`;
  }
  return JSON.stringify([{ role, parts: [{ type: 'text', content: text }] }]);
}

function hex(random: () => number, bytes: number): string {
  let text = '';
  for (let i = 0; i < bytes; i++)
    text += Math.floor(random() * 256)
      .toString(16)
      .padStart(2, '0');
  return text;
}
