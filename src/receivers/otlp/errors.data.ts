import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of receivers. */
export const RECEIVER_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_RECEIVER_PORT_TAKEN',
    cause: 'Another process, or another listener of this config, already uses the address of a receiver.',
    cure: 'Stop the other process or set the key named in the message to a free port.',
  },
  {
    code: 'ASSAY_RECEIVER_NO_PROTOCOL',
    cause: 'The otlp receiver has no entry below `protocols`.',
    cure: 'Write `grpc:`, `http:` or both; an empty entry takes the defaults.',
  },
  {
    code: 'ASSAY_RECEIVER_NO_PIPELINE',
    cause: 'A client sent a signal for which no pipeline uses this receiver.',
    cure: 'Add the receiver to a pipeline of that signal, or switch the signal off in the SDK (OTEL_LOGS_EXPORTER=none).',
  },
  {
    code: 'ASSAY_RECEIVER_OPEN_LISTENER',
    cause: 'A listener without authentication can be reached from other machines.',
    cure: 'Listen on localhost, or set `auth` or `tls.client_ca_file`.',
  },
  {
    code: 'ASSAY_RECEIVER_PIPELINE_FAILED',
    cause: 'A component behind the receiver threw instead of answering.',
    cure: 'The client was told to send again. Report the defect with the log around it.',
  },
];
