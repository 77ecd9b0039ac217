import { extensionId } from '../config/schema-kit.ts';
import type { JsonSchema } from '../kernel/component.ts';
import type { Host } from '../kernel/host.ts';
import { AssayError } from '../wire/assay-error.ts';
import { asClientAuthenticator, asServerAuthenticator, type ClientAuthenticator, type ServerAuthenticator } from './auth.ts';

/** `auth` of a listener or an exporter. */
export interface AuthConfig {
  readonly authenticator: string;
}

/** Schema of `auth`; absent means that nobody is asked. */
export const AUTH_SCHEMA: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['authenticator'],
  description: 'Authentication by an extension.',
  properties: { authenticator: extensionId('Id of the extension, for example basicauth/server.') },
};

/** The extension of a listener's `auth`; throws ASSAY_TRANSPORT_AUTHENTICATOR when it is none. Extensions start first. */
export function serverAuthenticator(host: Host, auth: AuthConfig | undefined): ServerAuthenticator | undefined {
  if (auth === undefined) return undefined;
  return asServerAuthenticator(host.extension(auth.authenticator)) ?? missing(auth.authenticator, 'authenticate requests');
}

/** The extension of an exporter's `auth`; throws ASSAY_TRANSPORT_AUTHENTICATOR when it is none. */
export function clientAuthenticator(host: Host, auth: AuthConfig | undefined): ClientAuthenticator | undefined {
  if (auth === undefined) return undefined;
  return asClientAuthenticator(host.extension(auth.authenticator)) ?? missing(auth.authenticator, 'give credentials to an exporter');
}

function missing(id: string, what: string): never {
  throw new AssayError('ASSAY_TRANSPORT_AUTHENTICATOR', `auth.authenticator: ${id} is not an enabled extension that can ${what}`);
}
