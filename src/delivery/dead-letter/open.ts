import type { Host } from '../../kernel/host.ts';
import { type FileLayer, NODE_FILES } from '../files.ts';
import type { DeliverySettings } from '../settings.ts';
import { DeadLetterFile } from './file.ts';
import type { DeadLetter } from './letter.ts';

/** The dead letter file of an exporter's settings; undefined when none is configured. Nothing is opened yet. */
export function deadLetterOf(settings: DeliverySettings, host: Host, files: FileLayer = NODE_FILES): DeadLetter | undefined {
  if (settings.deadLetter === undefined) return undefined;
  const { path, maxBytes } = settings.deadLetter;
  const lost = host.metrics.counter('assay_dead_letter_lost_items', { exporter: host.id, reason: 'rotated_out' });
  const onRotatedOut = (items: number): void => {
    lost.add(items);
    host.log.warn('the dead letter file is full; its oldest part was removed', { items, path });
  };
  return new DeadLetterFile({ path, maxBytes, exporter: host.id, files, clock: host.clock, onRotatedOut });
}
