import type { RequestHeaders } from './server-transport.ts';

/** Who sends, or why not. `denied` is for a known sender that may not (403, PERMISSION_DENIED); `reason` repeats no credential. */
export type AuthResult =
  | { readonly kind: 'allowed'; readonly subject?: string }
  | { readonly kind: 'unauthenticated'; readonly reason: string }
  | { readonly kind: 'denied'; readonly reason: string };

/** What an extension offers to be named in a receiver's `auth: {authenticator: id}`. A throw or rejection is `unauthenticated`. */
export interface ServerAuthenticator {
  authenticate(headers: RequestHeaders): AuthResult | Promise<AuthResult>;
  /** Value of `WWW-Authenticate` with a 401, for example `Basic realm="assay"`. */
  readonly challenge?: string;
}

/** What an extension offers to be named in an exporter's `auth: {authenticator: id}`: headers of each request. */
export interface ClientAuthenticator {
  requestHeaders(): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

/** Narrows what `host.extension(id)` gave. */
export function asServerAuthenticator(extension: unknown): ServerAuthenticator | undefined {
  return hasMethod(extension, 'authenticate') ? (extension as unknown as ServerAuthenticator) : undefined;
}

/** Narrows what `host.extension(id)` gave. */
export function asClientAuthenticator(extension: unknown): ClientAuthenticator | undefined {
  return hasMethod(extension, 'requestHeaders') ? (extension as unknown as ClientAuthenticator) : undefined;
}

/** Asks, and turns a failing authenticator into a refusal: a broken check lets nobody in. */
export async function authenticate(authenticator: ServerAuthenticator, headers: RequestHeaders): Promise<AuthResult> {
  try {
    return await authenticator.authenticate(headers);
  } catch {
    return { kind: 'unauthenticated', reason: 'the credentials could not be checked' };
  }
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[name] === 'function';
}
