import type { DialectSettings } from '../genai/dialect.ts';
import type { Signal } from '../otlp/batch.ts';
import type { ErrorCode } from '../wire/assay-error.ts';
import type { Consumer } from './consumer.ts';
import type { Host } from './host.ts';
import type { StageSet } from './stage.ts';

/** Maturity of a component for one signal, as the Collector words it. */
export type Stability = 'development' | 'alpha' | 'beta' | 'stable';

/** The five kinds, spelt as the YAML's top-level keys in the singular. */
export type ComponentKind = 'receiver' | 'processor' | 'connector' | 'exporter' | 'extension';

/** JSON Schema 2020-12; the single source of type, defaults, validation, README table and editor schema. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A finding of a component's own `check`, placed by a path below the component's config, for example `['tls', 'cert_file']`. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly code: ErrorCode;
  readonly severity?: 'error' | 'warning';
  /** What to write instead. */
  readonly hint?: string;
}

/** One own metric of a component; a test holds that it emits no other. */
export interface MetricSpec {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

/** What a config can say about a running part; `start` before data flows, `shutdown` after the last batch. Both safe to call twice. */
export interface Lifecycle {
  start?(): void | Promise<void>;
  /** Drains until `deadline` aborts, then lets go. */
  shutdown?(deadline: AbortSignal): void | Promise<void>;
}

/** Fused processors are only stages: one walk over the bytes serves all neighbours (docs/architecture.md, sentence 3). */
export interface StageProcessor extends Lifecycle {
  readonly kind: 'stages';
  readonly stages: StageSet;
  /** Settings for reading calls, shared with the whole walk. */
  readonly dialects?: DialectSettings;
}

/** A processor that holds, delays or refuses whole batches. */
export interface FlowProcessor extends Lifecycle {
  readonly kind: 'flow';
  connect(next: Consumer, signal: Signal): Consumer;
}

export type Processor = StageProcessor | FlowProcessor;

/** `next` has a consumer for each signal the receiver is used for. */
export interface Receiver extends Lifecycle {
  connect(next: ReadonlyMap<Signal, Consumer>): void;
  /**
   * Before `start`: the addresses that it shares with `before`, a running receiver of the same type with other settings, are handed
   * over to it when it starts, never closed in between.
   */
  takeOver?(before: Receiver): void;
  /** Whether a successor has taken something over. */
  readonly handedOver?: boolean;
  /** After that, before `shutdown`: resolves when the connections that are left may be closed, at once when `hurry` aborts. */
  linger?(hurry: AbortSignal): Promise<void>;
}

export interface Exporter extends Lifecycle, Consumer {
  /** Items that stay on disk for the next start; asked after `shutdown`. Absent: none ever do. */
  kept?(): number;
}

/**
 * An exporter at the end of one pipeline and a receiver at the start of others. One with `stages` looks on in the walk
 * of the pipeline it ends; one with `consume` takes whole batches.
 */
export interface Connector extends Lifecycle {
  readonly stages?: StageSet;
  readonly consume?: Consumer['consume'];
  connect(next: ReadonlyMap<Signal, Consumer>): void;
}

export type Extension = Lifecycle;

/** A component as data plus one function (style card 2). `C` is the config after defaults. */
export interface Descriptor<K extends ComponentKind, C, R> {
  readonly kind: K;
  readonly type: string;
  /** Old spellings that still work with one warning. */
  readonly aliases: readonly string[];
  readonly stability: Partial<Record<Signal | 'extension', Stability>>;
  /** For connectors: which signal comes out for which signal in. */
  readonly routes?: Readonly<Partial<Record<Signal, readonly Signal[]>>>;
  /** For processors and connectors: `stages` are fused into a walk, `flow` takes whole batches. The plan needs to know before anything is made. */
  readonly form?: 'stages' | 'flow';
  readonly config: JsonSchema;
  readonly check?: (config: C) => readonly ConfigProblem[];
  readonly telemetry: readonly MetricSpec[];
  /** `durable`, `redacts` ...: facts that lint rules ask for, so that the kernel names no component. */
  readonly traits?: Readonly<Traits>;
  create(config: C, host: Host): R;
}

/** Facts about a component, or about one config of it, for lint rules over the graph. */
export interface Traits {
  /** Removes private data from what passes. */
  readonly redacts?: boolean;
  /** Refuses early under memory pressure; belongs first. */
  readonly admission?: boolean;
  /** Shows or stores telemetry content outside the process's memory when configured as given. */
  readonly persists?: (config: never) => boolean;
}

type Define<K extends ComponentKind, R> = <C>(descriptor: Omit<Descriptor<K, C, R>, 'kind'>) => Descriptor<K, C, R>;

const define =
  <K extends ComponentKind, R>(kind: K): Define<K, R> =>
  (descriptor) =>
    Object.freeze({ kind, ...descriptor });

export const defineReceiver: Define<'receiver', Receiver> = define('receiver');
export const defineProcessor: Define<'processor', Processor> = define('processor');
export const defineConnector: Define<'connector', Connector> = define('connector');
export const defineExporter: Define<'exporter', Exporter> = define('exporter');
export const defineExtension: Define<'extension', Extension> = define('extension');

/** Any descriptor, its config type forgotten; what the registry holds. */
export type AnyDescriptor =
  | Descriptor<'receiver', never, Receiver>
  | Descriptor<'processor', never, Processor>
  | Descriptor<'connector', never, Connector>
  | Descriptor<'exporter', never, Exporter>
  | Descriptor<'extension', never, Extension>;
