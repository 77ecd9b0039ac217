import { defineExtension, type Descriptor, type Extension } from '../../kernel/component.ts';
import { BasicAuthClient } from './client.ts';
import { BASICAUTH_SCHEMA, type BasicAuthConfig, checkBasicAuth } from './config.ts';
import { BasicAuthServer } from './server.ts';

/** Names and passwords: checked for receivers, given for exporters. */
export const basicAuthExtension: Descriptor<'extension', BasicAuthConfig, Extension> = defineExtension({
  type: 'basicauth',
  aliases: [],
  stability: { extension: 'beta' },
  config: BASICAUTH_SCHEMA,
  check: checkBasicAuth,
  telemetry: [
    {
      name: 'assay_auth_checks',
      kind: 'counter',
      help: 'Requests checked by an auth extension: allowed, refused.',
      labels: ['extension', 'result'],
    },
  ],
  create: ({ htpasswd, client_auth: client }, host) =>
    htpasswd === undefined ? new BasicAuthClient(client ?? {}, host) : new BasicAuthServer(htpasswd, host),
});
