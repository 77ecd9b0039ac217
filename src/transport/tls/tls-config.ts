import type { SecureVersion } from 'node:tls';
import { duration, flag, secret, text } from '../../config/schema-kit.ts';
import { parseDurationMs } from '../../config/units.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { type ClientTlsSettings, DEFAULT_CLIENT_TLS } from './client-tls.ts';
import type { ServerTlsSettings } from './server-tls.ts';
import type { PemSource, TlsSources } from './tls-files.ts';

/** Keys that both sides share; the Collector's `configtls.Config`. */
interface TlsConfig {
  readonly ca_file?: string;
  readonly ca_pem?: string;
  readonly cert_file?: string;
  readonly cert_pem?: string;
  readonly key_file?: string;
  readonly key_pem?: string;
  readonly min_version: string | number;
  readonly max_version?: string | number;
  readonly reload_interval: string;
}

/** `tls` of a listener. */
export interface ServerTlsConfig extends TlsConfig {
  readonly client_ca_file?: string;
}

/** `tls` of an exporter. */
export interface ClientTlsConfig extends TlsConfig {
  readonly insecure: boolean;
  readonly insecure_skip_verify: boolean;
  readonly server_name_override?: string;
  readonly include_system_ca_certs_pool: boolean;
}

const VERSIONS: Readonly<Record<string, SecureVersion>> = { '1.2': 'TLSv1.2', '1.3': 'TLSv1.3' };

/** YAML reads an unquoted 1.2 as a number; both are meant. */
function version(description: string, defaultVersion?: string): JsonSchema {
  return { enum: ['1.2', '1.3', 1.2, 1.3], description, ...(defaultVersion === undefined ? {} : { default: defaultVersion }) };
}

const SHARED: Readonly<Record<string, JsonSchema>> = {
  cert_file: text(undefined, 'PEM file of the own certificate, with its chain.'),
  cert_pem: text(undefined, 'The certificate itself instead of a file.'),
  key_file: text(undefined, 'PEM file of the key of that certificate.'),
  key_pem: secret('The key itself instead of a file.'),
  min_version: version('Lowest TLS version.', '1.2'),
  max_version: version('Highest TLS version; the highest there is when absent.'),
  reload_interval: duration('5m', 'How often the files are looked at for changes; 0s = never.'),
};

/** Schema of a listener's `tls`; absent means no TLS. */
export const SERVER_TLS_SCHEMA: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'TLS; without this block the listener speaks plain text.',
  properties: {
    ...SHARED,
    client_ca_file: text(undefined, 'PEM file of the CA that clients must show a certificate of (mutual TLS).'),
    ca_file: text(undefined, "Taken for the Collector's sake; a listener has no use for it."),
    ca_pem: text(undefined, "Taken for the Collector's sake; a listener has no use for it."),
  },
};

/** Schema of an exporter's `tls`. */
export const CLIENT_TLS_SCHEMA: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  default: {},
  description: 'TLS towards the backend.',
  properties: {
    insecure: flag(false, 'No TLS at all.'),
    ca_file: text(undefined, 'PEM file of the CA of the backend; the system roots when absent.'),
    ca_pem: text(undefined, 'The CA itself instead of a file.'),
    ...SHARED,
    insecure_skip_verify: flag(false, 'Take any certificate: encrypted, not authenticated.'),
    server_name_override: text(undefined, "Name expected in the backend's certificate instead of the endpoint's host."),
    include_system_ca_certs_pool: flag(false, 'Trust the system roots besides ca_file.'),
  },
};

/** What a schema cannot say about a listener's `tls`. `path` is where the block stands. */
export function checkServerTls(config: ServerTlsConfig | undefined, path: readonly string[]): ConfigProblem[] {
  if (config === undefined) return [];
  const problems = checkPair(config, path, true);
  for (const key of ['ca_file', 'ca_pem'] as const) {
    if (config[key] === undefined) continue;
    const message = 'a listener has no use for the CA of servers; certificates of clients are checked with client_ca_file';
    problems.push({
      path: [...path, key],
      code: 'ASSAY_TRANSPORT_TLS_MATERIAL',
      severity: 'warning',
      message,
      hint: 'write client_ca_file',
    });
  }
  return problems;
}

