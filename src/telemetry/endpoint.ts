import { AssayError } from '../wire/assay-error.ts';

/** A TCP address to listen on. `host` is as `net.Server.listen` takes it; port 0 lets the system choose. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const FORM = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]\s/]*)):(\d{1,5})$/;

/**
 * Parses `host:port`, `[v6]:port` or `:port` (all interfaces, as in Go).
 * Throws ASSAY_TELEMETRY_BAD_ENDPOINT naming `key`, the YAML key the text came from.
 */
export function parseEndpoint(text: string, key: string): Endpoint {
  const match = FORM.exec(text);
  const port = match === null ? Number.NaN : Number(match[3]);
  if (match === null || port > 65_535) throw new AssayError('ASSAY_TELEMETRY_BAD_ENDPOINT', `${key} must be host:port`);
  const host = match[1] ?? match[2] ?? '';
  return { host: host === '' ? '::' : host, port };
}

/** `host:port` for people; IPv6 in brackets. */
export function formatEndpoint(endpoint: Endpoint): string {
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

/**
 * Addresses to bind. `localhost` is both loopbacks, because a probe or scraper may resolve it to either: the first must
 * be bound, the second is taken where the machine has it.
 */
export function bindHosts(host: string): readonly string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}
