import type { DialectTable } from './table.ts';

/** Portkey: canonical names of the 1.40 conventions; the open-source gateway writes tool spans only. */
export const PORTKEY: DialectTable = {
  id: 'portkey',
  title: 'Portkey gateway',
  source: 'portkey-ai/gateway 669825c read, enterprise documentation',
  role: 'gateway',
  detect: { resource: { 'service.name': ['portkey'] }, attr_prefix: ['portkey.'] },
  map: {
    'x.cached_answer': [{ attr: 'portkey.cache.status', ev: 'D' }],
  },
};
