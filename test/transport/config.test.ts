import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../src/config/validator.ts';
import type { JsonSchema } from '../../src/kernel/component.ts';
import { clientAuthenticator, serverAuthenticator } from '../../src/transport/auth-config.ts';
import {
  clientKeepalive,
  KEEPALIVE_SERVER_SCHEMA,
  type KeepaliveServerConfig,
  serverKeepalive,
} from '../../src/transport/grpc/keepalive-config.ts';
import { clientKeepaliveOptions, keepaliveOptions } from '../../src/transport/grpc/keepalive.ts';
import { corsSettings } from '../../src/transport/http/cors-config.ts';
import {
  CLIENT_TLS_SCHEMA,
  checkClientTls,
  checkServerTls,
  type ClientTlsConfig,
  clientTlsSettings,
  SERVER_TLS_SCHEMA,
  type ServerTlsConfig,
  serverTlsSettings,
} from '../../src/transport/tls/tls-config.ts';
import { makeFakeHost } from '../support/fake-host.ts';

function fitted(schema: JsonSchema, value: object): object {
  const validate = compileSchema(schema);
  if (!validate(value)) throw new Error(JSON.stringify(validate.errors?.map((error) => error.message)));
  return value;
}

const server = (value: object): ServerTlsConfig => fitted(SERVER_TLS_SCHEMA, value) as ServerTlsConfig;
const client = (value: object): ClientTlsConfig => fitted(CLIENT_TLS_SCHEMA, value) as ClientTlsConfig;

describe('tls of a listener', () => {
  it('becomes settings with the YAML keys of its files', () => {
    expect(serverTlsSettings(undefined, 'p.tls')).toBeUndefined();
    const config = server({ cert_file: 'c', key_file: 'k', client_ca_file: 'a', min_version: 1.3, reload_interval: '1m' });
    expect(serverTlsSettings(config, 'p.tls')).toEqual({
      sources: {
        cert: { key: 'p.tls.cert_file', file: 'c' },
        key: { key: 'p.tls.key_file', file: 'k' },
        ca: { key: 'p.tls.client_ca_file', file: 'a' },
      },
      minVersion: 'TLSv1.3',
      reloadIntervalMs: 60_000,
    });
  });

  it('needs certificate and key together, and warns of a CA it has no use for', () => {
    expect(checkServerTls(undefined, ['tls'])).toEqual([]);
    expect(checkServerTls(server({ cert_file: 'c', key_pem: 'k' }), ['tls'])).toEqual([]);
    expect(checkServerTls(server({}), ['tls'])).toMatchObject([{ path: ['tls'] }]);
    expect(checkServerTls(server({ key_file: 'k' }), ['tls'])).toMatchObject([{ path: ['tls', 'key_file'] }]);
    expect(checkServerTls(server({ cert_file: 'c', cert_pem: 'c', key_file: 'k', ca_file: 'a' }), ['tls'])).toMatchObject([
      { path: ['tls', 'cert_pem'] },
      { path: ['tls', 'ca_file'], severity: 'warning' },
    ]);
    expect(checkServerTls(server({ cert_file: 'c', key_file: 'k', min_version: '1.3', max_version: '1.2' }), ['tls'])).toMatchObject([
      { path: ['tls', 'max_version'] },
    ]);
  });

  it('takes no version below 1.2', () => {
    expect(() => server({ min_version: '1.1' })).toThrow();
  });
});

describe('tls of an exporter', () => {
  it('trusts the system roots by default', () => {
    expect(clientTlsSettings(undefined, 'p.tls')).toMatchObject({ sources: {}, skipVerify: false, minVersion: 'TLSv1.2' });
    expect(clientTlsSettings(client({}), 'p.tls')).toMatchObject({
      sources: {},
      skipVerify: false,
      includeSystemRoots: false,
      reloadIntervalMs: 300_000,
    });
  });

  it('becomes settings', () => {
    const config = client({ ca_pem: 'A', server_name_override: 'n', insecure_skip_verify: true, max_version: '1.2' });
    expect(clientTlsSettings(config, 'p.tls')).toMatchObject({
      sources: { ca: { key: 'p.tls.ca_file', pem: 'A' } },
      serverName: 'n',
      skipVerify: true,
      maxVersion: 'TLSv1.2',
    });
  });

  it('warns when any certificate is taken', () => {
    expect(checkClientTls(client({ insecure_skip_verify: true }), ['tls'])).toMatchObject([
      { path: ['tls', 'insecure_skip_verify'], severity: 'warning' },
    ]);
    expect(checkClientTls(client({ insecure: true, insecure_skip_verify: true }), ['tls'])).toEqual([]);
    expect(checkClientTls(client({}), ['tls'])).toEqual([]);
  });
});

describe('keepalive', () => {
  it('has the defaults of grpc-go, and becomes options of grpc-js', () => {
    expect(keepaliveOptions(serverKeepalive(undefined))).toEqual({
      'grpc.keepalive_time_ms': 7_200_000,
      'grpc.keepalive_timeout_ms': 20_000,
    });
    const config: KeepaliveServerConfig = fitted(KEEPALIVE_SERVER_SCHEMA, {
      server_parameters: {
        max_connection_idle: '1m',
        max_connection_age: '1h',
        max_connection_age_grace: '5s',
        time: '30s',
        timeout: '3s',
      },
    });
    expect(keepaliveOptions(serverKeepalive(config))).toEqual({
      'grpc.max_connection_idle_ms': 60_000,
      'grpc.max_connection_age_ms': 3_600_000,
      'grpc.max_connection_age_grace_ms': 5000,
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 3000,
    });
    expect(clientKeepaliveOptions(clientKeepalive({ time: '10s', permit_without_stream: true }))).toEqual({
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_permit_without_calls': 1,
    });
    expect(clientKeepaliveOptions(clientKeepalive(undefined))).toEqual({});
  });

  it('polices pings where there is a policy, by the defaults of grpc-go', () => {
    const policy = (given: object): unknown => serverKeepalive(fitted(KEEPALIVE_SERVER_SCHEMA, given)).pings;
    expect(policy({})).toBeUndefined();
    expect(policy({ enforcement_policy: {} })).toEqual({ minTimeMs: 300_000, permitWithoutStream: false });
    expect(policy({ enforcement_policy: { min_time: '10s', permit_without_stream: true } })).toEqual({
      minTimeMs: 10_000,
      permitWithoutStream: true,
    });
  });
});

describe('cors and auth', () => {
  it('without origins there is no CORS', () => {
    expect(corsSettings(undefined)).toBeUndefined();
    expect(corsSettings({ allowed_origins: [], allowed_headers: [], exposed_headers: [], max_age: 1 })).toBeUndefined();
    expect(corsSettings({ allowed_origins: ['*'], allowed_headers: ['X'], exposed_headers: [], max_age: 1 })).toMatchObject({
      maxAgeSeconds: 1,
    });
  });

  it('an authenticator that is not enabled, or is another kind of extension, is named', () => {
    const guard = { authenticate: () => ({ kind: 'allowed' }) };
    const host = makeFakeHost({ extensions: { guard } });
    expect(serverAuthenticator(host, undefined)).toBeUndefined();
    expect(serverAuthenticator(host, { authenticator: 'guard' })).toBe(guard);
    expect(() => serverAuthenticator(host, { authenticator: 'other' })).toThrow(/other/);
    expect(() => clientAuthenticator(host, { authenticator: 'guard' })).toThrow(/guard/);
  });
});
