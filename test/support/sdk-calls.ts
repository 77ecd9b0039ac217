import { expect } from 'vitest';
import { attributesByKey, type OtlpSink } from './otlp-sink.ts';

/** All three signals through everything that the product does to them, to an OTLP/gRPC backend. */
export function fullPipeline(backendPort: number): string {
  return `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors: { genai_metrics: { metrics_flush_interval: 100ms } }
exporters:
  otlp_grpc: { endpoint: "127.0.0.1:${backendPort}", tls: { insecure: true } }
  prometheus: { endpoint: "127.0.0.1:0" }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler]
      exporters: [otlp_grpc, genai_metrics]
    logs: { receivers: [otlp], processors: [memory_limiter, genai_redaction], exporters: [otlp_grpc] }
    metrics: { receivers: [otlp], processors: [memory_limiter], exporters: [otlp_grpc] }
    metrics/genai: { receivers: [genai_metrics], exporters: [prometheus] }
`;
}

/** The two calls of a test application (1,000 tokens in, 100 out, gpt-4o-mini) as they must arrive: priced, classified, one of them redacted. */
export async function expectCalls(sink: OtlpSink, service: string): Promise<void> {
  const spans = sink.spans();
  expect(new Set(spans.map(({ span }) => span.spanId)).size).toBe(spans.length);
  const chats = spans.filter(({ span }) => span.name === 'chat gpt-4o-mini');
  expect(chats.length).toBe(2);
  for (const { span, resource } of chats) {
    expect(JSON.stringify(resource)).toContain(service);
    expect(attributesByKey(span)).toMatchObject({
      'assay.billable': { boolValue: true },
      'assay.cost.total': { doubleValue: expect.closeTo(0.00021, 12) },
      'assay.cost.source': { stringValue: 'computed' },
      'assay.finish.class': { stringValue: 'stop' },
      'gen_ai.usage.input_tokens': { intValue: '1000' },
    });
  }
  const text = JSON.stringify(chats);
  expect(text).toContain('Where is my order?');
  expect(text).toContain('<EMAIL_ADDRESS>');
  expect(JSON.stringify(sink.spans())).not.toContain('jane.roe@example.com');
}
