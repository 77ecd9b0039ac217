import { pino } from 'pino';
import type { Logger as Pino } from 'pino';
import type { ComponentKind } from '../../kernel/component.ts';
import type { Clock, Logger } from '../../kernel/host.ts';
import { consoleLine } from './console-line.ts';
import type { LogOutput } from './output.ts';
import { safeFields, withoutSecrets } from './safe-fields.ts';
import { safeJsonLine } from './safe-text.ts';
import { LogSampler } from './sampler.ts';
import type { SamplingSettings } from './sampler.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** `service.telemetry.logs` after defaults. */
export interface LogSettings {
  readonly level: LogLevel;
  readonly encoding: 'console' | 'json';
  /** Added to every record. */
  readonly initialFields?: Readonly<Record<string, unknown>>;
  /** Absent: every record is written. */
  readonly sampling?: SamplingSettings;
  readonly outputs: readonly LogOutput[];
}

/** The collector's own log and the maker of its components' logs. */
export interface RootLogger extends Logger {
  /** A log whose records name the component. */
  child(kind: ComponentKind, id: string): Logger;
  /** True when records of this level are written. */
  enabled(level: LogLevel): boolean;
  /** Closes files among the outputs; later records are lost. */
  close(): void;
}

class ComponentLogger implements Logger {
  protected readonly pino: Pino;
  readonly #id: string;
  readonly #sampler: LogSampler | undefined;

  constructor(parent: Pino, id: string, sampler: LogSampler | undefined) {
    this.pino = parent;
    this.#id = id;
    this.#sampler = sampler;
  }

  debug(message: string, fields?: Record<string, unknown>): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: Record<string, unknown>): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: Record<string, unknown>): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: Record<string, unknown>): void {
    this.#write('error', message, fields);
  }

  #write(level: LogLevel, message: string, fields: Record<string, unknown> | undefined): void {
    if (!this.pino.isLevelEnabled(level)) return;
    if (this.#sampler !== undefined && !this.#sampler.allow(level, this.#id, message)) return;
    this.pino[level](fields === undefined ? {} : safeFields(fields), withoutSecrets(message));
  }
}

class PinoRootLogger extends ComponentLogger implements RootLogger {
  readonly #childSampler: LogSampler | undefined;
  readonly #outputs: readonly LogOutput[];

  constructor(root: Pino, sampler: LogSampler | undefined, outputs: readonly LogOutput[]) {
    super(root, '', sampler);
    this.#childSampler = sampler;
    this.#outputs = outputs;
  }

  child(kind: ComponentKind, id: string): Logger {
    const bound = this.pino.child({ 'otelcol.component.id': id, 'otelcol.component.kind': kind });
    return new ComponentLogger(bound, id, this.#childSampler);
  }

  enabled(level: LogLevel): boolean {
    return this.pino.isLevelEnabled(level);
  }

  close(): void {
    for (const output of this.#outputs) output.close();
  }
}

/** pino hands over one line of JSON a record; each output gets it in the asked encoding. Synchronous, so nothing is lost at exit. */
function destination(settings: LogSettings): { write(line: string): void } {
  return {
    write(line) {
      if (settings.encoding === 'json') {
        const safe = safeJsonLine(line);
        for (const output of settings.outputs) output.write(safe);
        return;
      }
      const record = JSON.parse(line) as Record<string, unknown>;
      for (const output of settings.outputs) output.write(`${consoleLine(record, output.colour)}\n`);
    },
  };
}

/**
 * The log of the process on pino. Field names follow the Collector's: `level`, `ts`, `msg`, `otelcol.component.id`.
 * Secrets are masked and control characters neutralised here, whatever a component passes.
 */
export function createLogger(settings: LogSettings, clock: Clock): RootLogger {
  const root = pino(
    {
      level: settings.level,
      base: safeFields(settings.initialFields ?? {}),
      messageKey: 'msg',
      timestamp: () => `,"ts":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination(settings),
  );
  const sampler = settings.sampling === undefined ? undefined : new LogSampler(settings.sampling, () => clock.monotonicMs());
  return new PinoRootLogger(root, sampler, settings.outputs);
}
