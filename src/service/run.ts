import type { LoadedConfig } from '../config/load.ts';
import type { CollectorConfig } from '../config/types.ts';
import { systemClock } from '../telemetry/clock.ts';
import { createLogger, type RootLogger } from '../telemetry/log/logger.ts';
import { openLogOutputs } from '../telemetry/log/output.ts';
import { Collector, type StopReport } from './collector.ts';
import { ConfigReloader } from './config-reloader.ts';
import { FileWatch } from './file-watch.ts';
import { finalLine } from './stop-report.ts';
import { VERSION } from '../telemetry/version.ts';

/** Where a config can be read again. */
export interface ReloadOptions {
  /** As the first time; called at SIGHUP and after a change. */
  readonly load: () => Promise<LoadedConfig>;
  /** Files of the config that runs. */
  readonly files: readonly string[];
  /** Reload when one of the files changes. */
  readonly watch: boolean;
}

/** What `runCollector` needs. */
export interface RunOptions {
  readonly config: CollectorConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called when all receivers listen. */
  readonly ready?: (collector: Collector) => void;
  /** Ends the run from inside, as a signal does from outside. */
  readonly until?: AbortSignal;
  /** Absent: SIGHUP is noted in the log and has no effect. */
  readonly reload?: ReloadOptions;
}

/** The log as the config asks for it. Throws ASSAY_TELEMETRY_LOG_OUTPUT. */
export function loggerOf(config: CollectorConfig, env: RunOptions['env']): RootLogger {
  const { level, encoding, outputPaths, initialFields, sampling } = config.service.telemetry.logs;
  return createLogger(
    { level, encoding, initialFields, outputs: openLogOutputs(outputPaths, env), ...(sampling === undefined ? {} : { sampling }) },
    systemClock(),
  );
}

/**
 * Runs a collector until SIGTERM, SIGINT or `until`; then drains within the config's shutdown_timeout. A second signal
 * cuts the drain short. SIGHUP reloads. The last log line is the ledger. Throws AssayError when it cannot start.
 */
export async function runCollector(options: RunOptions): Promise<StopReport> {
  const log = loggerOf(options.config, options.env);
  const collector = new Collector({ config: options.config, log, env: options.env });
  const stop = new AbortController();
  const cut = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) {
      log.warn('second signal: stopping without waiting for what is in flight', { signal });
      cut.abort();
    } else {
      log.info('stopping: receivers take no more, what was accepted is delivered', { signal });
      stop.abort();
    }
  };
  let endReload = (): void => undefined;
  // A SIGHUP must not end the process, as it would by default; before everything runs there is nothing to reload.
  let onHangup = (): void => log.warn('SIGHUP has no effect now');
  const hangup = (): void => onHangup();
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGHUP', hangup);
  options.until?.addEventListener('abort', () => stop.abort(), { once: true });
  // All other timers are unreferenced: without this one the process would end while it waits, idle or draining.
  const alive = setInterval(() => undefined, 60_000);
  try {
    await collector.start();
    log.info('everything is ready', {
      version: VERSION,
      pipelines: collector.plan.pipelines.map((pipeline) => pipeline.id).join(' '),
      ...(collector.metricsUrl === undefined ? {} : { metrics: collector.metricsUrl }),
    });
    options.ready?.(collector);
    if (options.reload !== undefined) {
      const reloads = await reloading(options.reload, collector, log);
      onHangup = () => void reloads.request('SIGHUP');
      endReload = () => reloads.end();
    }
    if (!stop.signal.aborted && options.until?.aborted !== true) await whenAborted(stop.signal);
    endReload();
    onHangup = () => log.warn('SIGHUP has no effect while stopping');
    const report = await collector.stop(cut.signal);
    if (report.lost > 0) log.error(finalLine(report), { lost: report.lost });
    else log.info(finalLine(report));
    return report;
  } finally {
    endReload();
    clearInterval(alive);
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    process.off('SIGHUP', hangup);
    log.close();
  }
}

async function reloading(
  { load, files, watch }: ReloadOptions,
  collector: Collector,
  log: RootLogger,
): Promise<{ request(cause: string): Promise<void>; end(): void }> {
  const watcher = new FileWatch({ clock: systemClock(), onChange: () => void reloader.request('a changed file') });
  const reloader = new ConfigReloader({
    collector,
    load,
    log,
    ...(watch ? { onFiles: (read, all) => void watcher.follow(read, !all) } : {}),
  });
  if (watch) {
    await watcher.follow(files);
    watcher.start();
    log.info('watching the files of the config', { files: files.length });
  }
  return { request: (cause) => reloader.request(cause), end: () => watcher.stop() };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
