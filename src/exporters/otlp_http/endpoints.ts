import { SIGNALS, type Signal } from '../../otlp/batch.ts';
import { parseHttpEndpoint } from '../../transport/endpoint.ts';

/** The keys that name where requests go. */
export const ENDPOINT_KEYS = ['endpoint', 'traces_endpoint', 'metrics_endpoint', 'logs_endpoint'] as const;

type EndpointKey = (typeof ENDPOINT_KEYS)[number];

/** The part of the config that says where requests go. */
export type EndpointConfig = { readonly [key in EndpointKey]?: string };

/** One server, and the path of each signal that goes there; a signal without a path takes the default one below `base`. */
export interface Destination {
  readonly base: URL;
  readonly paths: Partial<Record<Signal, string>>;
  readonly signals: readonly Signal[];
}

export interface Endpoints {
  readonly destinations: readonly Destination[];
  /** Keys whose URL cannot be used. */
  readonly unusable: readonly EndpointKey[];
}

/**
 * Where the requests of each signal go: `<signal>_endpoint` as it is written, else `endpoint` with the usual path behind it,
 * else nowhere. Signals that go to one origin share its connections.
 */
export function resolveEndpoints(config: EndpointConfig): Endpoints {
  const unusable: EndpointKey[] = [];
  const parse = (key: EndpointKey): URL | undefined => {
    const text = config[key];
    if (text === undefined) return undefined;
    const url = parseHttpEndpoint(text);
    if (url === undefined) unusable.push(key);
    return url;
  };
  const base = parse('endpoint');
  const byOrigin = new Map<string, { base: URL; paths: Partial<Record<Signal, string>>; signals: Signal[] }>();
  for (const signal of SIGNALS) {
    const own = parse(`${signal}_endpoint`);
    const url = own ?? base;
    if (url === undefined) continue;
    let destination = byOrigin.get(url.origin);
    if (destination === undefined) {
      destination = { base: base !== undefined && base.origin === url.origin ? base : url, paths: {}, signals: [] };
      byOrigin.set(url.origin, destination);
    }
    destination.signals.push(signal);
    if (own !== undefined) destination.paths[signal] = own.pathname;
  }
  return { destinations: [...byOrigin.values()], unusable };
}
