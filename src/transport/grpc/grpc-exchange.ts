import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { constants } from 'node:http2';
import type { Signal } from '../../otlp/batch.ts';
import { asBuffer } from '../../wire/text.ts';
import { authenticate } from '../auth.ts';
import { RequestAccount } from '../body/admission.ts';
import { NO_MEMORY, tooLarge } from '../body/collector.ts';
import { encodingOf, GRPC_ENCODINGS } from '../body/encodings.ts';
import type { Unpacker } from '../body/unpack.ts';
import { GRPC } from '../grpc-codes.ts';
import { type Problem, replyToOutcome, replyToProblem, type WireReply } from '../reply.ts';
import type { ServerSettings } from '../server-transport.ts';
import { GrpcHeaders } from './grpc-request.ts';
import { statusOf } from './grpc-status.ts';
import { type InnerCall, innerCall, widenWindows } from './inner-call.ts';

/** Bytes of a gRPC message frame before its content: compressed flag and length. */
const FRAME_BYTES = 5;

/** grpc-js words its own refusal so; it is replaced by one that names the limit's key. */
const OVERSIZE = /^Received message larger than max/;

/** One gRPC call from its headers on: gate, credentials, room, timers, decompression. The reply itself is the handler's. */
export class GrpcExchange {
  readonly signal: Signal;
  #settings: ServerSettings;
  #unpacker: Unpacker;
  #call: ServerInterceptingCallInterface;
  #inner: InnerCall | undefined;
  #account: RequestAccount;
  #cancelTimer: () => void = () => {};
  #controller: AbortController | undefined;
  #cancelled = false;
  #replied = false;

  constructor(settings: ServerSettings, unpacker: Unpacker, signal: Signal, call: ServerInterceptingCallInterface) {
    this.#settings = settings;
    this.#unpacker = unpacker;
    this.signal = signal;
    this.#call = call;
    this.#account = new RequestAccount(settings.admission?.(signal));
    this.#inner = innerCall(call);
    if (this.#inner !== undefined) this.#adopt(this.#inner);
  }

  get abort(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#cancelled && !this.#replied) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Decides before the body is read whether it will be; `proceed` starts reading. */
  async onHeaders(metadata: Metadata, stopping: boolean, proceed: () => void): Promise<void> {
    try {
      await this.#onHeaders(metadata, stopping, proceed);
    } catch (error) {
      this.fail(error);
    }
  }

  async #onHeaders(metadata: Metadata, stopping: boolean, proceed: () => void): Promise<void> {
    const { authenticator, gate, limits, clock } = this.#settings;
    if (stopping) return this.refuse({ problem: 'stopping', message: 'the collector is stopping' });
    this.#cancelTimer = limits.requestTimeoutMs > 0 ? clock.after(limits.requestTimeoutMs, () => this.#timeOut()) : () => {};
    if (authenticator !== undefined) {
      const result = await authenticate(authenticator, new GrpcHeaders(metadata));
      if (result.kind !== 'allowed') return this.refuse({ problem: result.kind, message: result.reason });
    }
    const outcome = gate?.(this.signal);
    if (outcome !== undefined) return this.reply(replyToOutcome(outcome, -1));
    if (!this.#account.probe(FRAME_BYTES)) return this.refuse(NO_MEMORY);
    proceed();
  }

  /** The body is complete. */
  onHalfClose(): void {
    this.#cancelTimer();
  }

  /** The client went away, its deadline passed, or all is done. */
  onCancel(): void {
    this.#cancelTimer();
    this.#cancelled = true;
    if (!this.#replied) this.#controller?.abort();
    this.#account.release();
  }

  /** To be called when the handler's answer is on its way. A client that does not take it is cut. */
  onReply(): void {
    this.#cancelTimer();
    this.#replied = true;
    this.#account.release();
    const { limits, clock } = this.#settings;
    const stream = this.#inner?.stream;
    if (stream === undefined || stream.destroyed || limits.responseTimeoutMs <= 0) return;
    this.#cancelTimer = clock.after(limits.responseTimeoutMs, () => {
      stream.close(constants.NGHTTP2_CANCEL);
      // A connection that does not even take the reset is dead.
      this.#cancelTimer = clock.after(limits.responseTimeoutMs, () => stream.session?.destroy());
    });
  }

  /** Something threw that must not. */
  fail(error: unknown): void {
    this.#settings.log.error('a request failed inside', { code: 'ASSAY_TRANSPORT_INTERNAL', error: (error as Error)?.name });
    this.refuse({ problem: 'internal', message: 'internal error' });
  }

  refuse(problem: Problem): void {
    if (this.#cancelled) return;
    this.#settings.onProblem?.(problem.problem);
    this.reply(replyToProblem(problem));
  }

  /** Ends the call with a status that is no success. */
  reply(reply: WireReply): void {
    this.onReply();
    this.#call.sendStatus(statusOf(reply));
  }

  #timeOut(): void {
    this.refuse({ problem: 'timeout', message: 'the request was not complete in time' });
    this.#inner?.stream.close(constants.NGHTTP2_CANCEL);
  }

  #adopt(inner: InnerCall): void {
    const { stream } = inner;
    widenWindows(stream);
    stream.on('data', (chunk: Buffer) => {
      if (!this.#replied && !this.#account.grow(chunk.length)) this.refuse(NO_MEMORY);
    });
    stream.once('close', () => {
      this.#cancelTimer();
      this.#account.release();
    });
    const sendStatus = inner.sendStatus.bind(inner);
    inner.sendStatus = (status) => {
      const code: number = status.code;
      if (code !== GRPC.RESOURCE_EXHAUSTED || !OVERSIZE.test(status.details ?? '')) return sendStatus(status);
      this.#settings.onProblem?.('too_large');
      this.onReply();
      sendStatus(statusOf(replyToProblem(tooLarge(this.#settings.limits))));
    };
    inner.decompressMessage = (message, encoding) => {
      const content = message.subarray(FRAME_BYTES);
      return encoding === 'identity' ? content : this.#decompress(content, encoding);
    };
  }

  /** Rejects with a status, as grpc-js expects it here. */
  async #decompress(content: Buffer, encoding: string): Promise<Buffer> {
    const known = encodingOf(encoding);
    if (known === undefined) return content;
    const result =
      known === null
        ? ({ problem: 'encoding', message: `grpc-encoding must be one of ${GRPC_ENCODINGS}` } as const)
        : await this.#unpacker.unpack(content, known, this.#account);
    if (result instanceof Uint8Array) return asBuffer(result);
    this.#settings.onProblem?.(result.problem);
    this.onReply();
    throw statusOf(replyToProblem(result));
  }
}
