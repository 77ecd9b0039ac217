import type { AnyDescriptor } from '../kernel/component.ts';
import type { Signal } from '../otlp/batch.ts';

/** One component as declared and checked. */
export interface ComponentConfig {
  /** `type[/name]` as written, which is how pipelines refer to it. */
  readonly id: string;
  /** The current spelling, also when an old one was written. */
  readonly type: string;
  /** What follows the slash, or empty. */
  readonly name: string;
  readonly descriptor: AnyDescriptor;
  /** Valid under `descriptor.config`, defaults filled in; durations and sizes still as written. */
  readonly config: unknown;
}

/** One pipeline; every id in it is declared. */
export interface PipelineConfig {
  /** `traces`, `metrics/spans` ... */
  readonly id: string;
  readonly signal: Signal;
  readonly receivers: readonly string[];
  /** In the order in which data passes. */
  readonly processors: readonly string[];
  readonly exporters: readonly string[];
}

/** How many own metrics there are. */
export type TelemetryLevel = 'none' | 'basic' | 'normal' | 'detailed';

/** `service.telemetry` after defaults, the Collector's several ways of writing it settled. */
export interface TelemetryConfig {
  readonly metrics: {
    readonly level: TelemetryLevel;
    /** `host:port` of `/metrics`. */
    readonly endpoint: string;
    /** True when counters named `otelcol_*` get `_total`, as the Collector does once its readers are written by hand. */
    readonly counterSuffix: boolean;
  };
  readonly logs: {
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly encoding: 'console' | 'json';
    /** `stderr`, `stdout` or a path. */
    readonly outputPaths: readonly string[];
    readonly initialFields: Readonly<Record<string, unknown>>;
    /** Absent: every record is written. */
    readonly sampling?: { readonly tickMs: number; readonly initial: number; readonly thereafter: number };
  };
}

/** What runs. */
export interface ServiceConfig {
  /** In the order in which they start. */
  readonly extensions: readonly string[];
  readonly pipelines: readonly PipelineConfig[];
  readonly telemetry: TelemetryConfig;
  readonly shutdownTimeoutMs: number;
}

/** A config without errors. Component maps hold everything declared, used or not, by id as written. */
export interface CollectorConfig {
  readonly receivers: ReadonlyMap<string, ComponentConfig>;
  readonly processors: ReadonlyMap<string, ComponentConfig>;
  readonly exporters: ReadonlyMap<string, ComponentConfig>;
  readonly connectors: ReadonlyMap<string, ComponentConfig>;
  readonly extensions: ReadonlyMap<string, ComponentConfig>;
  readonly service: ServiceConfig;
}

/** The sections that hold components, as spelt in YAML. */
export type Section = 'receivers' | 'processors' | 'connectors' | 'exporters' | 'extensions';
