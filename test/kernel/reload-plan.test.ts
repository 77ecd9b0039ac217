import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { CollectorConfig } from '../../src/config/types.ts';
import { changesGraph, formatReloadPlan, planReload } from '../../src/kernel/reload-plan.ts';
import { builtInRegistry } from '../../src/registry.ts';

const BASE = `
receivers: { otlp: { protocols: { http: {} } } }
processors:
  memory_limiter:
  batch: { timeout: 100ms }
connectors: { genai_metrics: {}, forward: {} }
exporters:
  otlp_http: { endpoint: https://a.example, sending_queue: { storage: file_storage } }
  otlp_grpc: { endpoint: b.example:4317 }
  prometheus:
extensions: { file_storage: { directory: /var/lib/assay }, health_check: {} }
service:
  extensions: [file_storage, health_check]
  shutdown_timeout: 10s
  telemetry: { logs: { level: info } }
  pipelines:
    traces: { receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlp_http, genai_metrics] }
    logs: { receivers: [otlp], processors: [memory_limiter], exporters: [otlp_grpc, forward] }
    logs/copy: { receivers: [forward], exporters: [otlp_grpc] }
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`;

async function config(...edits: (readonly [from: string, to: string])[]): Promise<CollectorConfig> {
  let text = BASE;
  for (const [from, to] of edits) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const loaded = await loadConfig({ uris: [`yaml:${text}`], env: {}, registry: builtInRegistry() });
  if (loaded.config === undefined) throw new Error(formatDiagnostics(loaded.diagnostics, loaded));
  return loaded.config;
}

const rebuilt = (plan: ReturnType<typeof planReload>): string[] => plan.rebuild.map(({ part, because }) => `${part}: ${because}`);

