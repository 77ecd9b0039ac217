import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import type { Signal } from '../../otlp/batch.ts';
import type { Encoding, RequestHeaders, ServerRequest } from '../server-transport.ts';
import type { GrpcExchange } from './grpc-exchange.ts';

/** gRPC metadata as headers. */
export class GrpcHeaders implements RequestHeaders {
  #metadata: Metadata;

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  get(name: string): string | undefined {
    const value = this.#metadata.get(name)[0];
    return typeof value === 'string' ? value : undefined;
  }

  toMap(): ReadonlyMap<string, readonly string[]> {
    const map = new Map<string, readonly string[]>();
    for (const [name, values] of Object.entries(this.#metadata.toJSON())) {
      const texts = values.filter((value) => typeof value === 'string');
      if (texts.length > 0) map.set(name, texts);
    }
    return map;
  }
}

/** What a handler sees of a gRPC call. */
export class GrpcRequest implements ServerRequest {
  readonly signal: Signal;
  readonly encoding: Encoding = 'proto';
  readonly body: Uint8Array;
  #call: ServerUnaryCall<Buffer, Buffer>;
  #exchange: GrpcExchange;

  constructor(signal: Signal, call: ServerUnaryCall<Buffer, Buffer>, exchange: GrpcExchange) {
    this.signal = signal;
    this.body = call.request;
    this.#call = call;
    this.#exchange = exchange;
  }

  get headers(): RequestHeaders {
    return new GrpcHeaders(this.#call.metadata);
  }

  get peer(): string {
    return this.#call.getPeer();
  }

  get abort(): AbortSignal {
    return this.#exchange.abort;
  }
}
