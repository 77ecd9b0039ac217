import type { ErrorSpec } from '../wire/assay-error.ts';

export const KERNEL_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_KERNEL_STAGE_FAILED',
    cause: 'A processor threw on an item. The item went through the other processors; with redaction it was taken out.',
    cure: 'A defect in that processor: report it with the version and the component id. assay_stage_failures_total counts the items.',
  },
  {
    code: 'ASSAY_KERNEL_COMPONENT_FAILED',
    cause: 'A component threw where it must answer with an outcome.',
    cure: 'A defect in that component: report it with the version and the component id. The sender was told to come back, so nothing is lost.',
  },
  {
    code: 'ASSAY_KERNEL_START_FAILED',
    cause: 'A component could not start; those started before it were stopped again.',
    cure: 'The message names the component and what it could not do (a port, a file, a certificate).',
  },
  {
    code: 'ASSAY_KERNEL_STOPPING',
    cause: 'The collector is shutting down and takes no more data.',
    cure: 'Senders retry by themselves; nothing needs to be done.',
  },
];
