import type { Extension } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import type { AuthResult, ClientAuthenticator, ServerAuthenticator } from '../../transport/auth.ts';
import { FollowedFile } from '../../transport/followed-file.ts';
import { matchesAny, secretDigest } from '../../transport/secret-match.ts';
import type { RequestHeaders } from '../../transport/server-transport.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { type BearerTokenConfig, isToken } from './config.ts';

const NONE: AuthResult = { kind: 'unauthenticated', reason: 'no token' };
const WRONG: AuthResult = { kind: 'unauthenticated', reason: 'unknown token' };
const ALLOWED: AuthResult = { kind: 'allowed' };

/** Tokens in a header: checked for receivers, given for exporters. A token file is followed. */
export class BearerToken implements Extension, ServerAuthenticator, ClientAuthenticator {
  readonly challenge: string;
  readonly #config: BearerTokenConfig;
  readonly #host: Host;
  readonly #header: string;
  /** `bearer ` in lower case, or empty. */
  readonly #prefix: string;
  readonly #results: Readonly<Record<'allowed' | 'refused', Counter>>;
  #file: FollowedFile | undefined;
  #first = '';
  #digests: readonly Buffer[] = [];

  constructor(config: BearerTokenConfig, host: Host) {
    this.#config = config;
    this.#host = host;
    this.#header = config.header.toLowerCase();
    this.#prefix = config.scheme === '' ? '' : `${config.scheme.toLowerCase()} `;
    this.challenge = `${config.scheme === '' ? 'Bearer' : config.scheme} realm="assay"`;
    const counter = (result: string): Counter => host.metrics.counter('assay_auth_checks', { extension: host.id, result });
    this.#results = { allowed: counter('allowed'), refused: counter('refused') };
    if (config.filename === undefined) this.#use(config.token === undefined ? config.tokens : [config.token]);
  }

  /** Throws ASSAY_BEARER_FILE or ASSAY_BEARER_TOKEN. */
  start(): void {
    const { filename } = this.#config;
    if (filename === undefined || this.#file !== undefined) return;
    const { clock, log, id } = this.#host;
    const onText = (text: string): void => {
      const tokens = text.split(/\r?\n/).filter((line) => line !== '');
      const wrong = tokens.findIndex((token) => !isToken(token));
      if (wrong >= 0 || tokens.length === 0) {
        const what = wrong >= 0 ? `token ${wrong + 1} is not printable ASCII without spaces` : 'there is no token';
        throw new AssayError('ASSAY_BEARER_TOKEN', `extensions.${id}.filename: ${what} in ${filename}`);
      }
      this.#use(tokens);
    };
    const onTrouble = (error: unknown): void =>
      log.error('the token file is of no use now; the tokens before stay', { file: filename, error });
    try {
      this.#file = new FollowedFile({ path: filename, clock, onText, onTrouble });
    } catch (cause) {
      if (cause instanceof AssayError) throw cause;
      const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
      throw new AssayError('ASSAY_BEARER_FILE', `extensions.${id}.filename: cannot read ${filename} (${code})`, { cause });
    }
    this.#file.start();
  }

  shutdown(): void {
    this.#file?.stop();
  }

  authenticate(headers: RequestHeaders): AuthResult {
    const result = this.#check(headers.get(this.#header));
    this.#results[result.kind === 'allowed' ? 'allowed' : 'refused'].add(1);
    return result;
  }

  requestHeaders(): Readonly<Record<string, string>> {
    const { scheme } = this.#config;
    return { [this.#header]: scheme === '' ? this.#first : `${scheme} ${this.#first}` };
  }

  /** A scheme's case does not matter (RFC 9110 11.1), a token's does. */
  #check(value: string | undefined): AuthResult {
    if (value === undefined || value.slice(0, this.#prefix.length).toLowerCase() !== this.#prefix) return NONE;
    const token = value.slice(this.#prefix.length);
    return token !== '' && matchesAny(secretDigest(token), this.#digests) ? ALLOWED : WRONG;
  }

  #use(tokens: readonly string[]): void {
    this.#first = tokens[0] ?? '';
    this.#digests = tokens.map(secretDigest);
  }
}
