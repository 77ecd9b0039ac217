import type { JsonSchema } from '../kernel/component.ts';
import { duration, endpoint, flag, integer, list, object, oneOf, optionalObject, text } from './schema-kit.ts';

/** Where the own metrics are served unless told otherwise (contract section 3). */
export const DEFAULT_METRICS_HOST = 'localhost';
/** The port beside it. */
export const DEFAULT_METRICS_PORT = 8888;

const ANYTHING: JsonSchema = { type: 'object' };

const PROMETHEUS_READER: JsonSchema = optionalObject({
  host: text(DEFAULT_METRICS_HOST, 'Address to listen on.'),
  port: integer({ min: 0, max: 65_535 }, DEFAULT_METRICS_PORT, 'Port to listen on; 0 lets the system choose.'),
  without_type_suffix: flag(false, 'Leaves `_total` off the counters named `otelcol_*`.'),
  without_scope_info: flag(undefined, 'Accepted for the Collector; Assay writes no scope labels.'),
  without_units: flag(undefined, 'Accepted for the Collector; the names are fixed.'),
  with_resource_constant_labels: { ...ANYTHING, description: 'Accepted for the Collector; not used.' },
});

/** `service.telemetry.metrics`, as the Collector writes it, and `endpoint` for short. */
const METRICS: JsonSchema = object(
  {
    level: oneOf(['none', 'basic', 'normal', 'detailed'], 'normal', 'How many own metrics there are; none serves no page at all.'),
    endpoint: endpoint(undefined, `host:port of the own metrics; ${DEFAULT_METRICS_HOST}:${DEFAULT_METRICS_PORT} unless given.`),
    address: { ...endpoint(undefined, 'The old spelling of endpoint.'), deprecated: true },
    readers: list(
      optionalObject({
        pull: optionalObject(
          { exporter: optionalObject({ prometheus: PROMETHEUS_READER }, { required: ['prometheus'] }) },
          { required: ['exporter'] },
        ),
        periodic: { ...ANYTHING, description: 'Accepted for the Collector; not used.' },
      }),
      "The Collector's way to say where the metrics are served: pull.exporter.prometheus with host and port.",
    ),
    views: { type: 'array', description: 'Accepted for the Collector; not used.' },
  },
  { description: "Assay's own metrics." },
);

const LOGS: JsonSchema = object(
  {
    level: oneOf(['debug', 'info', 'warn', 'error'], 'info', 'The least important record that is written.'),
    encoding: oneOf(['console', 'json'], 'console', 'Lines for people, or one JSON object a line.'),
    output_paths: list(text(), 'stderr, stdout, or paths of files to append to.', { default: ['stderr'], minItems: 1 }),
    initial_fields: { type: 'object', default: {}, description: 'Fields of every record.' },
    sampling: object(
      {
        enabled: flag(true, 'False writes every record.'),
        tick: duration('10s', 'Length of the window in which equal records are counted.'),
        initial: integer({ min: 0 }, 10, 'So many equal records of a window are written,'),
        thereafter: integer({ min: 0 }, 100, 'then every so-many-th.'),
      },
      { description: 'Keeps a repeating message from flooding the log.' },
    ),
    error_output_paths: { type: 'array', description: 'Accepted for the Collector; not used.' },
    development: flag(undefined, 'Accepted for the Collector; not used.'),
    disable_caller: flag(undefined, 'Accepted for the Collector; not used.'),
    disable_stacktrace: flag(undefined, 'Accepted for the Collector; not used.'),
    processors: { type: 'array', description: 'Accepted for the Collector; not used.' },
  },
  { description: "Assay's own log." },
);

/** Parts of `service.telemetry` that are taken so that a Collector's YAML loads, and do nothing. Each earns a warning. */
export const IGNORED_TELEMETRY: readonly (readonly (string | number)[])[] = [
  ['traces'],
  ['resource'],
  ['metrics', 'views'],
  ['logs', 'processors'],
  ['logs', 'error_output_paths'],
];

/** The `service` section. What its lists refer to is checked in `pipelines.ts`. */
export const SERVICE_SCHEMA: JsonSchema = object({
  extensions: list(text(), 'Ids of extensions to start, in this order.'),
  pipelines: {
    type: 'object',
    default: {},
    description: 'Pipelines by id: traces, metrics or logs, with an optional /name.',
    additionalProperties: optionalObject({
      receivers: list(text(), 'Ids of receivers, and of connectors that other pipelines end in.'),
      processors: list(text(), 'Ids of processors, in the order in which data passes.'),
      exporters: list(text(), 'Ids of exporters, and of connectors that other pipelines start from.'),
    }),
  },
  shutdown_timeout: duration(
    '25s',
    'How long a stop may take to deliver what was accepted. Keep it below the grace period of the platform.',
  ),
  telemetry: object({ metrics: METRICS, logs: LOGS, traces: ANYTHING, resource: ANYTHING }, { description: "Assay's own telemetry." }),
});
