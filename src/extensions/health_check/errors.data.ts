import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of the health_check extension. */
export const HEALTH_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_HEALTH_PORT_TAKEN',
    cause: 'Another process already listens on the address of health_check.',
    cure: 'Stop the other process or set the endpoint named in the message to a free port.',
  },
  {
    code: 'ASSAY_HEALTH_LISTEN_FAILED',
    cause: 'The address of health_check cannot be bound: no permission, no such interface, no such host.',
    cure: 'Set the endpoint named in the message to an address of this machine and a port above 1023.',
  },
  {
    code: 'ASSAY_HEALTH_PATH',
    cause: 'The path of health_check does not begin with a slash, holds a query, or is /livez, which is taken by the liveness probe.',
    cure: 'Write a path such as / or /health.',
  },
];
