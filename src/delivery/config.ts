import { duration, extensionId, flag, integer, number, object, oneOf, optionalObject, text } from '../config/schema-kit.ts';
import type { JsonSchema } from '../kernel/component.ts';

/** What a size is counted in. */
export type QueueSizer = 'requests' | 'items' | 'bytes';

/** `sending_queue.batch`. */
export interface BatchConfig {
  readonly flush_timeout: string;
  readonly min_size: number;
  readonly max_size: number;
  readonly sizer: 'items' | 'bytes';
  readonly max_bytes: number;
}

/** `sending_queue`. `queue_size` absent: 1000 in memory, no bound but the storage's own on disk. */
export interface SendingQueueConfig {
  readonly enabled: boolean;
  readonly queue_size?: number;
  readonly sizer: QueueSizer;
  readonly max_mib: number;
  readonly num_consumers: number;
  readonly block_on_overflow: boolean;
  readonly wait_for_result: boolean;
  readonly max_age: string;
  readonly storage?: string;
  readonly batch?: BatchConfig;
}

/** `retry_on_failure`. `max_elapsed_time` absent: 300s in memory, for ever with a storage. */
export interface RetryConfig {
  readonly enabled: boolean;
  readonly initial_interval: string;
  readonly multiplier: number;
  readonly randomization_factor: number;
  readonly max_interval: string;
  readonly max_elapsed_time?: string;
}

/** `dead_letter`. */
export interface DeadLetterConfig {
  readonly path: string;
  readonly max_mib: number;
}

/** The part of an exporter's config that delivery reads. */
export interface DeliveryConfig {
  readonly sending_queue: SendingQueueConfig;
  readonly retry_on_failure: RetryConfig;
  readonly dead_letter?: DeadLetterConfig;
}

const BATCH: JsonSchema = optionalObject(
  {
    flush_timeout: duration('200ms', 'A batch goes out after this long, however small.'),
    min_size: integer({ min: 0 }, 8192, 'A batch goes out when it holds this many (in units of `sizer`).'),
    max_size: integer({ min: 0 }, 0, 'Larger requests are cut; 0 is no bound.'),
    sizer: oneOf(['items', 'bytes'], 'items', 'What min_size and max_size count.'),
    max_bytes: integer(
      { min: 1 },
      3_145_728,
      'Bytes of one request before compression, whatever the sizer. OTLP servers take 4 MiB by default.',
    ),
  },
  { description: 'Joins requests in the queue into larger ones. Absent: each request is sent as it came.' },
);

/** Schema of `sending_queue`, the same for every exporter with a queue. */
export const SENDING_QUEUE_SCHEMA: JsonSchema = object(
  {
    enabled: flag(true, 'false: each request is answered after its delivery; nothing is kept for later.'),
    queue_size: integer({ min: 1 }, undefined, 'Bound of the queue in units of `sizer`. Default: 1000; with `storage` only its own bound.'),
    sizer: oneOf(['requests', 'items', 'bytes'], 'requests', 'What queue_size counts.'),
    max_mib: integer({ min: 1 }, 128, 'Bound of the queue in memory in MiB, whatever the sizer.'),
    num_consumers: integer({ min: 1, max: 1000 }, 10, 'Most requests on their way at a time; fewer while the backend is slow or busy.'),
    block_on_overflow: flag(
      false,
      'true: when the queue is full, requests wait for room until their own deadline. false: they are told to come back.',
    ),
    wait_for_result: flag(false, 'true: requests are answered after delivery, not after queueing.'),
    max_age: duration('0s', 'Data that waited longer is given up and counted; 0 is no bound.'),
    storage: extensionId('A file_storage extension: the queue is on disk and survives restarts.'),
    batch: BATCH,
  },
  { description: 'The queue between pipeline and backend.' },
);

/** Schema of `retry_on_failure`, the same for every exporter with a queue. */
export const RETRY_SCHEMA: JsonSchema = object(
  {
    enabled: flag(true, 'false: data is given up after the first failed attempt.'),
    initial_interval: duration('5s', 'Delay after the first failure.'),
    multiplier: number({ min: 1, max: 100 }, 1.5, 'Each delay is this many times the one before.'),
    randomization_factor: number({ min: 0, max: 1 }, 0.5, '0.5 spreads each delay over 50 % to 150 %.'),
    max_interval: duration('30s', 'Longest delay, unless the backend asks for a longer one.'),
    max_elapsed_time: duration(undefined, 'Data is given up after this long; 0 never. Default: 300s; with `storage` never.'),
  },
  { description: 'What happens after an attempt that may succeed later. Delays named by the backend are honoured.' },
);

/** Schema of `dead_letter`, the same for every exporter with a queue. */
export const DEAD_LETTER_SCHEMA: JsonSchema = optionalObject(
  {
    path: text(undefined, 'File that data goes to which no attempt can deliver, as it would have been sent, with the reason.'),
    max_mib: integer({ min: 1 }, 100, 'Bound of the file and its rotated predecessors together; the oldest are removed.'),
  },
  { required: ['path'], description: 'Keeps what was refused instead of only counting it.' },
);

/** The three keys to spread into an exporter's `properties`. */
export const DELIVERY_PROPERTIES: Readonly<Record<'sending_queue' | 'retry_on_failure' | 'dead_letter', JsonSchema>> = {
  sending_queue: SENDING_QUEUE_SCHEMA,
  retry_on_failure: RETRY_SCHEMA,
  dead_letter: DEAD_LETTER_SCHEMA,
};

/** Schema of `timeout`: from the start of one attempt to its complete answer. */
export function timeoutSchema(defaultText: string): JsonSchema {
  return duration(defaultText, 'Time for one attempt, from its start to the complete answer.');
}
