import { defineExtension, type Descriptor, type Extension } from '../../kernel/component.ts';
import { BearerToken } from './bearer-token.ts';
import { BEARER_SCHEMA, type BearerTokenConfig, checkBearerToken } from './config.ts';

/** Tokens in a header: checked for receivers, given for exporters. */
export const bearerTokenAuthExtension: Descriptor<'extension', BearerTokenConfig, Extension> = defineExtension({
  type: 'bearertokenauth',
  aliases: [],
  stability: { extension: 'beta' },
  config: BEARER_SCHEMA,
  check: checkBearerToken,
  telemetry: [
    {
      name: 'assay_auth_checks',
      kind: 'counter',
      help: 'Requests checked by an auth extension: allowed, refused.',
      labels: ['extension', 'result'],
    },
  ],
  create: (config, host) => new BearerToken(config, host),
});
