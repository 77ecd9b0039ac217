import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of genai_metrics. */
export const METRICS_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_METRICS_BOUNDS',
    cause: 'The bucket bounds of a histogram do not ascend.',
    cure: 'Write the bounds in ascending order, each once.',
  },
  {
    code: 'ASSAY_METRICS_LABEL_TAKEN',
    cause: 'A dimension of genai_metrics has the name of a label that the metrics have anyway, or of another dimension.',
    cure: 'Give the dimension another name with `name`.',
  },
  {
    code: 'ASSAY_METRICS_INTERVAL',
    cause: 'metrics_flush_interval is zero.',
    cure: 'Write how often metrics are sent, for example 15s.',
  },
];
