import type { Endpoint } from '../transport/endpoint.ts';
import { AssayError } from '../wire/assay-error.ts';

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
