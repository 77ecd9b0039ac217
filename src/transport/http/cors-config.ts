import { integer, list, optionalObject, text } from '../../config/schema-kit.ts';
import type { JsonSchema } from '../../kernel/component.ts';
import type { CorsSettings } from './cors.ts';

/** `cors` of an HTTP listener, as the Collector's `confighttp.CORSConfig`. */
export interface CorsConfig {
  readonly allowed_origins: readonly string[];
  readonly allowed_headers: readonly string[];
  readonly exposed_headers: readonly string[];
  readonly max_age: number;
}

export const CORS_SCHEMA: JsonSchema = optionalObject(
  {
    allowed_origins: list(text(), 'Origins of pages that may send, for example https://*.example.com; empty: none.'),
    allowed_headers: list(text(), 'Request headers allowed besides Accept, Content-Type and X-Requested-With; * allows all.'),
    exposed_headers: list(text(), 'Response headers that pages may read.'),
    max_age: integer({ min: 0 }, 0, 'Seconds for which browsers keep the answer to a preflight; 0: their own default.'),
  },
  { description: 'Cross-origin requests from browsers; without this block no CORS header is sent.' },
);

export function corsSettings(config: CorsConfig | undefined): CorsSettings | undefined {
  if (config === undefined || config.allowed_origins.length === 0) return undefined;
  return {
    allowedOrigins: config.allowed_origins,
    allowedHeaders: config.allowed_headers,
    exposedHeaders: config.exposed_headers,
    maxAgeSeconds: config.max_age,
  };
}
