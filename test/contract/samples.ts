import type { Batch, Signal } from '../../src/otlp/batch.ts';
import { buildLogs } from '../../src/otlp/build/logs.ts';
import { buildMetrics } from '../../src/otlp/build/metrics.ts';
import { buildTraces } from '../../src/otlp/build/traces.ts';

const RESOURCE = { 'service.name': 'contract' };
const START_NS = 1_764_000_000_000_000_000n;

/** One small request of each signal: a model call, a span that is none, a metric, a log record. */
export const SAMPLES: Readonly<Record<Signal, () => Batch>> = {
  traces: () =>
    buildTraces([
      {
        resource: RESOURCE,
        spans: [
          {
            name: 'chat gpt-4o-mini',
            kind: 3,
            startNs: START_NS,
            endNs: START_NS + 1_200_000_000n,
            attributes: {
              'gen_ai.operation.name': 'chat',
              'gen_ai.provider.name': 'openai',
              'gen_ai.request.model': 'gpt-4o-mini',
              'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
              'gen_ai.usage.input_tokens': 120,
              'gen_ai.usage.output_tokens': 30,
              'gen_ai.response.finish_reasons': ['stop'],
              'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"write to jane@example.com"}]}]',
            },
          },
          { name: 'GET /healthz', kind: 2, startNs: START_NS, endNs: START_NS + 1_000_000n },
        ],
      },
    ]),
  metrics: () =>
    buildMetrics([
      {
        resource: RESOURCE,
        metrics: [
          {
            name: 'queue.size',
            kind: 'gauge',
            points: [
              { value: 3, timeNs: START_NS },
              { value: 4, timeNs: START_NS },
            ],
          },
        ],
      },
    ]),
  logs: () => buildLogs([{ resource: RESOURCE, records: [{ timeNs: START_NS, severityNumber: 9, body: 'call +1 415 555 2671' }] }]),
};
