import type { Consumer } from '../../kernel/consumer.ts';
import type { Clock, Logger } from '../../kernel/host.ts';
import { type Outcome, refused, retry } from '../../kernel/outcome.ts';
import type { Batch, Signal } from '../../otlp/batch.ts';
import { canonicalise } from '../../otlp/canonicalise.ts';
import { isJsonError, jsonToProto } from '../../otlp/json/index.ts';
import { validateRequest } from '../../otlp/validate.ts';
import { GRPC } from '../../transport/grpc-codes.ts';
import type { RequestHandler, ServerReply, ServerRequest } from '../../transport/server-transport.ts';
import type { ErrorCode } from '../../wire/assay-error.ts';
import type { ListenerCounters } from './counters.ts';

/** What an intake hands batches to and counts with. */
export interface IntakeSettings {
  /** Asked for each request: a reload leads the receiver to other pipelines while it runs. */
  readonly consumerOf: (signal: Signal) => Consumer | undefined;
  readonly counters: ListenerCounters;
  readonly includeMetadata: boolean;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The edge: a body becomes a validated batch or an answer, and the pipeline's outcome is counted. */
export function makeIntake(settings: IntakeSettings): RequestHandler {
  return (request) => {
    const batch = readBatch(request, settings);
    if (!('bytes' in batch)) {
      settings.counters.requestRefused(batch.code);
      return { outcome: refused(batch.code, batch.message, { status: GRPC.INVALID_ARGUMENT }), items: -1 };
    }
    return consume(batch, request, settings);
  };
}

/** Why a body is no batch; the message names the place, never a value. */
interface BadBody {
  readonly code: ErrorCode;
  readonly message: string;
}

function readBatch(request: ServerRequest, settings: IntakeSettings): Batch | BadBody {
  const { signal } = request;
  let bytes = request.body;
  if (request.encoding === 'json') {
    const transcoded = jsonToProto(signal, bytes);
    if (isJsonError(transcoded)) {
      const { code, path, offset, message } = transcoded;
      return { code, message: `${path === '' ? 'the request' : path} (byte ${offset}): ${message}` };
    }
    bytes = transcoded;
  }
  const found = validateRequest(signal, bytes);
  if (!found.ok) return found;
  if (found.irregular) bytes = canonicalise(signal, bytes);
  const receivedAtMs = settings.clock.now();
  const meta = settings.includeMetadata ? { receivedAtMs, metadata: request.headers.toMap() } : { receivedAtMs };
  return { signal, bytes, items: found.items, meta };
}

function consume(batch: Batch, request: ServerRequest, settings: IntakeSettings): ServerReply | Promise<ServerReply> {
  try {
    const consumer = settings.consumerOf(batch.signal);
    // A reload took the pipeline away while the body was read; the next attempt is told so before it sends one.
    if (consumer === undefined) return settle(retry('ASSAY_RECEIVER_NO_PIPELINE', 'the pipeline is gone'), batch, settings);
    const outcome = consumer.consume(batch, request.abort);
    if (!(outcome instanceof Promise)) return settle(outcome, batch, settings);
    return outcome.then(
      (o) => settle(o, batch, settings),
      () => broken(batch, settings),
    );
  } catch {
    return broken(batch, settings);
  }
}

function settle(outcome: Outcome, batch: Batch, settings: IntakeSettings): ServerReply {
  const { items } = batch;
  const { accepted, refused } = settings.counters.items(batch.signal);
  const rejected = outcome.kind === 'accepted' ? 0 : outcome.kind === 'refused' ? Math.min(outcome.items ?? items, items) : items;
  accepted.add(items - rejected);
  refused.add(rejected);
  return { outcome, items };
}

/** A consumer that throws breaks its contract; the client keeps the data. */
function broken(batch: Batch, settings: IntakeSettings): ServerReply {
  settings.counters.items(batch.signal).failed.add(batch.items);
  settings.log.error('a component threw instead of answering; the client was told to send again', {
    code: 'ASSAY_RECEIVER_PIPELINE_FAILED',
  });
  return { outcome: retry('ASSAY_RECEIVER_PIPELINE_FAILED', 'a component failed'), items: batch.items };
}
