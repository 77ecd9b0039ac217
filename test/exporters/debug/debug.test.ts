import { expect, test } from 'vitest';
import { CALL_HEADER, callLine, formatUsd } from '../../../src/exporters/debug/call-line.ts';
import type { DebugConfig, Verbosity } from '../../../src/exporters/debug/config.ts';
import { DebugExporter } from '../../../src/exporters/debug/debug-exporter.ts';
import { debugExporter } from '../../../src/exporters/debug/index.ts';
import { ACCEPTED } from '../../../src/kernel/outcome.ts';
import type { Batch, Signal } from '../../../src/otlp/batch.ts';
import { type SpanSpec, traceBatch } from '../../genai/conditions/trace-request.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { ORACLE } from '../../support/oracle.ts';

const NEVER = new AbortController().signal;
const CSI = '\u009b';
const VERBOSITIES: readonly Verbosity[] = ['basic', 'normal', 'detailed', 'calls'];

/** What the exporter writes for the batches, and the host it used. */
async function shown(config: Partial<DebugConfig>, ...batches: Batch[]): Promise<{ text: string; host: FakeHost }> {
  const host = makeFakeHost({ id: 'debug' });
  let text = '';
  const sink = {
    write: async (more: string) => {
      text += more;
    },
  };
  const exporter = new DebugExporter({ verbosity: 'normal', content: false, ...config }, host, sink);
  for (const batch of batches) expect(await exporter.consume(batch)).toBe(ACCEPTED);
  return { text, host };
}

function encode(signal: Signal, request: object, items: number): Batch {
  const type = ORACLE[signal];
  return { signal, bytes: type.encode(type.fromObject(request)).finish(), items, meta: { receivedAtMs: 0 } };
}

/** A call with `marker` wherever a person or a model can have written something. */
function markedTraces(marker: string): Batch {
  const attributes = [
    { key: 'gen_ai.input.messages', value: { stringValue: `[{"content":"${marker}"}]` } },
    { key: 'assay.original.user', value: { stringValue: marker } },
    { key: 'tags', value: { arrayValue: { values: [{ stringValue: marker }] } } },
    { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { stringValue: marker } }] } } },
    { key: 'card', value: { intValue: '4111111111111111' } },
    { key: 'gen_ai.request.model', value: { stringValue: 'gpt-4o' } },
    { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
    { key: 'n', value: { intValue: 42 } },
  ];
  const span = {
    traceId: Buffer.alloc(16, 1),
    spanId: Buffer.alloc(8, 2),
    name: `chat ${marker}`,
    kind: 3,
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000001500000000',
    attributes,
    status: { code: 2, message: marker },
    events: [
      { name: 'gen_ai.choice', timeUnixNano: '1760000001000000000', attributes: [{ key: 'message', value: { stringValue: marker } }] },
    ],
    links: [{ traceId: Buffer.alloc(16, 3), spanId: Buffer.alloc(8, 3), attributes: [{ key: 'why', value: { stringValue: marker } }] }],
  };
  const resource = {
    attributes: [
      { key: 'service.name', value: { stringValue: 'shop' } },
      { key: 'owner', value: { stringValue: marker } },
    ],
  };
  return encode('traces', { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'lib' }, spans: [span] }] }] }, 1);
}

