import type { CollectorConfig } from '../config/types.ts';
import { createLogger, type RootLogger } from '../telemetry/log/logger.ts';
import { openLogOutputs } from '../telemetry/log/output.ts';
import { systemClock } from '../telemetry/clock.ts';
import { Collector, finalLine, type StopReport } from './collector.ts';
import { VERSION } from './version.ts';

/** What `runCollector` needs. */
export interface RunOptions {
  readonly config: CollectorConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called when all receivers listen. */
  readonly ready?: (collector: Collector) => void;
  /** Ends the run from inside, as a signal does from outside. */
  readonly until?: AbortSignal;
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
 * cuts the drain short. The last log line is the ledger. Throws AssayError when it cannot start.
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
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Reload comes with `--watch`; until then a SIGHUP must not end the process, as it would by default.
  const onHangup = (): void => log.warn('SIGHUP ignored: this build does not reload');
  process.on('SIGHUP', onHangup);
  options.until?.addEventListener('abort', () => stop.abort(), { once: true });
  try {
    await collector.start();
    log.info('everything is ready', {
      version: VERSION,
      pipelines: collector.plan.pipelines.map((pipeline) => pipeline.id).join(' '),
      ...(collector.metricsUrl === undefined ? {} : { metrics: collector.metricsUrl }),
    });
    options.ready?.(collector);
    if (!stop.signal.aborted && options.until?.aborted !== true) await whenAborted(stop.signal);
    const report = await collector.stop(cut.signal);
    if (report.lost > 0) log.error(finalLine(report), { lost: report.lost });
    else log.info(finalLine(report));
    return report;
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    process.off('SIGHUP', onHangup);
    log.close();
  }
}

/** Keeps the process alive meanwhile: all other timers are unreferenced. */
function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(alive);
        resolve();
      },
      { once: true },
    );
  });
}
