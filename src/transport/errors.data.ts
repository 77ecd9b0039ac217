import type { ErrorSpec } from '../wire/assay-error.ts';

/** Errors of listeners (towards OTLP clients and at start) and of senders (towards delivery). */
export const TRANSPORT_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_TRANSPORT_MALFORMED',
    cause: 'A request body cannot be decompressed or is cut short.',
    cure: 'Check the exporter that sent it; the message names what is wrong. Other requests are not affected.',
  },
  {
    code: 'ASSAY_TRANSPORT_TOO_LARGE',
    cause: 'A request is larger than the limit of the receiver, as sent or after decompression.',
    cure: 'Send smaller batches or raise the key named in the message.',
  },
  {
    code: 'ASSAY_TRANSPORT_RATIO',
    cause: 'A compressed request grows far more on decompression than telemetry does; it is taken for a decompression bomb.',
    cure: 'Find out who sends it. Padded test data can be sent uncompressed.',
  },
  {
    code: 'ASSAY_TRANSPORT_BUSY',
    cause: 'The memory limit is reached, so no more requests are read for the moment.',
    cure: 'Clients come back after the delay named. If it lasts, look at the exporters or raise the limit of memory_limiter.',
  },
  {
    code: 'ASSAY_TRANSPORT_SHARE',
    cause: 'One connection has more requests or bytes under way than it leaves for all others.',
    cure: 'The client comes back after the delay named; others are not affected. Have it send fewer requests at a time, or smaller ones.',
  },
  {
    code: 'ASSAY_TRANSPORT_STOPPING',
    cause: 'The collector is shutting down and takes no new request.',
    cure: 'Clients come back after the delay named and reach the next instance.',
  },
  {
    code: 'ASSAY_TRANSPORT_NOT_FOUND',
    cause: 'The path or gRPC method is none of OTLP, or no pipeline takes this signal from the receiver.',
    cure: 'Use /v1/traces, /v1/metrics or /v1/logs; add the pipeline named in the message.',
  },
  {
    code: 'ASSAY_TRANSPORT_METHOD',
    cause: 'An OTLP path was asked with a method other than POST.',
    cure: 'Use POST.',
  },
  {
    code: 'ASSAY_TRANSPORT_MEDIA_TYPE',
    cause: 'The content type is neither application/x-protobuf nor application/json.',
    cure: 'Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf or http/json.',
  },
  {
    code: 'ASSAY_TRANSPORT_ENCODING',
    cause: 'The content encoding is not one that the receiver decompresses.',
    cure: 'Use one of those listed in the message.',
  },
  {
    code: 'ASSAY_TRANSPORT_UNAUTHENTICATED',
    cause: 'The request carries no credentials, or wrong ones.',
    cure: "Configure the exporter with the credentials that the receiver's `auth` extension knows.",
  },
  {
    code: 'ASSAY_TRANSPORT_DENIED',
    cause: 'The credentials are known but do not allow this.',
    cure: 'Use other credentials, or allow these in the `auth` extension.',
  },
  {
    code: 'ASSAY_TRANSPORT_REQUEST_TIMEOUT',
    cause: 'A client did not finish its request in time.',
    cure: 'Look at the network between client and collector, or raise read_timeout.',
  },
  {
    code: 'ASSAY_TRANSPORT_INTERNAL',
    cause: 'A component failed in an unforeseen way; the request was not taken.',
    cure: 'See the log of the collector and report the defect.',
  },
  {
    code: 'ASSAY_TRANSPORT_PORT_TAKEN',
    cause: 'Another process already listens on the address.',
    cure: 'Stop the other process or set the endpoint to a free port.',
  },
  {
    code: 'ASSAY_TRANSPORT_LISTEN_FAILED',
    cause: 'The address cannot be bound: no permission, no such interface, no such host.',
    cure: 'Set the endpoint to an address of this machine and a port above 1023.',
  },
  {
    code: 'ASSAY_TRANSPORT_BAD_ENDPOINT',
    cause: 'An endpoint has not the form that the component needs.',
    cure: 'Write host:port for listeners and gRPC, a URL with http:// or https:// for OTLP/HTTP.',
  },
  {
    code: 'ASSAY_TRANSPORT_TLS_MATERIAL',
    cause: 'A certificate, key or CA file cannot be read, or they do not belong together.',
    cure: 'Check the files named in the message: PEM format, readable by the process, key of that certificate.',
  },
  {
    code: 'ASSAY_TRANSPORT_AUTHENTICATOR',
    cause: '`auth.authenticator` names an extension that is not enabled or cannot authenticate.',
    cure: 'Declare the extension and list it in service.extensions.',
  },
  {
    code: 'ASSAY_TRANSPORT_COMPRESSION',
    cause: 'The compression named is not available for this transport.',
    cure: 'Use one of those listed in the message.',
  },
  {
    code: 'ASSAY_TRANSPORT_UNREACHABLE',
    cause: 'No connection to the backend, or it broke before the answer.',
    cure: 'Check the endpoint, DNS, TLS settings and network. The data is kept and sent again.',
  },
  {
    code: 'ASSAY_TRANSPORT_TIMEOUT',
    cause: 'The backend did not answer in time.',
    cure: 'The data is sent again. If it lasts, look at the backend or raise `timeout`.',
  },
  {
    code: 'ASSAY_TRANSPORT_ABORTED',
    cause: 'Sending was given up by the collector itself, at shutdown or when a request was no longer wanted.',
    cure: 'Nothing to do; the data stays in the queue where there is one.',
  },
  {
    code: 'ASSAY_TRANSPORT_BACKEND_BUSY',
    cause: 'The backend asks to come back later.',
    cure: 'The data is sent again after the delay named by the backend.',
  },
  {
    code: 'ASSAY_TRANSPORT_BACKEND_FAILED',
    cause: 'The backend answered with an error that may pass.',
    cure: 'The data is sent again. If it lasts, look at the backend.',
  },
  {
    code: 'ASSAY_TRANSPORT_BACKEND_TOO_LARGE',
    cause: 'The backend takes only smaller requests.',
    cure: 'Batches are halved by themselves; set `sending_queue.batch.max_size` with `sizer: bytes` to the limit of the backend.',
  },
  {
    code: 'ASSAY_TRANSPORT_BACKEND_REFUSED',
    cause: 'The backend refused the data for good.',
    cure: 'The message holds the status and the beginning of what the backend said.',
  },
  {
    code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED',
    cause: 'The backend does not accept the credentials.',
    cure: 'Check headers, auth extension and client certificate of the exporter.',
  },
];
