import type { ErrorSpec } from '../wire/assay-error.ts';

/** What can be wrong with the bytes of a request; all answered INVALID_ARGUMENT / 400 with the field path. */
export const OTLP_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_OTLP_TRUNCATED',
    cause: 'A length or a number in the protobuf body reaches past the end of its message.',
    cure: 'The sender cut the body or wrote a wrong length; check proxies in between and the exporter.',
  },
  {
    code: 'ASSAY_OTLP_WIRE_TYPE',
    cause: 'A field has another wire type than OTLP gives it, a group, or field number 0.',
    cure: 'The body is not OTLP of this signal: check that traces go to /v1/traces, logs to /v1/logs, metrics to /v1/metrics.',
  },
  {
    code: 'ASSAY_OTLP_VARINT',
    cause: 'A varint is longer than ten bytes.',
    cure: 'The body is not protobuf; check the Content-Type and Content-Encoding of the sender.',
  },
  {
    code: 'ASSAY_OTLP_ID_LENGTH',
    cause: 'A trace id is not 16 bytes, or a span id not 8 bytes, or an id that must be there is empty or all zero.',
    cure: 'The exporter writes ids as text or cuts them; OTLP wants raw bytes (hex only in OTLP/JSON).',
  },
  {
    code: 'ASSAY_OTLP_UTF8',
    cause: 'A string field is not valid UTF-8.',
    cure: 'The instrumentation puts binary data into a string attribute; use a bytes attribute.',
  },
  {
    code: 'ASSAY_OTLP_DEPTH',
    cause: 'Attribute values are nested deeper than 200 protobuf messages (about 66 maps within maps).',
    cure: 'Serialise deep structures to a JSON string before setting them as an attribute.',
  },
  {
    code: 'ASSAY_OTLP_JSON',
    cause: 'The OTLP/JSON body is not JSON, or a value has another type than OTLP/JSON gives it.',
    cure: 'See the position and field path in the message; OTLP/JSON wants lowerCamelCase keys, hex ids and 64-bit numbers as strings or numbers.',
  },
];
