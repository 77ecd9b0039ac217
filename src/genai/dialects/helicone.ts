import type { DialectTable } from './table.ts';

/** Helicone's async SDK: OpenLLMetry's spans with association properties of its own; it decorates and does not decide. */
export const HELICONE: DialectTable = {
  id: 'helicone',
  title: 'Helicone async SDK',
  source: 'Helicone/helicone read',
  role: 'sdk',
  overlay: true,
  detect: {
    attr: ['traceloop.association.properties.Helicone-Session-Id', 'traceloop.association.properties.Helicone-User-Id'],
    attr_prefix: ['traceloop.association.properties.Helicone-'],
  },
  map: {
    'gen_ai.conversation.id': [{ attr: 'traceloop.association.properties.Helicone-Session-Id', ev: 'S' }],
    'user.id': [{ attr: 'traceloop.association.properties.Helicone-User-Id', ev: 'S' }],
  },
};
