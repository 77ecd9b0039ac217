/* Names that reach JavaScript's prototypes, wherever a sender can put a name. */
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { LiveCollector } from '../service/support/live-collector.ts';
import { grpcCaller } from '../transport/support/grpc-calls.ts';
import { buildTraces } from '../../src/otlp/build/traces.ts';
import { attributesByKey, OtlpSink } from '../support/otlp-sink.ts';

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'] as const;
const BEFORE = Object.getOwnPropertyNames(Object.prototype).toSorted();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(BEFORE);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

async function collector(): Promise<{ live: LiveCollector; sink: OtlpSink }> {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  const live = await LiveCollector.start(`
receivers: { otlp: { protocols: { grpc: { endpoint: 127.0.0.1:0, include_metadata: true }, http: { endpoint: 127.0.0.1:0, include_metadata: true } } } }
processors: { memory_limiter: , batch: { timeout: 1ms }, genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors:
  genai_metrics: { metrics_flush_interval: 20ms, dimensions: [ { key: constructor }, { key: toString } ] }
exporters: { otlp_http: { endpoint: "http://127.0.0.1:${sink.httpPort}" }, debug: { verbosity: detailed, content: true }, prometheus: { endpoint: 127.0.0.1:0 } }
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, batch, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler]
      exporters: [otlp_http, debug, genai_metrics]
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`);
  return { live, sink };
}

describe('names of prototypes', () => {
  it('as keys and values of attributes, in resources and in JSON content, pass like any others', async () => {
    const { live, sink } = await collector();
    const attributes = Object.fromEntries(NAMES.map((name) => [name, name]));
    // Written as entries, since `__proto__` in a literal would set a prototype here.
    const batch = buildTraces([
      {
        resource: Object.fromEntries([...NAMES, 'service.name'].map((name) => [name, '__proto__'])),
        spans: [
          {
            traceId: '1'.repeat(32),
            spanId: '2'.repeat(16),
            name: '__proto__',
            startNs: 1_764_000_000_000_000_000n,
            endNs: 1_764_000_000_100_000_000n,
            attributes: {
              ...Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== '__proto__')),
              'gen_ai.operation.name': 'chat',
              'gen_ai.provider.name': '__proto__',
              'gen_ai.request.model': '__proto__',
              'gen_ai.response.model': 'constructor',
              'gen_ai.usage.input_tokens': 3,
              'gen_ai.usage.output_tokens': 4,
              'gen_ai.response.finish_reasons': ['__proto__', 'toString'],
              'gen_ai.input.messages':
                '[{"role":"user","__proto__":{"polluted":true},"parts":[{"type":"text","content":"x","constructor":{"prototype":{"polluted":true}}}]}]',
              'gen_ai.tool.definitions': '[{"type":"function","name":"__proto__","parameters":{"__proto__":{"polluted":1}}}]',
            },
          },
          {
            traceId: '1'.repeat(32),
            spanId: '4'.repeat(16),
            name: 'chat gpt-4o',
            startNs: 1_764_000_000_000_000_000n,
            endNs: 1_764_000_000_100_000_000n,
            attributes: {
              'gen_ai.operation.name': 'chat',
              'gen_ai.provider.name': 'openai',
              'gen_ai.request.model': 'gpt-4o',
              'gen_ai.response.model': 'gpt-4o-2024-08-06',
              'openai.response.service_tier': 'constructor',
              'gen_ai.usage.input_tokens': 3,
              'gen_ai.usage.output_tokens': 4,
            },
          },
        ],
      },
    ]);
    const { code } = await grpcCaller({ host: '127.0.0.1', port: live.port('grpc') })(Buffer.from(batch.bytes), {
      metadata: { __proto__x: 'a', constructor: 'b' },
    });
    expect(code).toBe(0);
    await sink.until('traces', 2);
    const [found, priced] = sink.spans();
    expect(attributesByKey(priced!.span)['assay.cost.total']).toBeDefined();
    for (const name of NAMES.slice(1)) expect(attributesByKey(found!.span)[name]).toEqual({ stringValue: name });
    await live.stop();
    expect(live.logged('COMPONENT_FAILED')).toEqual([]);
    expect(await live.metric('assay_stage_failures_total')).toBe(0);
  });

  it('as names in OTLP/JSON are unknown fields, and as keys of attributes text', async () => {
    const { live, sink } = await collector();
    const body = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"resourceSpans":[{"__proto__":{"polluted":true},"scopeSpans":[{"spans":[{
      "traceId":"${'1'.repeat(32)}","spanId":"${'3'.repeat(16)}","name":"x","startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000000100000000",
      "attributes":[{"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"polluted","value":{"boolValue":true}}]}}}]}]}]}]}`;
    const response = await fetch(`http://127.0.0.1:${live.port('http')}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', __proto__: 'polluted', constructor: 'polluted' },
      body,
    });
    expect(response.status).toBe(200);
    await sink.until('traces', 1);
    const [found] = sink.spans();
    expect((found!.span.attributes ?? []).map(({ key }) => key)).toContain('__proto__');
  });

  it('in a config are refused, also from a variable and from --set', async () => {
    const { live } = await collector();
    for (const text of [
      'exporters: { otlp_http: { endpoint: "http://x", headers: { __proto__: a } } }',
      'exporters: { __proto__: { polluted: true } }',
    ]) {
      expect(
        (
          await live.load(
            `${text}\nreceivers: { otlp: { protocols: { http: } } }\nservice: { pipelines: { traces: { receivers: [otlp], exporters: [otlp_http] } } }`,
          )
        ).config,
      ).toBeUndefined();
    }
  });
});
