import type { ComponentKind } from '../kernel/component.ts';
import type { Section } from './types.ts';

/** The sections of a config that hold components, in the order in which they are checked and printed. */
export const SECTIONS: readonly { readonly section: Section; readonly kind: ComponentKind }[] = [
  { section: 'receivers', kind: 'receiver' },
  { section: 'processors', kind: 'processor' },
  { section: 'connectors', kind: 'connector' },
  { section: 'exporters', kind: 'exporter' },
  { section: 'extensions', kind: 'extension' },
];

/** Every key that may stand at the top of a config. */
export const TOP_LEVEL_KEYS: readonly string[] = [...SECTIONS.map((row) => row.section), 'service'];
