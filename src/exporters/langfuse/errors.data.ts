import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of the langfuse exporter. */
export const LANGFUSE_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_LANGFUSE_UNAUTHORIZED',
    cause: 'Langfuse answered 401 or 403: the keys are wrong, of another kind, or ingestion is suspended because of a usage limit.',
    cure: 'Check public_key, secret_key and endpoint (keys belong to one region), and the plan of the organisation. Sending pauses and goes on by itself.',
  },
  {
    code: 'ASSAY_LANGFUSE_TRACES_ONLY',
    cause: 'Metrics or logs were handed to the langfuse exporter; Langfuse has no OTLP endpoint for them.',
    cure: 'List langfuse in pipelines of traces only.',
  },
  {
    code: 'ASSAY_LANGFUSE_NOT_ENQUEUED',
    cause: 'Langfuse answered 500: it could not store or queue the request.',
    cure: 'The data is sent again. If it lasts, look at its blob store and Redis.',
  },
  {
    code: 'ASSAY_LANGFUSE_KEYS_SWAPPED',
    cause: "public_key and secret_key seem to be in each other's place.",
    cure: 'Put the key that starts with pk-lf- into public_key, the other into secret_key.',
  },
];
