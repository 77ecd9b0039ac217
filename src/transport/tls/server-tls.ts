import type { SecureContextOptions, SecureVersion, TlsOptions } from 'node:tls';
import type { Clock, Logger } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { loadTlsMaterial, makeSecureContext, type TlsMaterial, type TlsSources, watchTlsMaterial } from './tls-files.ts';

/** TLS of a listener. With `sources.ca` clients must show a certificate of that CA (the Collector's `client_ca_file`). */
export interface ServerTlsSettings {
  readonly sources: TlsSources;
  readonly minVersion: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** How often the files are looked at for new certificates; 0 = never. */
  readonly reloadIntervalMs: number;
}

/** What `node:tls` and `node:https` servers have in common here. */
export interface ReloadableServer {
  setSecureContext(options: SecureContextOptions): void;
}

/** Options for `tls.createServer` or `https.createServer`; throws ASSAY_TRANSPORT_TLS_MATERIAL when the files are unfit. */
export function serverTlsOptions(settings: ServerTlsSettings): { readonly options: TlsOptions; readonly material: TlsMaterial } {
  const material = loadTlsMaterial(settings.sources);
  if (material.cert === undefined || material.key === undefined) {
    throw new AssayError('ASSAY_TRANSPORT_TLS_MATERIAL', 'a TLS listener needs tls.cert_file and tls.key_file');
  }
  const context = contextOptions(settings, material);
  makeSecureContext(context, material, settings.sources);
  const mutual = material.ca !== undefined;
  return { options: { ...context, requestCert: mutual, rejectUnauthorized: mutual }, material };
}

/** Follows the files and gives new connections the new certificates; running connections keep theirs. Returns a function that ends it. */
export function reloadServerTls(
  settings: ServerTlsSettings,
  first: TlsMaterial,
  servers: readonly ReloadableServer[],
  clock: Clock,
  log: Logger,
): () => void {
  return watchTlsMaterial(settings.sources, first, settings.reloadIntervalMs, clock, {
    onChange: (material) => {
      const context = contextOptions(settings, material);
      makeSecureContext(context, material, settings.sources);
      for (const server of servers) server.setSecureContext(context);
      log.info('certificates reloaded');
    },
    onError: () => log.warn('new certificates cannot be used, the old ones stay', { code: 'ASSAY_TRANSPORT_TLS_MATERIAL' }),
  });
}

function contextOptions(settings: ServerTlsSettings, material: TlsMaterial): SecureContextOptions {
  return {
    cert: material.cert,
    key: material.key,
    ca: material.ca,
    minVersion: settings.minVersion,
    maxVersion: settings.maxVersion ?? 'TLSv1.3',
  };
}
