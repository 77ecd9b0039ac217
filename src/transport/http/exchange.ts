import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Signal } from '../../otlp/batch.ts';
import { authenticate } from '../auth.ts';
import { RequestAccount, TOO_FAST, TOO_MANY } from '../body/admission.ts';
import { BodyCollector, type BodyResult, tooLarge } from '../body/collector.ts';
import { HTTP_ENCODINGS } from '../body/encodings.ts';
import type { Fairness } from '../body/fairness.ts';
import type { Unpacker } from '../body/unpack.ts';
import { type Problem, replyToOutcome, replyToProblem, type WireReply } from '../reply.ts';
import type { Encoding, ServerSettings } from '../server-transport.ts';
import type { Cors } from './cors.ts';
import { discardRest, type ExtraHeaders, sendReply } from './http-answer.ts';
import { HttpHeaders, HttpRequest } from './http-request.ts';
import { type BodyForm, bodyForm, mediaEncoding, routeSignal } from './routes.ts';

/** How long, in ms, a client may go on sending after it was answered. */
const DISCARD_MS = 10_000;

/** What all exchanges of a listener share. */
export interface ExchangeContext {
  readonly settings: ServerSettings;
  readonly cors: Cors | undefined;
  readonly unpacker: Unpacker;
  readonly fairness: Fairness;
  readonly stopping: () => boolean;
  /** Another listener has taken over: each answer is the last of its connection. */
  readonly leaving: () => boolean;
}

/** One request and its answer: route, authenticate, ask for room, read, hand over, reply. */
export class Exchange {
  #context: ExchangeContext;
  #request: IncomingMessage;
  #response: ServerResponse;
  #headers: HttpHeaders;
  #signal: Signal = 'traces';
  #encoding: Encoding;
  #waits: boolean;

  /** `waits`: the client waits for `100 Continue` before it sends the body. */
  constructor(context: ExchangeContext, request: IncomingMessage, response: ServerResponse, waits: boolean) {
    this.#context = context;
    this.#request = request;
    this.#response = response;
    this.#headers = new HttpHeaders(request);
    this.#encoding = mediaEncoding(request.headers['content-type']) ?? 'json';
    this.#waits = waits;
  }

  /** Never rejects. `admitted`: false ends the request before anything is done for it, since its connection has too many. */
  async run(admitted: boolean): Promise<void> {
    try {
      if (admitted) await this.#run();
      else this.#problem(TOO_MANY);
    } catch (error) {
      this.#context.settings.log.error('a request failed inside', { code: 'ASSAY_TRANSPORT_INTERNAL', error: (error as Error)?.name });
      this.#problem({ problem: 'internal', message: 'internal error' });
    }
  }

