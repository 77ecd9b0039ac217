import type { Extension } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import type { AuthResult, ServerAuthenticator } from '../../transport/auth.ts';
import { FollowedFile } from '../../transport/followed-file.ts';
import type { RequestHeaders } from '../../transport/server-transport.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { HtpasswdConfig } from './config.ts';
import { parseHtpasswd } from './htpasswd.ts';
import { PasswordCheck } from './password-check.ts';

const NONE: AuthResult = { kind: 'unauthenticated', reason: 'no credentials of the scheme Basic' };
const WRONG: AuthResult = { kind: 'unauthenticated', reason: 'unknown user or wrong password' };
const BUSY: AuthResult = { kind: 'unauthenticated', reason: 'too many passwords are being checked; try again' };

/** Lets in who has a name and password of the htpasswd lines. */
export class BasicAuthServer implements Extension, ServerAuthenticator {
  readonly challenge = 'Basic realm="assay", charset="UTF-8"';
  readonly #config: HtpasswdConfig;
  readonly #host: Host;
  readonly #check: PasswordCheck;
  readonly #results: Readonly<Record<'allowed' | 'refused', Counter>>;
  #file: FollowedFile | undefined;
  #started = false;

  constructor(config: HtpasswdConfig, host: Host) {
    this.#config = config;
    this.#host = host;
    this.#check = new PasswordCheck(host.clock);
    const counter = (result: string): Counter => host.metrics.counter('assay_auth_checks', { extension: host.id, result });
    this.#results = { allowed: counter('allowed'), refused: counter('refused') };
  }

  /** Throws ASSAY_BASICAUTH_FILE or ASSAY_BASICAUTH_HTPASSWD. */
  start(): void {
    const { file } = this.#config;
    if (this.#started) return;
    this.#started = true;
    if (file === undefined || file === '') return this.#use('');
    const { log, clock } = this.#host;
    try {
      this.#file = new FollowedFile({
        path: file,
        clock,
        onText: (text) => this.#use(text),
        onTrouble: (error) => log.error('the htpasswd file is of no use now; the users before stay', { file, error }),
      });
    } catch (cause) {
      if (cause instanceof AssayError) throw cause;
      const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
      throw new AssayError('ASSAY_BASICAUTH_FILE', `extensions.${this.#host.id}.htpasswd.file: cannot read ${file} (${code})`, { cause });
    }
    this.#file.start();
  }

  shutdown(): void {
    this.#file?.stop();
  }

  async authenticate(headers: RequestHeaders): Promise<AuthResult> {
    const credentials = readBasic(headers.get('authorization'));
    const right = credentials === undefined ? undefined : await this.#check.check(credentials.name, credentials.password);
    this.#results[right === true ? 'allowed' : 'refused'].add(1);
    if (credentials === undefined) return NONE;
    if (right === true) return { kind: 'allowed', subject: credentials.name };
    return right === 'busy' ? BUSY : WRONG;
  }

  #use(text: string): void {
    const { id, log } = this.#host;
    const [file, inline] = [parseHtpasswd(text), parseHtpasswd(this.#config.inline ?? '')];
    const [problem] = file.problems;
    if (problem !== undefined) {
      throw new AssayError('ASSAY_BASICAUTH_HTPASSWD', `extensions.${id}.htpasswd.file, line ${problem.line}: ${problem.message}`);
    }
    const users = new Map([...file.users, ...inline.users]);
    if (users.size === 0) throw new AssayError('ASSAY_BASICAUTH_HTPASSWD', `extensions.${id}.htpasswd.file has no users`);
    if (file.plain > 0) log.warn('passwords in the htpasswd file are not hashed', { code: 'ASSAY_BASICAUTH_PLAIN', passwords: file.plain });
    this.#check.use(users);
    log.info('users known', { users: users.size });
  }
}

/** Name and password of `Basic base64(name:password)` (RFC 7617), or undefined. */
function readBasic(header: string | undefined): { name: string; password: string } | undefined {
  const match = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '');
  if (match === null) return undefined;
  const text = Buffer.from(match[1]!, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}
