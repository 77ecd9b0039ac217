import { userAgent } from '../../delivery/user-agent.ts';
import { systemClock } from '../../telemetry/clock.ts';
import { SILENT } from '../../telemetry/log/silent.ts';
import type { ClientTransport } from '../../transport/client-transport.ts';
import { parseGrpcEndpoint, parseHttpEndpoint } from '../../transport/endpoint.ts';
import { GrpcClientTransport } from '../../transport/grpc/grpc-client.ts';
import { HttpClientTransport } from '../../transport/http/http-client.ts';

/** RFC 9110 5.6.2 and 5.5; what has no line ends cannot forge a header. */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\u0020-\u007e\u0080-\u00ff]*)$/;

/** `name: value` texts as headers; undefined when one is none. */
export function parseHeaders(texts: readonly string[]): Record<string, string> | undefined {
  const headers: [string, string][] = [];
  for (const text of texts) {
    const match = HEADER.exec(text);
    if (match === null) return undefined;
    headers.push([match[1]!.toLowerCase(), match[2]!.trim()]);
  }
  return Object.fromEntries(headers);
}

/** A connection to `http(s)://host:port[/base]`, or `grpc(s)://host:port`; undefined when the text is neither. */
export function connectTo(endpoint: string, headers: Readonly<Record<string, string>>): ClientTransport | undefined {
  const common = { headers, userAgent: userAgent(), clock: systemClock(), log: SILENT };
  const grpc = /^grpc(s?):\/\/(.+)$/.exec(endpoint);
  if (grpc !== null) {
    const target = parseGrpcEndpoint(grpc[2]!, grpc[1] === '');
    return target === undefined ? undefined : new GrpcClientTransport({ ...common, target, compression: 'gzip', waitForReady: false });
  }
  const url = parseHttpEndpoint(endpoint);
  return url === undefined
    ? undefined
    : new HttpClientTransport({ ...common, endpoint: url, encoding: 'proto', compression: 'gzip', readResponse: true });
}