  async #run(): Promise<void> {
    const request = this.#request;
    if (this.#context.stopping()) return this.#problem({ problem: 'stopping', message: 'the collector is stopping' });
    const signal = routeSignal(request.url);
    if (signal === undefined) return this.#problem({ problem: 'not_found', message: 'paths are /v1/traces, /v1/metrics and /v1/logs' });
    this.#signal = signal;
    if (request.method === 'OPTIONS' && this.#preflight()) return;
    if (request.method !== 'POST') return this.#problem({ problem: 'method', message: 'the method must be POST' }, { Allow: 'POST' });
    if (this.#context.settings.authenticator !== undefined && !(await this.#authenticated())) return;

    const gate = this.#context.settings.gate?.(signal);
    if (gate !== undefined) return this.#reply(replyToOutcome(gate, -1));
    const form = bodyForm(request.headers['content-type'], request.headers['content-encoding']);
    if ('problem' in form) return this.#problem(form, form.problem === 'encoding' ? { 'Accept-Encoding': HTTP_ENCODINGS } : undefined);
    await this.#take(form);
  }

  async #take(form: BodyForm): Promise<void> {
    const { limits, admission, clock } = this.#context.settings;
    const pace = this.#context.fairness.pace[this.#signal];
    const { socket } = this.#request;
    const announced = Number(this.#request.headers['content-length'] ?? -1);
    if (announced > limits.maxBodyBytes) return this.#problem(tooLarge(limits));
    if (!pace.admits(socket, clock.monotonicMs())) return this.#problem(TOO_FAST);
    const account = new RequestAccount(admission?.(this.#signal), socket);
    try {
      const full = account.probe(Math.max(announced, 1));
      if (full !== undefined) return this.#problem(full);
      const sent = await this.#read(announced, account);
      if (sent === undefined) return;
      const body =
        form.packed !== undefined && sent instanceof Uint8Array ? await this.#context.unpacker.unpack(sent, form.packed, account) : sent;
      if (!(body instanceof Uint8Array)) return this.#problem(body);
      const request = new HttpRequest(this.#signal, form.encoding, body, this.#headers, this.#request, this.#response);
      const reply = await this.#context.settings.handler(request);
      pace.note(socket, body.length, reply.outcome, clock.monotonicMs());
      this.#reply(replyToOutcome(reply.outcome, reply.items));
    } finally {
      account.release();
    }
  }

  /** The body as sent, what is wrong with it, or undefined when the client went away. */
  #read(announced: number, account: RequestAccount): Promise<BodyResult | undefined> {
    const request = this.#request;
    if (this.#waits) {
      this.#waits = false;
      this.#response.writeContinue();
    }
    return new Promise((resolve) => {
      const collector = new BodyCollector(announced, this.#context.settings.limits, account);
      let open = true;
      const settle = (result: BodyResult | undefined): void => {
        open = false;
        resolve(result);
      };
      request.on('data', (chunk: Buffer) => {
        const problem = open ? collector.push(chunk) : undefined;
        if (problem !== undefined) settle(problem);
      });
      request.once('end', () => {
        if (open) settle(collector.body());
      });
      request.once('close', () => {
        if (!request.complete) settle(undefined);
      });
    });
  }

  async #authenticated(): Promise<boolean> {
    const authenticator = this.#context.settings.authenticator!;
    const result = await authenticate(authenticator, this.#headers);
    if (result.kind === 'allowed') return true;
    const challenge = authenticator.challenge;
    const extra = result.kind === 'unauthenticated' && challenge !== undefined ? { 'WWW-Authenticate': challenge } : undefined;
    this.#problem({ problem: result.kind, message: result.reason }, extra);
    return false;
  }

  /** Answers a CORS preflight; false when this is none, or the origin is not allowed. */
  #preflight(): boolean {
    const { origin } = this.#request.headers;
    const headers = this.#context.cors?.preflight(origin, this.#headers.get('access-control-request-headers'));
    if (headers === undefined || this.#headers.get('access-control-request-method') === undefined) return false;
    this.#response.writeHead(204, headers);
    this.#response.end();
    return true;
  }

  #problem(problem: Problem, extra?: ExtraHeaders): void {
    this.#context.settings.onProblem?.(problem.problem);
    this.#reply(replyToProblem(problem), extra);
  }

  #reply(reply: WireReply, extra?: ExtraHeaders): void {
    const { limits, clock } = this.#context.settings;
    const cors = this.#context.cors?.headers(this.#request.headers.origin);
    let headers = cors === undefined ? extra : { ...cors, ...extra };
    // Who waits for 100 Continue and gets a final answer may send the body or not: only a new connection is unambiguous.
    // A stopping listener keeps no connection, so that the client's next request goes to another instance.
    const { stopping, leaving } = this.#context;
    if (this.#waits || ((stopping() || leaving()) && this.#request.complete)) headers = { ...headers, Connection: 'close' };
    const linger = !this.#waits && !this.#request.complete && !this.#request.destroyed;
    const { responseTimeoutMs } = limits;
    sendReply(this.#response, reply, this.#signal, this.#encoding, { extra: headers, responseTimeoutMs, linger });
    if (linger) discardRest(this.#request, this.#response, 2 * limits.maxBodyBytes, DISCARD_MS, clock);
  }
}
