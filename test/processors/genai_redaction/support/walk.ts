import type { Engine } from '../../../../src/genai/redaction/engine/engine.ts';
import type { Policy } from '../../../../src/genai/redaction/policy/policy.ts';
import { Redactor } from '../../../../src/genai/redaction/redactor.ts';
import { FusedWalk } from '../../../../src/kernel/fused-walk.ts';
import type { StageSet } from '../../../../src/kernel/stage.ts';
import type { Batch, Signal } from '../../../../src/otlp/batch.ts';
import { validateRequest } from '../../../../src/otlp/validate.ts';
import type { GenaiRedactionConfig } from '../../../../src/processors/genai_redaction/config.ts';
import { RedactionCounters } from '../../../../src/processors/genai_redaction/counters.ts';
import { createGenaiRedaction } from '../../../../src/processors/genai_redaction/processor.ts';
import { RedactionStage } from '../../../../src/processors/genai_redaction/stage.ts';
import { type FakeHost, makeFakeHost } from '../../../support/fake-host.ts';
import { ORACLE, plain } from '../../../support/oracle.ts';
import { PlainCallReader } from '../../../support/plain-call-reader.ts';

export interface Redacted {
  readonly batch: Batch;
  readonly object: Record<string, unknown>;
  readonly dropped: number;
  readonly host: FakeHost;
  /** Everything the host was told, as text. */
  readonly told: string;
}

/** Runs a batch through the processor as the kernel would, and decodes what comes out. */
export function redactBatch(
  batch: Batch,
  config: GenaiRedactionConfig = {},
  host: FakeHost = makeFakeHost({ id: 'genai_redaction' }),
): Redacted {
  const processor = createGenaiRedaction(config, host);
  return runStages(batch, processor.stages, host);
}

/** The same with an engine of the test's own, for instance one that fails. */
export function redactWith(
  batch: Batch,
  policy: Policy,
  engine: Engine,
  host: FakeHost = makeFakeHost({ id: 'genai_redaction' }),
): Redacted {
  const redactor = new Redactor(policy, engine);
  const stage = new RedactionStage(redactor, new RedactionCounters(host, redactor));
  return runStages(batch, { id: 'genai_redaction', span: stage, log: stage, metric: stage, resource: stage, failClosed: true }, host);
}

export function runStages(batch: Batch, stages: StageSet, host: FakeHost): Redacted {
  const walk = new FusedWalk({
    signal: batch.signal,
    pipeline: `${batch.signal}/test`,
    stages: [stages],
    calls: new PlainCallReader(),
    metrics: host.metrics,
    log: host.log,
  });
  const walked = walk.run(batch);
  const valid = validateRequest(batch.signal, walked.batch.bytes);
  if (!valid.ok) throw new Error(`the result is not valid: ${valid.message}`);
  const metrics = host.metrics.names().join(' ');
  return {
    batch: walked.batch,
    object: plain(batch.signal, walked.batch.bytes),
    dropped: walked.dropped,
    host,
    told: `${JSON.stringify(host.logs)} ${JSON.stringify(host.reports)} ${metrics}`,
  };
}

/** Encodes a plain object of the protobuf JSON kind (camelCase names) by the oracle. */
export function encode(signal: Signal, object: Record<string, unknown>, items: number): Batch {
  const type = ORACLE[signal];
  return { signal, bytes: type.encode(type.fromObject(object)).finish(), items, meta: { receivedAtMs: 0 } };
}
