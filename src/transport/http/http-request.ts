import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Signal } from '../../otlp/batch.ts';
import type { Encoding, RequestHeaders, ServerRequest } from '../server-transport.ts';

/** Headers of a node:http request. */
export class HttpHeaders implements RequestHeaders {
  #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get(name: string): string | undefined {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  toMap(): ReadonlyMap<string, readonly string[]> {
    const map = new Map<string, readonly string[]>();
    for (const [name, values] of Object.entries(this.#request.headersDistinct)) if (values !== undefined) map.set(name, values);
    return map;
  }
}

/** What a handler sees of an HTTP request. `peer` and `abort` are made when asked for. */
export class HttpRequest implements ServerRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  readonly headers: RequestHeaders;
  #request: IncomingMessage;
  #response: ServerResponse;
  #controller: AbortController | undefined;

  constructor(
    signal: Signal,
    encoding: Encoding,
    body: Uint8Array,
    headers: RequestHeaders,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.signal = signal;
    this.encoding = encoding;
    this.body = body;
    this.headers = headers;
    this.#request = request;
    this.#response = response;
  }

  get peer(): string {
    return peerOf(this.#request);
  }

  get abort(): AbortSignal {
    if (this.#controller === undefined) {
      const controller = new AbortController();
      const response = this.#response;
      this.#controller = controller;
      if (response.destroyed) controller.abort();
      else
        response.once('close', () => {
          if (!response.writableEnded) controller.abort();
        });
    }
    return this.#controller.signal;
  }
}

/** `address:port` of the other end, or `unknown` once it is gone. */
function peerOf(request: IncomingMessage): string {
  const { remoteAddress, remotePort } = request.socket;
  return remoteAddress === undefined ? 'unknown' : `${remoteAddress}:${remotePort ?? 0}`;
}
