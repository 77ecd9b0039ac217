import { parseHttpEndpoint } from '../../transport/endpoint.ts';

/** Where traces are posted, below the base URL. */
const TRACES_PATH = '/api/public/otel/v1/traces';

/** What SDK-style configs put behind the base; it is ours to add. */
const WRITTEN_TAILS = /(?:\/api\/public\/otel)?(?:\/v1\/traces)?\/*$/;

/** The base URL and the path for traces, or undefined when `endpoint` is no usable URL. Base URLs with a path keep it. */
export function tracesUrl(endpoint: string): { readonly base: URL; readonly path: string } | undefined {
  const base = parseHttpEndpoint(endpoint);
  if (base === undefined) return undefined;
  return { base, path: `${base.pathname.replace(WRITTEN_TAILS, '')}${TRACES_PATH}` };
}
