import { onTestFinished } from 'vitest';
import { compileSchema } from '../../src/config/validator.ts';
import type { Descriptor, Exporter } from '../../src/kernel/component.ts';
import type { Batch, Signal } from '../../src/otlp/batch.ts';
import { type FakeHost, makeFakeHost } from '../support/fake-host.ts';
import { ORACLE } from '../support/oracle.ts';

/** A config as the loader makes it: checked by the schema, defaults filled in. */
export function withDefaults<C>(descriptor: Descriptor<'exporter', C, Exporter>, given: Record<string, unknown>): C {
  const config = structuredClone(given);
  const validate = compileSchema(descriptor.config);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors?.map((e) => [e.instancePath, e.message])));
  return config as C;
}

/** A started exporter, stopped at the end of the test. */
export async function started<C>(
  descriptor: Descriptor<'exporter', C, Exporter>,
  given: Record<string, unknown>,
  extensions: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly host: FakeHost; readonly exporter: Exporter }> {
  const host = makeFakeHost({ id: `${descriptor.type}/test`, extensions });
  const exporter = descriptor.create(withDefaults(descriptor, given), host);
  await exporter.start?.();
  onTestFinished(() => exporter.shutdown?.(AbortSignal.abort()));
  return { host, exporter };
}

/** A request with `count` small items, from the oracle's encoder. */
export function request(signal: Signal, count: number, text: string = 'x'): Batch {
  const items = Array.from({ length: count }, (_, i) => i);
  const scoped: Record<Signal, object> = {
    traces: {
      resourceSpans: [
        {
          scopeSpans: [
            { spans: items.map((i) => ({ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, i + 1), name: `${text}-${i}` })) },
          ],
        },
      ],
    },
    logs: { resourceLogs: [{ scopeLogs: [{ logRecords: items.map((i) => ({ body: { stringValue: `${text}-${i}` } })) }] }] },
    metrics: {
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: text, gauge: { dataPoints: items.map((i) => ({ asDouble: i })) } }] }] }],
    },
  };
  const bytes = ORACLE[signal].encode(ORACLE[signal].fromObject(scoped[signal])).finish();
  return { signal, bytes, items: count, meta: { receivedAtMs: 0 } };
}

/** Names of the spans in a request. */
export function spanNames(bytes: Uint8Array): string[] {
  const decoded = ORACLE.traces.decode(bytes) as unknown as { resourceSpans: { scopeSpans: { spans: { name: string }[] }[] }[] };
  return decoded.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans.map((span) => span.name)));
}
