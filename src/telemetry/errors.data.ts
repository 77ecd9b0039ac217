import type { ErrorSpec } from '../wire/assay-error.ts';

/** Errors of Assay's own telemetry: metrics listener, log outputs, endpoints of status listeners. */
export const TELEMETRY_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_TELEMETRY_PORT_TAKEN',
    cause: 'Another process already listens on the address of the own metrics.',
    cure: 'Stop the other process or set service.telemetry.metrics.endpoint to a free port.',
  },
  {
    code: 'ASSAY_TELEMETRY_LISTEN_FAILED',
    cause: 'The address of a status listener cannot be bound: no permission, no such interface, no such host.',
    cure: 'Set the endpoint named in the message to an address of this machine and a port above 1023.',
  },
  {
    code: 'ASSAY_TELEMETRY_BAD_ENDPOINT',
    cause: 'An endpoint is not of the form host:port with a port from 0 to 65535.',
    cure: 'Write host:port, for example localhost:8888 or [::1]:8888.',
  },
  {
    code: 'ASSAY_TELEMETRY_LOG_OUTPUT',
    cause: 'A path in service.telemetry.logs.output_paths cannot be opened for appending.',
    cure: 'Create the folder, give the process the right to write there, or use stderr.',
  },
];
