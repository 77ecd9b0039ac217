import { diagnosticIn } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import { fit } from './fit.ts';
import { schemaProblems } from './schema-problems.ts';
import { DEFAULT_METRICS_HOST, DEFAULT_METRICS_PORT, IGNORED_TELEMETRY, SERVICE_SCHEMA } from './service.data.ts';
import { formatPath, nodeAt } from './tree.ts';
import type { MapNode, Path } from './tree.ts';
import type { TelemetryConfig } from './types.ts';
import { durationMs } from './units.ts';

/** The `service` section after defaults, without its pipelines. */
export interface ServiceSettings {
  readonly shutdownTimeoutMs: number;
  readonly telemetry: TelemetryConfig;
  /** The section as plain values with defaults, for printing. */
  readonly effective: Record<string, unknown>;
}

/** The shape that `SERVICE_SCHEMA` guarantees. */
interface ServiceBody {
  extensions: string[];
  pipelines: Record<string, unknown>;
  shutdown_timeout: string;
  telemetry: {
    metrics: { level: TelemetryConfig['metrics']['level']; endpoint?: string; address?: string; readers: Reader[] };
    logs: {
      level: TelemetryConfig['logs']['level'];
      encoding: TelemetryConfig['logs']['encoding'];
      output_paths: string[];
      initial_fields: Record<string, unknown>;
      sampling: { enabled: boolean; tick: string; initial: number; thereafter: number };
    };
  };
}

interface Reader {
  pull?: { exporter: { prometheus: { host: string; port: number; without_type_suffix: boolean } } };
  periodic?: object;
}

/** Checks `service` against its schema; undefined when it does not fit. */
export function readService(root: MapNode, findings: Findings): ServiceSettings | undefined {
  const node = root.entries.get('service')?.value;
  const { value, errors } = fit(SERVICE_SCHEMA, node);
  for (const diagnostic of schemaProblems(errors, SERVICE_SCHEMA, root, ['service'])) findings.add(diagnostic);
  for (const path of IGNORED_TELEMETRY) if (nodeAt(node, ['telemetry', ...path]) !== undefined) warnIgnored(root, path, findings);
  if (errors.length > 0) return undefined;
  const body = value as ServiceBody;
  const metrics = metricsOf(body.telemetry.metrics, root, findings);
  const { logs } = body.telemetry;
  return {
    shutdownTimeoutMs: durationMs(body.shutdown_timeout) ?? 0,
    telemetry: {
      metrics,
      logs: {
        level: logs.level,
        encoding: logs.encoding,
        outputPaths: logs.output_paths,
        initialFields: logs.initial_fields,
        ...(logs.sampling.enabled
          ? {
              sampling: {
                tickMs: durationMs(logs.sampling.tick) ?? 0,
                initial: logs.sampling.initial,
                thereafter: logs.sampling.thereafter,
              },
            }
          : {}),
      },
    },
    effective: { ...body, telemetry: { ...body.telemetry, metrics: { ...body.telemetry.metrics, endpoint: metrics.endpoint } } },
  };
}

/** `endpoint` wins over the Collector's `readers`, these over its older `address`. */
function metricsOf(metrics: ServiceBody['telemetry']['metrics'], root: MapNode, findings: Findings): TelemetryConfig['metrics'] {
  for (const [index, reader] of metrics.readers.entries()) {
    if (reader.periodic !== undefined) warnIgnored(root, ['metrics', 'readers', index, 'periodic'], findings);
  }
  const pulls = metrics.readers.flatMap((reader, index) =>
    reader.pull === undefined ? [] : [{ index, ...reader.pull.exporter.prometheus }],
  );
  for (const extra of pulls.slice(1)) warnIgnored(root, ['metrics', 'readers', extra.index], findings);
  if (metrics.address !== undefined) {
    findings.add(
      diagnosticIn(root, ['service', 'telemetry', 'metrics', 'address'], 'key', {
        code: 'ASSAY_CONFIG_DEPRECATED_NAME',
        severity: 'warning',
        message: '"address" is now called "endpoint"; the old name still works',
        hint: 'write "endpoint"',
      }),
    );
  }
  const pull = pulls[0];
  const fromReader = pull === undefined ? undefined : hostPort(pull.host, pull.port);
  return {
    level: metrics.level,
    endpoint: metrics.endpoint ?? fromReader ?? metrics.address ?? hostPort(DEFAULT_METRICS_HOST, DEFAULT_METRICS_PORT),
    counterSuffix: pull !== undefined && !pull.without_type_suffix,
  };
}

function hostPort(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

function warnIgnored(root: MapNode, path: Path, findings: Findings): void {
  const full = ['service', 'telemetry', ...path];
  findings.add(
    diagnosticIn(root, full, 'key', {
      code: 'ASSAY_CONFIG_IGNORED',
      severity: 'warning',
      message: `${formatPath(full)} has no effect in Assay`,
      hint: 'remove it, or leave it for the Collector',
    }),
  );
}
