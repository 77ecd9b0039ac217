import type { Clock } from '../kernel/host.ts';
import type { SendRefused, SendResult, SendRetry, SendTooLarge } from '../transport/send-result.ts';
import type { ErrorCode } from '../wire/assay-error.ts';
import { nextAttempt, type RetrySettings } from './backoff.ts';
import type { Circuit } from './circuit.ts';
import type { ConcurrencyLimit } from './concurrency.ts';
import type { DeliveryCounters } from './counters.ts';
import { LONGEST_HOLD_MS } from './dispatcher.ts';
import { type IsolationPolicy, mayCut } from './isolation.ts';
import { cutByBytes, halveByItems, type Parcel, type Part, type SplitFn } from './parcel.ts';
import type { RateLimitedLog } from './rate-limited-log.ts';
import type { RequestLimit } from './request-limit.ts';
import type { Failure } from './ticket.ts';

/** Codes which say that the backend is too slow, though it did not say so itself. */
const OVERLOAD_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['ASSAY_TRANSPORT_TIMEOUT']);

/** What is to be done with a parcel after an attempt. */
export type Decision =
  | { readonly kind: 'delivered'; readonly rejected: number; readonly message: string | undefined }
  /** Another attempt at `parcel.notBeforeMs`. */
  | { readonly kind: 'again' }
  | { readonly kind: 'cut'; readonly groups: readonly Part[][] }
  | { readonly kind: 'give_up'; readonly failure: Failure };

/** A decision, and what the attempt says of the backend. */
export interface Verdict {
  readonly decision: Decision;
  /** Nothing is sent to the backend for this long. */
  readonly holdMs: number;
  /** The circuit was open and closed. */
  readonly recovered: boolean;
  /** The circuit opened. */
  readonly broke: boolean;
}

export interface VerdictParts {
  readonly clock: Clock;
  readonly retry: RetrySettings;
  /** See `DeliverySettings`. */
  readonly patienceMs: number;
  readonly limit: ConcurrencyLimit;
  readonly circuit: Circuit;
  readonly requestLimit: RequestLimit;
  readonly isolation: IsolationPolicy;
  readonly counters: DeliveryCounters;
  readonly log: RateLimitedLog;
  readonly split: SplitFn;
}

/** Reads the result of one attempt: what it means for the parcel, and what it teaches about the backend. */
export class Verdicts {
  readonly #p: VerdictParts;

  constructor(parts: VerdictParts) {
    this.#p = parts;
  }

  /** `inFlight` counts the requests on their way, this one included. */
  read(parcel: Parcel, result: SendResult, startedAtMs: number, inFlight: number): Verdict {
    const { clock, limit, circuit, counters } = this.#p;
    counters.attempt(result.kind === 'retry' && result.throttled ? 'throttled' : result.kind);
    if (result.kind === 'retry') return this.#retry(parcel, result, startedAtMs);
    limit.success(clock.monotonicMs() - startedAtMs, inFlight);
    if (result.kind === 'ok') {
      const recovered = circuit.success(clock.now());
      const rejected = Math.min(parcel.items, Math.max(0, result.rejectedItems));
      return { decision: { kind: 'delivered', rejected, message: result.message }, holdMs: 0, recovered, broke: false };
    }
    const recovered = circuit.refusal(result.code);
    const decision = result.kind === 'too_large' ? this.#tooLarge(parcel, result) : this.#refused(parcel, result);
    return { decision, holdMs: 0, recovered, broke: false };
  }

  #retry(parcel: Parcel, result: SendRetry, startedAtMs: number): Verdict {
    const { clock, retry, limit, circuit, log } = this.#p;
    const nowMs = clock.monotonicMs();
    if (result.throttled || OVERLOAD_CODES.has(result.code)) limit.overload(startedAtMs, nowMs);
    const broke = circuit.failure(result.code);
    const holdMs = result.throttled ? (result.afterMs ?? 0) : 0;
    const { code, reason, afterMs } = result;
    log.warn(`retry ${code}`, 'sending failed', { code, reason, attempt: parcel.attempts, items: parcel.items, bytes: parcel.bytes });
    const next = nextAttempt(retry, { attempts: parcel.attempts, elapsedMs: nowMs - parcel.firstAttemptAtMs, afterMs }, clock.random());
    if (afterMs !== undefined && nowMs - parcel.firstAttemptAtMs + afterMs > this.#p.patienceMs) {
      const failure: Failure = { reason: 'handed_back', code, message: reason, afterMs: Math.min(LONGEST_HOLD_MS, afterMs) };
      return { decision: { kind: 'give_up', failure }, holdMs, recovered: false, broke };
    }
    if (retry.enabled && next.kind === 'wait') {
      parcel.notBeforeMs = nowMs + next.delayMs;
      parcel.askedUntilMs = afterMs === undefined ? 0 : nowMs + afterMs;
      return { decision: { kind: 'again' }, holdMs, recovered: false, broke };
    }
    const failure: Failure = retry.enabled
      ? {
          reason: 'retry_exhausted',
          code: 'ASSAY_DELIVERY_RETRY_EXHAUSTED',
          message: `not delivered within max_elapsed_time; last: ${reason}`,
        }
      : { reason: 'retry_disabled', code: 'ASSAY_DELIVERY_RETRY_DISABLED', message: reason };
    return { decision: { kind: 'give_up', failure }, holdMs, recovered: false, broke };
  }

  #tooLarge(parcel: Parcel, result: SendTooLarge): Decision {
    const { requestLimit, counters, log, split } = this.#p;
    const targetBytes = requestLimit.tooLarge(parcel.bytes, parcel.items, result.limitBytes);
    if (parcel.items > 1) {
      let groups = cutByBytes(parcel.parts, targetBytes, split);
      if (isWhole(groups, parcel)) groups = halveByItems(parcel.parts, split);
      if (!isWhole(groups, parcel)) {
        counters.split('too_large');
        log.warn('split', 'the backend takes only smaller requests; cutting', {
          code: result.code,
          bytes: parcel.bytes,
          items: parcel.items,
          target_bytes: targetBytes,
        });
        return this.#cut(parcel, groups);
      }
    }
    return { kind: 'give_up', failure: { reason: 'too_large', code: result.code, message: result.reason } };
  }

  #refused(parcel: Parcel, result: SendRefused): Decision {
    const { isolation, counters, split } = this.#p;
    if (result.isolate && parcel.items > 1) parcel.isolation ??= isolation.begin(parcel.items);
    if (parcel.isolation !== undefined && result.isolate && mayCut(parcel.isolation, parcel.items)) {
      const groups = halveByItems(parcel.parts, split);
      if (!isWhole(groups, parcel)) {
        counters.split('isolate');
        return this.#cut(parcel, groups);
      }
    }
    const { code, reason: message, status } = result;
    return {
      kind: 'give_up',
      failure: status === undefined ? { reason: 'refused', code, message } : { reason: 'refused', code, message, status },
    };
  }

  #cut(parcel: Parcel, groups: readonly Part[][]): Decision {
    if (parcel.isolation !== undefined) parcel.isolation.open += groups.length - 1;
    return { kind: 'cut', groups };
  }
}

function isWhole(groups: readonly Part[][], parcel: Parcel): boolean {
  return groups.length === 1 && groups[0]!.length === parcel.parts.length;
}
