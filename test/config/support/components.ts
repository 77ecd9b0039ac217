import { defineConnector, defineExporter, defineExtension, defineProcessor, defineReceiver } from '../../../src/kernel/component.ts';
import type { AnyDescriptor, JsonSchema } from '../../../src/kernel/component.ts';
import { makeRegistry } from '../../../src/kernel/registry.ts';
import type { Registry } from '../../../src/kernel/registry.ts';
import {
  byteSize,
  duration,
  extensionId,
  flag,
  headers,
  httpUrl,
  integer,
  list,
  listenEndpoint,
  number,
  object,
  oneOf,
  optionalObject,
  secret,
  text,
} from '../../../src/config/schema-kit.ts';

/** Made-up components: none of them can run, all can be configured. */
const never = (): never => {
  throw new Error('components of config tests do not run');
};

const ALL = { traces: 'beta', metrics: 'beta', logs: 'beta' } as const;

const inbox = object(
  {
    protocols: optionalObject(
      {
        grpc: optionalObject({
          endpoint: listenEndpoint('localhost:4317'),
          max_size_mib: integer({ min: 0, max: 4096 }, 4),
          auth: optionalObject({ authenticator: extensionId() }, { required: ['authenticator'] }),
          tls: optionalObject({ cert_file: text(), client_ca_file: text() }),
        }),
        http: optionalObject({ endpoint: listenEndpoint('localhost:4318'), max_body: byteSize('20MiB') }),
      },
      { minProperties: 1 },
    ),
  },
  { required: ['protocols'] },
) satisfies JsonSchema;

const outbox = object(
  {
    endpoint: httpUrl(undefined, 'Where to send.'),
    encoding: oneOf(['proto', 'json'], 'proto'),
    timeout: duration('5s'),
    headers: headers(),
    api_key: secret(),
    public_key: text(),
    storage: extensionId(),
    retries: integer({ min: 0 }, 3),
    target: { anyOf: [{ type: 'string' }, optionalObject({ host: text(), port: integer({ min: 1 }) })] },
  },
  { required: ['endpoint'] },
);

export const COMPONENTS: readonly AnyDescriptor[] = [
  defineReceiver({ type: 'inbox', aliases: [], stability: ALL, config: inbox, telemetry: [], create: never }),
  defineReceiver({ type: 'scrape', aliases: [], stability: { metrics: 'alpha' }, config: object({}), telemetry: [], create: never }),
  defineProcessor({
    type: 'guard',
    aliases: [],
    stability: ALL,
    config: object({ limit_mib: integer({ min: 0 }, 0), spike: number({ min: 0, max: 1 }, 0.2) }),
    telemetry: [],
    traits: { admission: true },
    create: never,
  }),
  defineProcessor({
    type: 'gather',
    aliases: [],
    stability: ALL,
    config: object({ timeout: duration('200ms'), send_batch_size: integer({ min: 1 }, 8192), labels: list(text()) }),
    telemetry: [],
    check: (config: { timeout: string; send_batch_size: number }) =>
      config.send_batch_size === 13
        ? [{ path: ['send_batch_size'], message: 'thirteen is bad luck', code: 'ASSAY_TEST_LUCK', hint: 'write 12' }]
        : [],
    create: never,
  }),
  defineProcessor({
    type: 'veil',
    aliases: [],
    stability: { traces: 'beta', logs: 'beta' },
    config: object({ hmac_key: secret() }),
    telemetry: [],
    traits: { redacts: true },
    create: never,
  }),
  defineConnector({
    type: 'count',
    aliases: [],
    stability: { traces: 'beta' },
    routes: { traces: ['metrics'] },
    config: object({}),
    telemetry: [],
    create: never,
  }),
  defineConnector({
    type: 'pass',
    aliases: [],
    stability: ALL,
    routes: { traces: ['traces'], metrics: ['metrics'], logs: ['logs'] },
    config: object({}),
    telemetry: [],
    create: never,
  }),
  defineExporter({ type: 'outbox_http', aliases: ['outboxhttp'], stability: ALL, config: outbox, telemetry: [], create: never }),
  defineExporter({
    type: 'show',
    aliases: [],
    stability: ALL,
    config: object({ content: flag(false) }),
    telemetry: [],
    traits: { persists: (config: { content: boolean }) => config.content },
    create: never,
  }),
  defineExtension({
    type: 'keyring',
    aliases: [],
    stability: { extension: 'beta' },
    config: object({ token: secret() }),
    telemetry: [],
    create: never,
  }),
  defineExtension({
    type: 'disk',
    aliases: [],
    stability: { extension: 'beta' },
    config: object({ directory: text('/tmp') }),
    telemetry: [],
    create: never,
  }),
];

export const registry: Registry = makeRegistry(COMPONENTS);
