import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { AssayError } from '../wire/assay-error.ts';
import { bindHosts, type Endpoint, formatEndpoint } from './endpoint.ts';

/** Servers bound to the addresses of one endpoint; `endpoint` has the port that was chosen for port 0. */
export interface Bound {
  readonly servers: readonly Server[];
  readonly endpoint: Endpoint;
}

/** `http.createServer` options of listeners for scrapers and probes: one that stalls holds a connection no longer. */
export const SCRAPE_LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 5_000,
};
export const SCRAPE_MAX_CONNECTIONS = 128;

/** An address family or interface that this machine does not have. */
const ABSENT: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EINVAL']);

/**
 * Binds `endpoint` with servers from `make`: `localhost` on both loopbacks (the second if there is one), every other host once;
 * `::` falls back to 0.0.0.0 on a machine without IPv6.
 * Rejects with ASSAY_TRANSPORT_PORT_TAKEN or ASSAY_TRANSPORT_LISTEN_FAILED, nothing bound.
 */
export async function bindAll(endpoint: Endpoint, make: () => Server): Promise<Bound> {
  const servers: Server[] = [];
  let port = endpoint.port;
  try {
    for (const host of bindHosts(endpoint.host)) {
      const first = servers.length === 0;
      const server = make();
      const failure = await listen(server, host, port);
      if (failure === undefined) servers.push(server);
      else if (first && host === '::' && ABSENT.has(failure.code ?? '')) {
        const fallback = make();
        const again = await listen(fallback, '0.0.0.0', port);
        if (again !== undefined) throw again;
        servers.push(fallback);
      } else if (first || !(ABSENT.has(failure.code ?? '') || endpoint.port === 0)) throw failure;
      if (first) port = (servers[0]!.address() as AddressInfo).port;
    }
  } catch (cause) {
    for (const server of servers) server.close();
    const code = (cause as NodeJS.ErrnoException).code;
    const address = formatEndpoint({ host: endpoint.host, port });
    if (code === 'EADDRINUSE') throw new AssayError('ASSAY_TRANSPORT_PORT_TAKEN', `${address} is in use by another process`, { cause });
    throw new AssayError('ASSAY_TRANSPORT_LISTEN_FAILED', `cannot listen on ${address} (${code ?? 'unknown error'})`, { cause });
  }
  return { servers, endpoint: { host: endpoint.host, port } };
}

/**
 * Servers from `make` on the sockets of `from`, which take no connection any more from then on. Connections that wait to be accepted
 * are accepted by the new ones: there is no moment at which the address is closed.
 */
export async function takeOver(from: Bound, make: () => Server): Promise<Bound> {
  const servers: Server[] = [];
  for (const old of from.servers) {
    const server = make();
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve);
      server.listen(old, () => {
        server.off('error', resolve);
        server.on('error', () => {});
        resolve(undefined);
      });
    });
    if (failure !== undefined) {
      const message = `cannot take over ${formatEndpoint(from.endpoint)} (${failure.code ?? 'unknown error'})`;
      throw new AssayError('ASSAY_TRANSPORT_LISTEN_FAILED', message, { cause: failure });
    }
    // node:net documents that one server may listen on the handle of another, and has no way to tell the other that it is not its any more:
    // its close() would close the socket for both.
    (old as unknown as { _handle: unknown })._handle = null;
    servers.push(server);
  }
  return { servers, endpoint: from.endpoint };
}

/** Stops listening and ends every connection, also those amid a response: for clients that come again. */
export async function closeNow(servers: readonly HttpServer[]): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
  for (const server of servers) server.closeAllConnections();
  await Promise.all(closed);
}

function listen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(error);
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      // Later errors of a listening socket (EMFILE) concern one connection and must not end the process.
      server.on('error', () => {});
      resolve(undefined);
    });
  });
}
