/*
 * An application with the real OpenTelemetry JS SDK that knows nothing of privacy: prompts, tool calls, errors, log records and metrics
 * full of planted data, in every place the SDK has. Run as its own process: `node planted-application.ts GRPC-URL`.
 */
import { context, diag, DiagLogLevel, SpanKind, SpanStatusCode, SeverityNumber, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { PLANTED } from '../planted.ts';

const [url = ''] = process.argv.slice(2);
const complain = (message: string): void => {
  process.exitCode = 1;
  console.error(message);
};
const quiet = (): void => undefined;
diag.setLogger({ error: complain, warn: complain, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);

const { email, card, iban, ssn, phone, key, password, name, badge } = PLANTED;
const resource = resourceFromAttributes({ 'service.name': 'careless', 'process.command_args': ['node', 'app.js', `--token=${key}`] });
const traces = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })] });
const logs = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url }) })] });
const metrics = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter({ url }), exportIntervalMillis: 60_000 })],
});

const all = `${email}, card ${card}, IBAN ${iban}, SSN ${ssn}, call ${phone}, ${key}, badge ${badge}`;
const messages = JSON.stringify([
  { role: 'system', parts: [{ type: 'text', content: `You serve ${name}.` }] },
  { role: 'user', parts: [{ type: 'text', content: `I am ${name}: ${all}` }] },
  {
    role: 'assistant',
    parts: [{ type: 'tool_call', id: 'c1', name: 'book', arguments: JSON.stringify({ to: email, card, password, note: `for ${name}` }) }],
  },
]);

const span = traces.getTracer('careless').startSpan(`chat for ${email}`, {
  kind: SpanKind.CLIENT,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 100,
    'gen_ai.response.id': 'chatcmpl-1',
    'gen_ai.input.messages': messages,
    'gen_ai.output.messages': JSON.stringify([
      { role: 'assistant', parts: [{ type: 'text', content: `Noted, ${name.toUpperCase()}: ${all}` }] },
    ]),
    'user.name': name,
    'user.email': email,
    'url.full': `https://shop.test/pay?mail=${encodeURIComponent(email)}&card=${card.replaceAll(' ', '+')}&api_key=${key}`,
    'db.connection': `postgres://app:${encodeURIComponent(password)}@db.test/app`,
    'http.request.header.authorization': [`Bearer ${key}`],
    'paid.with': Number(card.replaceAll(' ', '')),
    [`seen.${email}`]: true,
    tags: [email, ssn, 'plain'],
  },
  links: [{ context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }, attributes: { because: `of ${all}` } }],
});
span.addEvent(`asked by ${email}`, { text: all, raw: Buffer.from(all).toString('latin1') });
span.recordException(new Error(`no account for ${all}`));
span.setStatus({ code: SpanStatusCode.ERROR, message: `refused ${card} of ${name}` });
span.end();

const within = trace.setSpan(context.active(), span);
const logger = logs.getLogger('careless');
logger.emit({
  severityNumber: SeverityNumber.INFO,
  body: `login of ${all}`,
  attributes: { 'user.name': name, said: `by ${name}` },
  context: within,
});
logger.emit({
  severityNumber: SeverityNumber.ERROR,
  body: {
    request: { headers: { cookie: `session=${key}` }, lines: [all, { deep: JSON.stringify({ password, all }) }] },
    bytes: Buffer.from(all),
  },
  context: within,
});
const meter = metrics.getMeter('careless');
meter.createCounter('logins').add(1, { account: email, phone });
meter.createHistogram('paid').record(7, { card, iban });

await Promise.all([traces.forceFlush(), logs.forceFlush(), metrics.forceFlush()]).catch((error: Error) => complain(error.message));
await Promise.all([traces.shutdown(), logs.shutdown(), metrics.shutdown()]);
