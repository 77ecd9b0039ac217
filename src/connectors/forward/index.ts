import { type Connector, defineConnector, type Descriptor } from '../../kernel/component.ts';
import { type Config, SCHEMA } from './config.ts';
import { ForwardConnector } from './connector.ts';

/** Joins and splits pipelines of one signal without touching what passes. */
export const forwardConnector: Descriptor<'connector', Config, Connector> = defineConnector<Config>({
  type: 'forward',
  aliases: [],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  form: 'flow',
  routes: { traces: ['traces'], metrics: ['metrics'], logs: ['logs'] },
  config: SCHEMA,
  telemetry: [],
  create: () => new ForwardConnector(),
});