function markedLogs(marker: string): Batch {
  const record = {
    timeUnixNano: '1760000000000000000',
    severityNumber: 9,
    eventName: 'gen_ai.client.inference',
    body: { stringValue: marker },
    attributes: [{ key: 'note', value: { stringValue: marker } }],
    traceId: Buffer.alloc(16, 1),
    spanId: Buffer.alloc(8, 2),
  };
  return encode('logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }, 1);
}

function markedMetrics(marker: string): Batch {
  const attributes = [{ key: 'user', value: { stringValue: marker } }];
  const metrics = [
    { name: 'temperature', unit: 'C', gauge: { dataPoints: [{ asInt: -3, attributes }] } },
    { name: 'ratio', sum: { dataPoints: [{ asDouble: 0.5, attributes }] } },
    { name: 'latency', unit: 's', histogram: { dataPoints: [{ count: 3, sum: 1.5, bucketCounts: [3], attributes }] } },
    { name: 'sizes', exponentialHistogram: { dataPoints: [{ count: 4, scale: 1 }] } },
  ];
  return encode('metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }, 4);
}

test.each(VERBOSITIES)('%s shows nothing that a person or a model wrote unless content is asked for', async (verbosity) => {
  const marker = 'MARKER-7731';
  const batches = [markedTraces(marker), markedLogs(marker), markedMetrics(marker)];
  const { text, host } = await shown({ verbosity }, ...batches);
  const all = text + JSON.stringify(host.logs);
  expect(all).not.toContain('7731');
  expect(all).not.toContain('4111111111111111');
  expect(all.length).toBeGreaterThan(10);
});

test('content: true shows names, attributes, events and bodies', async () => {
  const { text } = await shown({ verbosity: 'detailed', content: true }, markedTraces('MARKER'), markedLogs('MARKER'));
  expect(text.match(/MARKER/g)?.length).toBeGreaterThanOrEqual(9);
  expect(text).toContain('card: 4111111111111111');
});

test('basic is one log line a batch in the Collector words', async () => {
  const { text, host } = await shown({ verbosity: 'basic' }, markedTraces('x'), markedMetrics('x'), markedLogs('x'));
  expect(text).toBe('');
  expect(host.logs).toEqual([
    { level: 'info', message: 'Traces', fields: { 'resource spans': 1, spans: 1 } },
    { level: 'info', message: 'Metrics', fields: { 'resource metrics': 1, 'data points': 4 } },
    { level: 'info', message: 'Logs', fields: { 'resource logs': 1, 'log records': 1 } },
  ]);
});

test('normal is one line an item', async () => {
  const { text } = await shown({}, markedTraces('x'), markedMetrics('x'), markedLogs('x'));
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^span (01){16} (02){8} CLIENT ERROR 1\.500s name=<text 6 B> .*gen_ai\.request\.model=gpt-4o .*n=42$/);
  expect(lines[1]).toBe('metric temperature gauge value=-3 unit=C user=<text 1 B>');
  expect(lines[2]).toBe('metric ratio sum value=0.5 user=<text 1 B>');
  expect(lines[3]).toBe('metric latency histogram count=3 sum=1.5 unit=s user=<text 1 B>');
  expect(lines[4]).toBe('metric sizes exponential_histogram count=4 sum=-');
  expect(lines[5]).toMatch(
    /^log 2025-10-09T08:53:20\.000Z severity=9 \w{32} \w{16} event=gen_ai\.client\.inference body=<text 1 B> note=<text 1 B>$/,
  );
});

test('detailed shows resource, scope, fields, events and links', async () => {
  const { text } = await shown({ verbosity: 'detailed' }, markedTraces('x'));
  for (const part of [
    'service.name: shop',
    'Scope: lib',
    'Kind          : CLIENT',
    'Status code   : ERROR',
    'Name          : gen_ai.choice',
    'Link\n',
  ]) {
    expect(text).toContain(part);
  }
});

test('control characters in names and values cannot drive the terminal or forge a line', async () => {
  const nasty = `a${CSI}2J\u001b[31m\nspan forged\u202e`;
  for (const verbosity of VERBOSITIES) {
    const batch = traceBatch([{ name: nasty, attributes: { 'gen_ai.request.model': nasty, [nasty]: nasty, 'assay.dialect': nasty } }]);
    const { text } = await shown({ verbosity, content: true }, batch);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    if (verbosity === 'normal') expect(text.trimEnd().split('\n')).toHaveLength(1);
    if (verbosity === 'calls') expect(text.trimEnd().split('\n')).toHaveLength(2);
  }
});

const CALL: SpanSpec = {
  name: 'chat',
  attributes: {
    'assay.dialect': 'openinference',
    'assay.billable': true,
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.usage.input_tokens': 12345,
    'gen_ai.usage.output_tokens': 0,
    'assay.cost.total': { double: 0.000213 },
    'assay.finish.class': 'length',
    'assay.redaction.entities': { array: ['EMAIL_ADDRESS:2', 'CREDIT_CARD:1'] },
  },
};

test('calls shows one aligned line for each LLM call below a header', async () => {
  const spans: SpanSpec[] = [
    CALL,
    { name: 'GET /', attributes: { 'http.request.method': 'GET' } },
    { name: 'agent', attributes: { ...CALL.attributes, 'assay.billable': false } },
    { name: 'plain', attributes: { 'gen_ai.request.model': 'm', 'gen_ai.operation.name': 'chat' } },
    { name: 'tool', attributes: { 'gen_ai.request.model': 'm', 'gen_ai.operation.name': 'execute_tool' } },
    { name: 'unpriced', attributes: { 'assay.billable': true, 'assay.cost.unpriced_reason': 'unknown_model', 'assay.redaction.count': 3 } },
  ];
  const { text } = await shown({ verbosity: 'calls' }, traceBatch(spans), traceBatch([CALL]), markedLogs('x'));
  const lines = text.trimEnd().split('\n');
  expect(lines[0]).toBe(CALL_HEADER);
  expect(lines.slice(1).map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['08:53:21.500', 'openinference', 'gpt-4o-mini-2024-07-18', '12,345', '0', '$0.000213', 'length', 'EMAIL_ADDRESS:2 CREDIT_CARD:1'],
    ['08:53:21.500', '-', 'm', '-', '-', '-', '-', '-'],
    ['08:53:21.500', '-', '-', '-', '-', 'unknown_model', '-', '3'],
    ['08:53:21.500', 'openinference', 'gpt-4o-mini-2024-07-18', '12,345', '0', '$0.000213', 'length', 'EMAIL_ADDRESS:2 CREDIT_CARD:1'],
  ]);
  const column = (line: string | undefined, word: string): number => (line ?? '').indexOf(word);
  expect(column(lines[0], 'finish')).toBe(column(lines[1], 'length'));
  expect(column(lines[0], 'dialect')).toBe(column(lines[1], 'openinference'));
});

