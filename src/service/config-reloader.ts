import type { Diagnostic } from '../config/diagnostic.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Counter } from '../kernel/host.ts';
import type { RootLogger } from '../telemetry/log/logger.ts';
import { AssayError } from '../wire/assay-error.ts';
import type { Collector } from './collector.ts';

/** Problems of one config that are logged; `assay validate` shows all of them. */
const MAX_LOGGED = 50;

type Result = 'ok' | 'invalid' | 'failed';

export interface ReloaderSettings {
  readonly collector: Collector;
  /** Reads the config again, from where it came the first time. */
  readonly load: () => Promise<LoadedConfig>;
  readonly log: RootLogger;
  /** Gets the files that were read; `all` is false when others could not be, or the config they make is not valid. */
  readonly onFiles?: (files: readonly string[], all: boolean) => void;
}

/**
 * Reads the config again and puts it in force. A config with errors changes nothing: they are logged with their places. Asked
 * again while at work, it starts once more afterwards, however often it was asked. Counts `assay_config_reloads_total`.
 */
export class ConfigReloader {
  readonly #s: ReloaderSettings;
  readonly #counters: Readonly<Record<Result, Counter>>;
  #working: Promise<void> | undefined;
  #again = false;

  constructor(settings: ReloaderSettings) {
    this.#s = settings;
    const sink = settings.collector.metrics.sink('service');
    const counter = (result: Result): Counter => sink.counter('assay_config_reloads', { result });
    this.#counters = { ok: counter('ok'), invalid: counter('invalid'), failed: counter('failed') };
  }

  /** `cause` is for the log: `SIGHUP`, `a changed file`. Resolves when the config asked for is in force, or is not going to be. */
  request(cause: string): Promise<void> {
    this.#s.log.info('reloading the config', { cause });
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #work(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#counters[await this.#reload()].add(1);
    }
  }

  async #reload(): Promise<Result> {
    const { collector, load, log, onFiles } = this.#s;
    let loaded: LoadedConfig;
    try {
      loaded = await load();
    } catch (error) {
      log.error('the config cannot be read; the one before stays in force', { error });
      return 'invalid';
    }
    onFiles?.(loaded.files, loaded.config !== undefined);
    this.#show(loaded.diagnostics);
    if (loaded.config === undefined) {
      log.error('the config is not valid; the one before stays in force', { errors: errorsOf(loaded.diagnostics).length });
      return 'invalid';
    }
    try {
      await collector.reload(loaded.config);
      log.info('the new config is in force');
      return 'ok';
    } catch (error) {
      const code = error instanceof AssayError ? error.code : 'ASSAY_KERNEL_RELOAD_FAILED';
      log.error('the new config cannot run; the one before stays in force', { code, error });
      return 'failed';
    }
  }

  #show(diagnostics: readonly Diagnostic[]): void {
    for (const { severity, source, line, col, message, code, path, hint } of diagnostics.slice(0, MAX_LOGGED)) {
      const place = source === undefined ? '' : `${source}:${line ?? 1}:${col ?? 1}: `;
      const fields = { code, ...(path === '' ? {} : { path }), ...(hint === undefined ? {} : { hint }) };
      if (severity === 'error') this.#s.log.error(`${place}${message}`, fields);
      else this.#s.log.warn(`${place}${message}`, fields);
    }
    if (diagnostics.length > MAX_LOGGED)
      this.#s.log.warn('there are more problems; assay validate shows all', { problems: diagnostics.length });
  }
}

function errorsOf(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === 'error');
}
