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
    code: 'ASSAY_KERNEL_RELOADING',
    cause: 'A reload replaces an exporter, and more requests wait for it than may, or the client went away while it waited.',
    cure: 'Clients come back by themselves; nothing needs to be done.',
  },
  {
    code: 'ASSAY_KERNEL_RELOAD_FAILED',
    cause: 'A part of the new configuration could not start. The configuration before is in force again.',
    cure: 'The message names the part and what it could not do. Correct it and reload; a part named as not running starts with the next reload.',
  },
  {
    code: 'ASSAY_KERNEL_RELOAD_BUSY',
    cause: 'An exporter was replaced several times by reloads, and those it replaced still hold data for a backend that does not take it.',
    cure: 'Look at the backend; reload again when the data is delivered or given up. A disk queue is handed over instead.',
  },
  {
    code: 'ASSAY_KERNEL_START_FAILED',
    cause: 'A component could not start; those started before it were stopped again.',
    cure: 'The message names the component and what it could not do (a port, a file, a certificate).',
  },
];
