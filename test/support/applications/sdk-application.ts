/*
 * An application as users write one, with the real OpenTelemetry JS SDK: an agent that calls a model twice, a log record
 * for each call, a counter and a histogram. Run as its own process: `node sdk-application.ts grpc|proto|json URL`.
 * Exits 1 when the SDK reports any error.
 */
import { context, diag, DiagLogLevel, SpanKind, SpanStatusCode, SeverityNumber, trace } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const [protocol = '', url = ''] = process.argv.slice(2);

const EXPORTERS = {
  grpc: () => [new GrpcTraces({ url }), new GrpcLogs({ url }), new GrpcMetrics({ url })] as const,
  proto: () =>
    [
      new ProtoTraces({ url: `${url}/v1/traces` }),
      new ProtoLogs({ url: `${url}/v1/logs` }),
      new ProtoMetrics({ url: `${url}/v1/metrics` }),
    ] as const,
  json: () =>
    [
      new JsonTraces({ url: `${url}/v1/traces` }),
      new JsonLogs({ url: `${url}/v1/logs` }),
      new JsonMetrics({ url: `${url}/v1/metrics` }),
    ] as const,
};

const complain = (message: string): void => {
  process.exitCode = 1;
  console.error(message);
};
const quiet = (): void => undefined;
diag.setLogger({ error: complain, warn: complain, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);

const [spans, records, points] = EXPORTERS[protocol as keyof typeof EXPORTERS]();
const resource = resourceFromAttributes({ 'service.name': `shop-${protocol}`, 'deployment.environment.name': 'test' });
const traces = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter: spans })] });
const logs = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: records })] });
const metrics = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 60_000 })],
});

const tracer = traces.getTracer('shop', '1.0.0');
const logger = logs.getLogger('shop');
const meter = metrics.getMeter('shop');
const orders = meter.createCounter('shop.orders', { unit: '{order}' });
const latency = meter.createHistogram('shop.latency', { unit: 's' });

const agent = tracer.startSpan('invoke_agent concierge', { attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
const within = trace.setSpan(context.active(), agent);
for (const question of ['Where is my order?', 'Please answer to jane.roe@example.com']) {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 100,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: question }] }]),
    'shop.tags': ['a', 'b'],
    'shop.retry': false,
    'shop.score': 0.25,
  };
  const span = tracer.startSpan('chat gpt-4o-mini', { kind: SpanKind.CLIENT, attributes }, within);
  span.addEvent('first token', { at: 1 });
  span.setStatus({ code: SpanStatusCode.OK });
  span.end();
  const body = `asked: ${question}`;
  logger.emit({ severityNumber: SeverityNumber.INFO, severityText: 'INFO', body, attributes: { step: 1 }, context: within });
  orders.add(1, { channel: 'web' });
  latency.record(0.2, { channel: 'web' });
}
agent.end();

await Promise.all([traces.forceFlush(), logs.forceFlush(), metrics.forceFlush()]).catch((error: Error) => complain(error.message));
await Promise.all([traces.shutdown(), logs.shutdown(), metrics.shutdown()]);