/** What a schema cannot say about an exporter's `tls`. */
export function checkClientTls(config: ClientTlsConfig, path: readonly string[]): ConfigProblem[] {
  const problems = checkPair(config, path, false);
  if (config.insecure_skip_verify && !config.insecure) {
    const message = 'any certificate is taken: whoever sits in between can read and change the data';
    problems.push({
      path: [...path, 'insecure_skip_verify'],
      code: 'ASSAY_TRANSPORT_TLS_MATERIAL',
      severity: 'warning',
      message,
      hint: 'set ca_file instead',
    });
  }
  return problems;
}

function checkPair(config: TlsConfig, path: readonly string[], needed: boolean): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = (key: string, message: string): void =>
    void problems.push({ path: [...path, key], code: 'ASSAY_TRANSPORT_TLS_MATERIAL', message });
  for (const role of ['cert', 'key', 'ca'] as const) {
    if (config[`${role}_file`] !== undefined && config[`${role}_pem`] !== undefined)
      add(`${role}_pem`, `${role}_file and ${role}_pem exclude each other`);
  }
  const cert = config.cert_file ?? config.cert_pem;
  const key = config.key_file ?? config.key_pem;
  if ((cert === undefined) !== (key === undefined)) {
    add(cert === undefined ? 'key_file' : 'cert_file', 'a certificate and its key must be given together');
  } else if (cert === undefined && needed) {
    problems.push({ path, code: 'ASSAY_TRANSPORT_TLS_MATERIAL', message: 'a listener with TLS needs cert_file and key_file' });
  }
  if (config.max_version !== undefined && Number(config.max_version) < Number(config.min_version))
    add('max_version', 'max_version is below min_version');
  return problems;
}

/** `prefix` is the YAML path of the block, for messages. */
export function serverTlsSettings(config: ServerTlsConfig | undefined, prefix: string): ServerTlsSettings | undefined {
  if (config === undefined) return undefined;
  return {
    sources: { ...pair(config, prefix), ...optional('ca', source(`${prefix}.client_ca_file`, config.client_ca_file)) },
    ...common(config),
  };
}

/** As above, for an exporter. An absent block is plain TLS with the system's roots. */
export function clientTlsSettings(config: ClientTlsConfig | undefined, prefix: string): ClientTlsSettings {
  if (config === undefined) return DEFAULT_CLIENT_TLS;
  return {
    sources: { ...pair(config, prefix), ...optional('ca', source(`${prefix}.ca_file`, config.ca_file, config.ca_pem)) },
    includeSystemRoots: config.include_system_ca_certs_pool,
    skipVerify: config.insecure_skip_verify,
    ...optional('serverName', config.server_name_override),
    ...common(config),
  };
}

function pair(config: TlsConfig, prefix: string): TlsSources {
  return {
    ...optional('cert', source(`${prefix}.cert_file`, config.cert_file, config.cert_pem)),
    ...optional('key', source(`${prefix}.key_file`, config.key_file, config.key_pem)),
  };
}

function source(key: string, file?: string, pem?: string): PemSource | undefined {
  if (file === undefined && pem === undefined) return undefined;
  return { key, ...optional('file', file), ...optional('pem', pem) };
}

function common(config: TlsConfig): { minVersion: SecureVersion; maxVersion?: SecureVersion; reloadIntervalMs: number } {
  return {
    minVersion: VERSIONS[String(config.min_version)] ?? 'TLSv1.2',
    ...optional('maxVersion', config.max_version === undefined ? undefined : VERSIONS[String(config.max_version)]),
    reloadIntervalMs: parseDurationMs(config.reload_interval),
  };
}

/** `{[key]: value}`, or nothing when there is no value (exactOptionalPropertyTypes). */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