describe('planReload', () => {
  it('keeps everything when the same config is read again', async () => {
    const plan = planReload(await config(), await config());
    expect(plan).toMatchObject({ rebuild: [], remove: [], add: [], restart: [] });
    expect(plan.keep.toSorted()).toEqual(
      [
        'connector/forward',
        'connector/genai_metrics',
        'exporter/otlp_grpc',
        'exporter/otlp_http',
        'exporter/prometheus',
        'extension/file_storage',
        'extension/health_check',
        'pipeline/logs',
        'pipeline/logs/copy',
        'pipeline/metrics',
        'pipeline/traces',
        'receiver/otlp',
      ].toSorted(),
    );
    expect(changesGraph(plan)).toBe(false);
  });

  it('does not take another spelling of the same settings for a change', async () => {
    const plan = planReload(
      await config(),
      await config(['batch: { timeout: 100ms }', 'batch: {"timeout": "100ms", send_batch_size: 8192}']),
    );
    expect(changesGraph(plan)).toBe(false);
  });

  it('makes only the exporter anew whose settings changed, and no pipeline that hands to it', async () => {
    const plan = planReload(await config(), await config(['b.example', 'c.example']));
    expect(rebuilt(plan)).toEqual(['exporter/otlp_grpc: its settings changed']);
    expect([plan.add, plan.remove]).toEqual([[], []]);
    expect(plan.keep).toContain('receiver/otlp');
  });

  it('makes the pipelines anew that contain a changed processor, and leaves the others', async () => {
    const plan = planReload(await config(), await config(['timeout: 100ms', 'timeout: 50ms']));
    expect(rebuilt(plan)).toEqual(['pipeline/traces: processor batch: its settings changed']);
    expect(plan.keep).toEqual(expect.arrayContaining(['exporter/otlp_http', 'connector/genai_metrics', 'pipeline/logs', 'receiver/otlp']));
  });

  it('makes every pipeline anew that a changed processor serves', async () => {
    const plan = planReload(await config(), await config(['memory_limiter:\n', 'memory_limiter: { limit_mib: 300 }\n']));
    expect(plan.rebuild.map(({ part }) => part)).toEqual(['pipeline/traces', 'pipeline/logs']);
  });

  it('makes an exporter anew when the extension changed that it stores with', async () => {
    const plan = planReload(await config(), await config(['directory: /var/lib/assay', 'directory: /srv/assay']));
    expect(rebuilt(plan)).toEqual(['extension/file_storage: its settings changed', 'exporter/otlp_http: extension/file_storage changed']);
  });

  it('makes a pipeline anew when its processors, or where it ends, are others', async () => {
    const fewer = planReload(await config(), await config(['processors: [memory_limiter, batch]', 'processors: [memory_limiter]']));
    expect(rebuilt(fewer)).toEqual(['pipeline/traces: its processors changed']);
    const order = planReload(await config(), await config(['processors: [memory_limiter, batch]', 'processors: [batch, memory_limiter]']));
    expect(rebuilt(order)).toEqual(['pipeline/traces: its processors changed']);
    const ends = planReload(
      await config(),
      await config(['exporters: [otlp_http, genai_metrics]', 'exporters: [otlp_http, otlp_grpc, genai_metrics]']),
    );
    expect(rebuilt(ends)).toEqual(['pipeline/traces: its exporters changed']);
  });

  it('makes the pipelines anew that a changed connector looks on, and only turns over the one it feeds', async () => {
    const plan = planReload(await config(), await config(['genai_metrics: {}', 'genai_metrics: { semconv: both }']));
    expect(rebuilt(plan)).toEqual(['connector/genai_metrics: its settings changed', 'pipeline/traces: connector/genai_metrics changed']);
    expect(plan.keep).toContain('pipeline/metrics');
  });

  it('keeps a receiver and its pipelines when another pipeline takes from it', async () => {
    const plan = planReload(
      await config(),
      await config(['  pipelines:\n', '  pipelines:\n    metrics/app: { receivers: [otlp], exporters: [otlp_grpc] }\n']),
    );
    expect(plan).toMatchObject({ rebuild: [], remove: [], add: ['pipeline/metrics/app'] });
    expect(plan.keep).toContain('receiver/otlp');
  });

  it('names what is added and what goes, also a declared component that no pipeline uses any more', async () => {
    const plan = planReload(
      await config(),
      await config(
        ['    logs/copy: { receivers: [forward], exporters: [otlp_grpc] }\n', ''],
        ['exporters: [otlp_grpc, forward]', 'exporters: [otlp_grpc]'],
        ['extensions: [file_storage, health_check]', 'extensions: [file_storage]'],
      ),
    );
    expect(plan.remove).toEqual(['extension/health_check', 'connector/forward', 'pipeline/logs/copy']);
    expect(rebuilt(plan)).toEqual(['pipeline/logs: its exporters changed']);
    const back = planReload(
      await config(
        ['    logs/copy: { receivers: [forward], exporters: [otlp_grpc] }\n', ''],
        ['exporters: [otlp_grpc, forward]', 'exporters: [otlp_grpc]'],
      ),
      await config(),
    );
    expect(back.add).toEqual(['connector/forward', 'pipeline/logs/copy']);
  });

  it('makes parts anew that do not run although the config has them', async () => {
    const plan = planReload(await config(), await config(), new Set(['receiver/otlp']));
    expect(rebuilt(plan)).toEqual(['receiver/otlp: it does not run']);
  });

  it('names settings that only a restart applies, and none that it follows', async () => {
    const plan = planReload(
      await config(),
      await config(['level: info', 'level: debug'], ['shutdown_timeout: 10s', 'shutdown_timeout: 20s']),
    );
    expect(plan.restart).toEqual(['service.telemetry.logs']);
    expect(changesGraph(plan)).toBe(false);
  });

  it('is one line of the log', async () => {
    const plan = planReload(
      await config(),
      await config(['b.example', 'c.example'], ['extensions: [file_storage, health_check]', 'extensions: [file_storage]']),
    );
    expect(formatReloadPlan(plan)).toBe('keep 10; rebuild exporter/otlp_grpc (its settings changed); remove extension/health_check');
  });
});
