import { AssayError } from '../wire/assay-error.ts';

/** A TCP address. `host` is a name or an IP address without brackets; port 0 lets the system choose. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const HOST_PORT = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([^:[\]\s/?#@]*)):(\d{1,5})$/;

/** `host:port`, `[v6]:port`, `:port` (all interfaces, as Go has it), or undefined. */
export function parseHostPort(text: string): Endpoint | undefined {
  const match = HOST_PORT.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  if (port > 65_535) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { host: host === '' ? '::' : host, port };
}

/** As `parseHostPort`; throws ASSAY_TRANSPORT_BAD_ENDPOINT naming the YAML key the text came from. */
export function parseServerEndpoint(text: string, key: string): Endpoint {
  const endpoint = parseHostPort(text);
  if (endpoint === undefined) {
    throw new AssayError('ASSAY_TRANSPORT_BAD_ENDPOINT', `${key} must be host:port, for example localhost:4317 or 0.0.0.0:4317`);
  }
  return endpoint;
}

/** For messages and URLs; IPv6 in brackets. */
export function formatEndpoint(endpoint: Endpoint): string {
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

/** True for 127.0.0.0/8, ::1 and localhost: reachable from this machine (or this pod) only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host) || /^::ffff:127\./i.test(host);
}

/**
 * Addresses to bind for a host. `localhost` is both loopbacks, because an SDK may resolve it to either: the first must be
 * bound, the second is taken when the machine has it.
 */
export function bindHosts(host: string): readonly string[] {
  return host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}

/** Where a gRPC client connects. `target` is as grpc-js takes it; `secure` says TLS. */
export interface GrpcTarget {
  readonly target: string;
  readonly secure: boolean;
}

/**
 * A gRPC endpoint as the Collector takes it: `host:port`, or with a scheme. `http://` switches TLS off, `https://` on, else
 * `insecure` decides; `dns:`, `ipv4:`, `ipv6:` and `unix:` pass to the resolver. Undefined when it is none of these.
 */
export function parseGrpcEndpoint(text: string, insecure: boolean): GrpcTarget | undefined {
  if (/^(?:dns|ipv4|ipv6|unix|unix-abstract):\S+$/.test(text)) return { target: text, secure: !insecure };
  const match = /^(?:(https?):\/\/)?([^/?#\s]+)\/?$/.exec(text);
  if (match === null) return undefined;
  const endpoint = parseHostPort(match[2]!);
  if (endpoint === undefined || endpoint.port === 0) return undefined;
  return { target: `dns:${formatEndpoint(endpoint)}`, secure: match[1] === undefined ? !insecure : match[1] === 'https' };
}

/** An HTTP base URL without trailing slash, query or credentials, or undefined when `text` is none. */
export function parseHttpEndpoint(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  if (url.hostname === '' || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return url;
}
