import { defineExtension, type Descriptor, type Extension } from '../../kernel/component.ts';
import { checkHealthCheck, HEALTH_CHECK_SCHEMA, type HealthCheckConfig } from './config.ts';
import { HealthCheck } from './health-check.ts';

/** Answers readiness and liveness probes. */
export const healthCheckExtension: Descriptor<'extension', HealthCheckConfig, Extension> = defineExtension({
  type: 'health_check',
  aliases: [],
  stability: { extension: 'beta' },
  config: HEALTH_CHECK_SCHEMA,
  check: checkHealthCheck,
  telemetry: [],
  create: (config, host) => new HealthCheck(config, host),
});
