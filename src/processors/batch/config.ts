import { byteSize, duration, integer, object } from '../../config/schema-kit.ts';
import { parseByteSize, parseDurationMs } from '../../config/units.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** The user's config after defaults. */
export interface BatchConfig {
  readonly timeout: string;
  readonly send_batch_size: number;
  readonly send_batch_max_size: number;
  readonly send_batch_max_bytes: number | string;
}

export const BATCH_SCHEMA: JsonSchema = object({
  timeout: duration('200ms', 'How long data waits for company; 0s sends at once, cut by the two limits below.'),
  send_batch_size: integer({ min: 0 }, 8192, 'Items from which a batch is sent without waiting; 0 waits for the timeout.'),
  send_batch_max_size: integer({ min: 0 }, 0, 'Items of a batch at most; larger ones are cut. 0 is no limit.'),
  send_batch_max_bytes: byteSize(3_145_728, 'Bytes of a batch at most; larger ones are cut down to one item. 0 is no limit.'),
});

export function checkBatch(config: BatchConfig): readonly ConfigProblem[] {
  const { send_batch_size: size, send_batch_max_size: max } = config;
  if (max === 0 || max >= size) return [];
  return [
    {
      path: ['send_batch_max_size'],
      code: 'ASSAY_BATCH_CONFIG',
      message: `must be 0 or at least send_batch_size (${size})`,
      hint: String(size),
    },
  ];
}

/** What the work needs: numbers, with infinity for no limit. */
export interface BatchSettings {
  readonly timeoutMs: number;
  readonly sendItems: number;
  readonly maxItems: number;
  readonly maxBytes: number;
}

export function batchSettings(config: BatchConfig): BatchSettings {
  const orNone = (limit: number): number => (limit === 0 ? Number.POSITIVE_INFINITY : limit);
  return {
    timeoutMs: parseDurationMs(config.timeout),
    sendItems: orNone(config.send_batch_size),
    maxItems: orNone(config.send_batch_max_size),
    maxBytes: orNone(parseByteSize(config.send_batch_max_bytes)),
  };
}
