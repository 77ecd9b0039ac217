import { flag, listenEndpoint, object, text } from '../../config/schema-kit.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** The user's config after defaults. */
export interface HealthCheckConfig {
  readonly endpoint: string;
  readonly path: string;
  readonly strict: boolean;
}

/** The liveness probe's path; not configurable, so that manifests agree. */
export const LIVEZ_PATH = '/livez';

export const HEALTH_CHECK_SCHEMA: JsonSchema = object({
  endpoint: listenEndpoint('localhost:13133', 'Where the probes are answered.'),
  path: text('/', 'Path of the readiness probe.'),
  strict: flag(false, 'True answers 503 also while a component is degraded or has failed, for example an exporter whose exports fail.'),
});

export function checkHealthCheck(config: HealthCheckConfig): readonly ConfigProblem[] {
  if (/^\/[^\s?#]*$/.test(config.path) && config.path !== LIVEZ_PATH) return [];
  return [{ path: ['path'], code: 'ASSAY_HEALTH_PATH', message: `must begin with / and not be ${LIVEZ_PATH}`, hint: '/' }];
}
