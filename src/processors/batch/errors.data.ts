import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Outcomes and config findings of the batch processor. */
export const BATCH_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_BATCH_ABORTED',
    cause: 'The sender went away, or the collector stopped, before the batch that held its data was sent.',
    cure: 'Nothing to do; the sender was told to send again.',
  },
  {
    code: 'ASSAY_BATCH_DOWNSTREAM',
    cause: 'A component behind the batch processor failed in an unforeseen way; the senders were told to send again.',
    cure: 'See the log of the collector and report the defect.',
  },
  {
    code: 'ASSAY_BATCH_CONFIG',
    cause: 'send_batch_max_size is smaller than send_batch_size.',
    cure: 'Raise send_batch_max_size, or set it to 0 for no limit.',
  },
];
