import type { Metadata, ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { constants } from 'node:http2';
import type { Outcome } from '../../kernel/outcome.ts';
import type { Signal } from '../../otlp/batch.ts';
import { asBuffer } from '../../wire/text.ts';
import { authenticate } from '../auth.ts';
import { RequestAccount, TOO_FAST, TOO_MANY } from '../body/admission.ts';
import { tooLarge } from '../body/collector.ts';
import { encodingOf, GRPC_ENCODINGS } from '../body/encodings.ts';
import type { Fairness } from '../body/fairness.ts';
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

/** What all exchanges of a listener share. */
export interface GrpcContext {
  readonly settings: ServerSettings;
  readonly unpacker: Unpacker;
  readonly fairness: Fairness;
}

/** One gRPC call from its headers on: gate, credentials, room, timers, decompression. The reply itself is the handler's. */
export class GrpcExchange {
  readonly signal: Signal;
  #context: GrpcContext;
  #call: ServerInterceptingCallInterface;
  #inner: InnerCall | undefined;
  #account: RequestAccount;
  #cancelTimer: () => void = () => {};
  #controller: AbortController | undefined;
  #admitted = true;
  #cancelled = false;
  #replied = false;

  constructor(context: GrpcContext, signal: Signal, call: ServerInterceptingCallInterface) {
    this.#context = context;
    this.signal = signal;
    this.#call = call;
    this.#inner = innerCall(call);
    this.#account = new RequestAccount(context.settings.admission?.(signal), this.#inner?.stream.session);
    if (this.#inner !== undefined) this.#adopt(this.#inner);
  }

  get #settings(): ServerSettings {
    return this.#context.settings;
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
    if (!this.#admitted) return this.refuse(TOO_MANY);
    if (stopping) return this.refuse({ problem: 'stopping', message: 'the collector is stopping' });
    this.#cancelTimer = limits.requestTimeoutMs > 0 ? clock.after(limits.requestTimeoutMs, () => this.#timeOut()) : () => {};
    if (authenticator !== undefined) {
      const result = await authenticate(authenticator, new GrpcHeaders(metadata));
      if (result.kind !== 'allowed') return this.refuse({ problem: result.kind, message: result.reason });
    }
    const outcome = gate?.(this.signal);
    if (outcome !== undefined) return this.reply(replyToOutcome(outcome, -1));
    if (!this.#context.fairness.pace[this.signal].admits(this.#account.connection, clock.monotonicMs())) return this.refuse(TOO_FAST);
    const full = this.#account.probe(FRAME_BYTES);
    if (full !== undefined) return this.refuse(full);
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

  /** What the pipeline said about the body. */
  onOutcome(outcome: Outcome, bytes: number): void {
    const { fairness, settings } = this.#context;
    fairness.pace[this.signal].note(this.#account.connection, bytes, outcome, settings.clock.monotonicMs());
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
    this.#enter(stream, stream.session);
    stream.on('data', (chunk: Buffer) => {
      const full = this.#replied ? undefined : this.#account.grow(chunk.length);
      if (full !== undefined) this.refuse(full);
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

  #enter(stream: InnerCall['stream'], connection: object | undefined): void {
    if (connection === undefined) return;
    const { slots } = this.#context.fairness;
    this.#admitted = slots.enter(connection);
    if (this.#admitted) stream.once('close', () => slots.leave(connection));
  }

  /** Rejects with a status, as grpc-js expects it here. */
  async #decompress(content: Buffer, encoding: string): Promise<Buffer> {
    const known = encodingOf(encoding);
    if (known === undefined) return content;
    const result =
      known === null
        ? ({ problem: 'encoding', message: `grpc-encoding must be one of ${GRPC_ENCODINGS}` } as const)
        : await this.#context.unpacker.unpack(content, known, this.#account);
    if (result instanceof Uint8Array) return asBuffer(result);
    this.#settings.onProblem?.(result.problem);
    this.onReply();
    throw statusOf(replyToProblem(result));
  }
}
