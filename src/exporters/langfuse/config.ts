import { duration, flag, headers, httpUrl, integer, list, object, oneOf, secret, text } from '../../config/schema-kit.ts';
import { DELIVERY_PROPERTIES, type DeliveryConfig, timeoutSchema } from '../../delivery/config.ts';
import { checkDelivery } from '../../delivery/settings.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { CLIENT_TLS_SCHEMA, type ClientTlsConfig, checkClientTls } from '../../transport/tls/tls-config.ts';
import { tracesUrl } from './endpoint.ts';
import type { PropagatedName } from './propagated.data.ts';

/** `propagate`: what is copied to every span of a trace; `metadata` names further attributes. */
export type PropagateConfig = Readonly<Record<PropagatedName, boolean>> & { readonly metadata: readonly string[] };

/** The user's config after defaults. */
export interface Config extends DeliveryConfig {
  readonly endpoint: string;
  readonly public_key: string;
  readonly secret_key: string;
  readonly ingestion_version: number;
  readonly spans: 'genai' | 'all';
  readonly propagate: PropagateConfig;
  readonly encoding: 'proto' | 'json';
  readonly compression: 'gzip' | 'none';
  readonly timeout: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: ClientTlsConfig;
  readonly unauthorized_pause: string;
}

export const SCHEMA: JsonSchema = object(
  {
    endpoint: httpUrl(undefined, 'Base URL of Langfuse, for example https://cloud.langfuse.com or http://langfuse-web:3000.'),
    public_key: { ...text(undefined, 'Public key of the project (pk-lf-...).'), minLength: 1 },
    secret_key: { ...secret('Secret key of the project (sk-lf-...).'), minLength: 1 },
    ingestion_version: integer({ min: 1, max: 4 }, 4, 'x-langfuse-ingestion-version; 4 is written at once, lower ones after minutes.'),
    spans: oneOf(['genai', 'all'], 'genai', 'genai: only spans that have to do with LLM calls, hung from the nearest one kept.'),
    propagate: object(
      {
        user: flag(true, 'User id.'),
        session: flag(true, 'Session or conversation id.'),
        trace_name: flag(true, 'langfuse.trace.name.'),
        tags: flag(true, 'Tags of the trace.'),
        public: flag(true, 'langfuse.trace.public.'),
        release: flag(true, 'langfuse.release.'),
        version: flag(true, 'langfuse.version.'),
        metadata: list(text(undefined, 'An attribute key.'), 'Attributes copied as langfuse.trace.metadata.<key>.', {
          maxItems: 32,
          uniqueItems: true,
        }),
      },
      { description: 'Copied to every span of the same trace within a batch: in Langfuse v4 spans inherit nothing.' },
    ),
    encoding: oneOf(['proto', 'json'], 'proto', 'Encoding of requests.'),
    compression: oneOf(['gzip', 'none'], 'gzip', 'Compression of requests; Langfuse understands no other.'),
    timeout: timeoutSchema('30s'),
    headers: headers(),
    tls: CLIENT_TLS_SCHEMA,
    unauthorized_pause: duration('60s', 'How long nothing is sent after Langfuse refused the keys (401, 403).'),
    ...DELIVERY_PROPERTIES,
    sending_queue: queueSchema(),
  },
  { required: ['endpoint', 'public_key', 'secret_key'] },
);

/** Batching is on: Langfuse counts requests, and refuses those above 5 MB. */
function queueSchema(): JsonSchema {
  const queue = DELIVERY_PROPERTIES.sending_queue;
  const properties = queue['properties'] as Readonly<Record<string, JsonSchema>>;
  const batch = properties['batch'] ?? {};
  const batchProperties = batch['properties'] as Readonly<Record<string, JsonSchema>>;
  return {
    ...queue,
    properties: {
      ...properties,
      num_consumers: { ...properties['num_consumers'], default: 4 },
      batch: {
        ...batch,
        default: {},
        properties: {
          ...batchProperties,
          flush_timeout: { ...batchProperties['flush_timeout'], default: '1s' },
          max_bytes: {
            ...batchProperties['max_bytes'],
            default: 3_000_000,
            description: 'Bytes of one request before compression. Langfuse Cloud takes 5 MB.',
          },
        },
      },
    },
  };
}

/** What the schema cannot say. */
export function check(config: Config): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [...checkClientTls(config.tls, ['tls']), ...checkDelivery(config)];
  if (tracesUrl(config.endpoint) === undefined) {
    problems.push({
      path: ['endpoint'],
      code: 'ASSAY_TRANSPORT_BAD_ENDPOINT',
      message: 'not the URL of a backend: http:// or https://, a host, no credentials, no query and no fragment',
      hint: 'https://cloud.langfuse.com',
    });
  }
  if (config.public_key.startsWith('sk-') || config.secret_key.startsWith('pk-')) {
    problems.push({
      path: ['public_key'],
      code: 'ASSAY_LANGFUSE_KEYS_SWAPPED',
      severity: 'warning',
      message: 'public keys start with pk- and secret keys with sk-; these look swapped',
    });
  }
  return problems;
}
