import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of the prometheus exporter. */
export const PROMETHEUS_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_PROMETHEUS_PORT_TAKEN',
    cause: 'Another process already listens on the address to be scraped at.',
    cure: 'Stop the other process or set `endpoint` of the exporter to a free port.',
  },
  {
    code: 'ASSAY_PROMETHEUS_LISTEN_FAILED',
    cause: 'The address to be scraped at cannot be bound: no permission, no such interface, no such host.',
    cure: 'Set `endpoint` to an address of this machine and a port above 1023.',
  },
  {
    code: 'ASSAY_PROMETHEUS_LABEL_TAKEN',
    cause: 'Two keys of const_labels are the same label once written as Prometheus writes them.',
    cure: 'Rename one.',
  },
  {
    code: 'ASSAY_PROMETHEUS_EXPIRATION',
    cause: 'metric_expiration is zero, so that no series would ever be seen.',
    cure: 'Write for how long a series without updates stays, for example 5m.',
  },
];