test('a model name of a megabyte keeps the line in its columns', () => {
  const fields = {
    timeMs: 0,
    dialect: 'x',
    model: 'y'.repeat(1_000_000),
    inputTokens: 1,
    outputTokens: 1,
    costUsd: 1,
    unpricedReason: '',
    finishClass: '',
    redactions: [],
  };
  expect(callLine(fields).length).toBeLessThan(200);
});

test.each([
  [Number.NaN, '-'],
  [0, '$0.00'],
  [0.000000312, '$0.000000312'],
  [0.000213, '$0.000213'],
  [0.0123, '$0.0123'],
  [0.5, '$0.5000'],
  [12.345, '$12.35'],
])('%d dollars are written %s', (usd, text) => {
  expect(formatUsd(usd)).toBe(text);
});

test('a large batch is shown in part and the rest is counted', async () => {
  const { text } = await shown({}, traceBatch(Array.from({ length: 1203 }, () => ({ name: 'a' }))));
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(1001);
  expect(lines.at(-1)).toBe('… and 203 more');
});

test('items are counted and delivered, only declared metrics are emitted, and the trait tells of content', async () => {
  const { host } = await shown({}, markedTraces('x'), markedMetrics('x'));
  expect(host.ledger.deliveredItems).toBe(5);
  expect(host.metrics.value('otelcol_exporter_sent_spans', { exporter: 'debug' })).toBe(1);
  expect(host.metrics.value('otelcol_exporter_sent_metric_points')).toBe(4);
  const declared = debugExporter.telemetry.map((spec) => spec.name);
  expect(host.metrics.names().filter((name) => !declared.includes(name))).toEqual([]);
  const persists = debugExporter.traits?.persists as (config: DebugConfig) => boolean;
  expect([persists({ verbosity: 'basic', content: false }), persists({ verbosity: 'basic', content: true })]).toEqual([false, true]);
  expect(await debugExporter.create({ verbosity: 'basic', content: false }, host).consume(markedLogs('x'), NEVER)).toBe(ACCEPTED);
});
