import type { HealthReport } from '../../kernel/host.ts';

/** What the readiness probe says. */
export interface Readiness {
  readonly ready: boolean;
  /** `Server available` and `Server not available` are the Collector's words. */
  readonly status: 'Server available' | 'Server not available';
  /** Why it is not ready; absent when it is. */
  readonly reason?: string;
  /** Components by `kind/id`; state and what they tell of themselves. */
  readonly components: Readonly<Record<string, unknown>>;
}

/** Reports are kept under `kind/id`. */
const RECEIVER = 'receiver/';

function isListening(report: HealthReport): boolean {
  return report.state === 'ok' || report.state === 'degraded';
}

function isTroubled(report: HealthReport): boolean {
  return report.state === 'degraded' || report.state === 'failed';
}

/** The first reason not to be ready, or undefined. */
function reasonNot(reports: ReadonlyMap<string, HealthReport>, stopping: boolean, strict: boolean): string | undefined {
  if (stopping) return 'stopping';
  const receivers = [...reports].filter(([id]) => id.startsWith(RECEIVER));
  if (receivers.length === 0) return 'starting';
  const deaf = receivers.find(([, report]) => !isListening(report));
  if (deaf !== undefined) return `${deaf[0]} is ${deaf[1].state}`;
  const troubled = strict ? [...reports].find(([, report]) => isTroubled(report)) : undefined;
  return troubled === undefined ? undefined : `${troubled[0]} is ${troubled[1].state}`;
}

/**
 * Ready is: not stopping, and every receiver listens. Exports that fail do not make it unready (taking a sidecar out of
 * service does not help its backend, and its queue still takes data) unless `strict`.
 */
export function readiness(reports: ReadonlyMap<string, HealthReport>, stopping: boolean, strict: boolean): Readiness {
  const reason = reasonNot(reports, stopping, strict);
  const components = Object.fromEntries([...reports].map(([id, { state, detail }]) => [id, { state, ...detail }]));
  return reason === undefined
    ? { ready: true, status: 'Server available', components }
    : { ready: false, status: 'Server not available', reason, components };
}
