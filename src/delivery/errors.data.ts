import type { ErrorSpec } from '../wire/assay-error.ts';

/** Errors of queues, retries and dead letters, and of the disk queue beneath `file_storage`. */
export const DELIVERY_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_DELIVERY_QUEUE_FULL',
    cause: 'The queue of an exporter holds as much as it may: requests, items or bytes, as the message says.',
    cure: 'Clients come back after the delay named. If it lasts, look at the backend, raise `sending_queue.queue_size` or `max_mib`, or use a disk queue.',
  },
  {
    code: 'ASSAY_DELIVERY_STOPPING',
    cause: 'The exporter is shutting down and takes nothing more.',
    cure: 'Clients come back after the delay named and reach the next instance.',
  },
  {
    code: 'ASSAY_DELIVERY_CANCELLED',
    cause: 'The client went away, or its deadline passed, while its request waited for room or for the backend.',
    cure: 'Give clients a longer timeout than `timeout` of the exporter, or leave `wait_for_result` off.',
  },
  {
    code: 'ASSAY_DELIVERY_RETRY_EXHAUSTED',
    cause: 'The backend did not take the data within `retry_on_failure.max_elapsed_time`.',
    cure: 'Look at the backend. Set max_elapsed_time to 0 to try for ever, with a disk queue for long outages.',
  },
  {
    code: 'ASSAY_DELIVERY_RETRY_DISABLED',
    cause: 'An attempt failed in a way that may pass, but `retry_on_failure.enabled` is false.',
    cure: 'Enable retries, or accept the loss: it is counted.',
  },
  {
    code: 'ASSAY_DELIVERY_EXPIRED',
    cause: 'Data waited in the queue for longer than `sending_queue.max_age`.',
    cure: 'Look at the backend; raise max_age or set it to 0.',
  },
  {
    code: 'ASSAY_DELIVERY_REJECTED',
    cause: 'The backend took a request but rejected some of its items (OTLP partial success).',
    cure: 'The log line has the message of the backend. Which items it were, backends do not say.',
  },
  {
    code: 'ASSAY_DELIVERY_SHUTDOWN_LEFT',
    cause: 'The collector stopped before the backend took everything that was queued in memory.',
    cure: 'Give `service.shutdown_timeout` more time, or use a disk queue, which keeps what is left.',
  },
  {
    code: 'ASSAY_DELIVERY_SENDER_FAILED',
    cause: 'The sender of an exporter failed in an unforeseen way.',
    cure: 'The data is sent again. See the log and report the defect.',
  },
  {
    code: 'ASSAY_DELIVERY_STORAGE_MISSING',
    cause: '`sending_queue.storage` names an extension that is not enabled or stores no queues.',
    cure: 'Declare a file_storage extension under that id and list it in service.extensions.',
  },
  {
    code: 'ASSAY_DELIVERY_STORAGE_WAIT',
    cause: '`wait_for_result` and `storage` are both set: an answer after delivery and an answer after storing exclude each other.',
    cure: 'Remove one of the two.',
  },
  {
    code: 'ASSAY_DELIVERY_BATCH_SIZES',
    cause: '`sending_queue.batch` asks for a minimum above its maximum, or for a batch that the queue can never hold.',
    cure: 'Set min_size <= max_size, and queue_size (in the same unit) at least min_size.',
  },
  {
    code: 'ASSAY_DELIVERY_INTERVALS',
    cause: '`retry_on_failure` has an initial_interval above its max_interval.',
    cure: 'Set initial_interval <= max_interval.',
  },
  {
    code: 'ASSAY_DELIVERY_DEAD_LETTER_IN_USE',
    cause: 'Two exporters name the same file under `dead_letter.path`.',
    cure: 'Give each exporter a path of its own; the message names the other one.',
  },
  {
    code: 'ASSAY_DELIVERY_DEAD_LETTER_OPEN',
    cause: 'The file of `dead_letter.path` cannot be opened for appending.',
    cure: 'Create the folder and let the process write there; symbolic links are not followed.',
  },
  {
    code: 'ASSAY_DELIVERY_DEAD_LETTER_FORMAT',
    cause: 'A file is no dead letter file, or one of another version.',
    cure: 'Name a file written through `dead_letter.path`, and use a version of Assay that knows its format.',
  },
  {
    code: 'ASSAY_STORAGE_IN_USE',
    cause: 'Another running process uses the same folder of a disk queue.',
    cure: 'Stop the other process, or give each process a `directory` of its own.',
  },
  {
    code: 'ASSAY_STORAGE_FORMAT',
    cause: 'The folder of a disk queue was written in a format that this version does not know.',
    cure: 'Start the version that wrote it and let it drain, or name another `directory`. Nothing in the folder was changed.',
  },
  {
    code: 'ASSAY_STORAGE_DIRECTORY',
    cause: 'The folder of a disk queue does not exist, is no folder, is a symbolic link, or may not be written.',
    cure: 'Create it with rights for the process, or set `create_directory: true`.',
  },
  {
    code: 'ASSAY_STORAGE_FULL',
    cause: 'The disk queue has reached `max_mib`.',
    cure: 'Clients come back after the delay named. Look at the backend, raise max_mib, or set `on_full: drop_oldest`.',
  },
  {
    code: 'ASSAY_STORAGE_WRITE',
    cause: 'The disk of a disk queue cannot be written: full, read-only, failing, or the folder is gone.',
    cure: 'Free space or repair the disk; the queue goes on by itself. Until then clients are told to come back.',
  },
  {
    code: 'ASSAY_STORAGE_DAMAGED',
    cause: 'A record in a disk queue does not match its checksum, or a file of it is gone; it was skipped and counted.',
    cure: 'Check the disk. With `fsync: never` a power failure does this too.',
  },
  {
    code: 'ASSAY_STORAGE_RECORD_TOO_LARGE',
    cause: 'One request is larger than the whole disk queue may become.',
    cure: 'Raise `max_mib` of file_storage above the largest request.',
  },
];
