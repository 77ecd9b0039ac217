import type { MetricSpec } from '../../kernel/component.ts';

const QUEUE = ['storage', 'queue'];

/** Own metrics of disk queues; `queue` is the exporter's id. */
export const STORAGE_METRICS: readonly MetricSpec[] = [
  { name: 'assay_storage_used_bytes', kind: 'gauge', help: 'Bytes of the files of a disk queue.', labels: QUEUE },
  { name: 'assay_storage_capacity_bytes', kind: 'gauge', help: 'Bytes that the files of a disk queue may have.', labels: QUEUE },
  { name: 'assay_storage_commits', kind: 'counter', help: 'Writes to a disk queue, each with one or more requests.', labels: QUEUE },
  { name: 'assay_storage_committed_requests', kind: 'counter', help: 'Requests written to a disk queue.', labels: QUEUE },
  {
    name: 'assay_storage_damaged_records',
    kind: 'counter',
    help: 'Records of a disk queue that were damaged or gone and passed over.',
    labels: QUEUE,
  },
  { name: 'assay_storage_errors', kind: 'counter', help: 'Failed operations: open, read, write, remove.', labels: [...QUEUE, 'operation'] },
];
