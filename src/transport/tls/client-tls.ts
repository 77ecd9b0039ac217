import { rootCertificates, type SecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';
import { loadTlsMaterial, makeSecureContext, type TlsMaterial, type TlsSources } from './tls-files.ts';

/** TLS towards a backend. Without `sources.ca` the system's roots are trusted. */
export interface ClientTlsSettings {
  readonly sources: TlsSources;
  /** Trust the system's roots besides `sources.ca`. */
  readonly includeSystemRoots: boolean;
  /** Takes any certificate: encrypts, does not authenticate. */
  readonly skipVerify: boolean;
  /** Name expected in the certificate and sent as SNI, instead of the endpoint's host. */
  readonly serverName?: string;
  readonly minVersion: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly reloadIntervalMs: number;
}

/** TLS without files: what `tls` absent in YAML means. */
export const DEFAULT_CLIENT_TLS: ClientTlsSettings = {
  sources: {},
  includeSystemRoots: false,
  skipVerify: false,
  minVersion: 'TLSv1.2',
  reloadIntervalMs: 0,
};

/** Options and context of one state of the files; throws ASSAY_TRANSPORT_TLS_MATERIAL when they are unfit. */
export function clientTls(settings: ClientTlsSettings, material: TlsMaterial): { options: SecureContextOptions; context: SecureContext } {
  const options: SecureContextOptions = {
    cert: material.cert,
    key: material.key,
    ca: material.ca !== undefined && settings.includeSystemRoots ? [...rootCertificates, material.ca] : material.ca,
    minVersion: settings.minVersion,
    maxVersion: settings.maxVersion ?? 'TLSv1.3',
  };
  return { options, context: makeSecureContext(options, material, settings.sources) };
}

/** As `clientTls`, reading the files first. */
export function loadClientTls(settings: ClientTlsSettings): {
  material: TlsMaterial;
  options: SecureContextOptions;
  context: SecureContext;
} {
  const material = loadTlsMaterial(settings.sources);
  return { material, ...clientTls(settings, material) };
}
