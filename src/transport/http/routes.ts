import type { Signal } from '../../otlp/batch.ts';
import { type BodyEncoding, encodingOf, HTTP_ENCODINGS } from '../body/encodings.ts';
import type { Problem } from '../reply.ts';
import type { Encoding } from '../server-transport.ts';

/** OTLP/HTTP paths (opentelemetry-proto docs/specification.md, "OTLP/HTTP Request"). */
export const HTTP_PATHS: Readonly<Record<Signal, string>> = { traces: '/v1/traces', metrics: '/v1/metrics', logs: '/v1/logs' };

const SIGNAL_OF_PATH: ReadonlyMap<string, Signal> = new Map(Object.entries(HTTP_PATHS).map(([signal, path]) => [path, signal as Signal]));

/** The media types of OTLP/HTTP; parameters such as charset are of no meaning. */
const ENCODING_OF_TYPE: ReadonlyMap<string, Encoding> = new Map([
  ['application/x-protobuf', 'proto'],
  ['application/json', 'json'],
]);

export const CONTENT_TYPES: Readonly<Record<Encoding, string>> = { proto: 'application/x-protobuf', json: 'application/json' };

/** The signal of a request target, query ignored. */
export function routeSignal(target: string | undefined): Signal | undefined {
  const path = target ?? '';
  const query = path.indexOf('?');
  return SIGNAL_OF_PATH.get(query < 0 ? path : path.slice(0, query));
}

/** The encoding a content type names, or undefined. */
export function mediaEncoding(contentType: string | undefined): Encoding | undefined {
  if (contentType === undefined) return undefined;
  const semicolon = contentType.indexOf(';');
  return ENCODING_OF_TYPE.get((semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase());
}

/** How the body is to be read. */
export interface BodyForm {
  readonly encoding: Encoding;
  /** Undefined when the body is not compressed. */
  readonly packed: BodyEncoding | undefined;
}

/** Settles content type and encoding, or says what is wrong with them. */
export function bodyForm(contentType: string | undefined, contentEncoding: string | undefined): BodyForm | Problem {
  const encoding = mediaEncoding(contentType);
  if (encoding === undefined) return { problem: 'media_type', message: 'content type must be application/x-protobuf or application/json' };
  const packed = encodingOf(contentEncoding);
  if (packed === null) return { problem: 'encoding', message: `content encoding must be one of ${HTTP_ENCODINGS}` };
  return { encoding, packed };
}
