import type { ErrorSpec } from '../wire/assay-error.ts';

export const CLI_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_CLI_INPUT',
    cause: 'A file given to a command could not be read, or holds no OTLP.',
    cure: 'Give an OTLP request as JSON or protobuf, for example what the file exporter writes or an SDK sends.',
  },
];
