import type { Extension } from '../../kernel/component.ts';
import type { Host } from '../../kernel/host.ts';
import type { ClientAuthenticator } from '../../transport/auth.ts';
import { FollowedFile } from '../../transport/followed-file.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { ClientAuthConfig } from './config.ts';

/** Gives exporters `Authorization: Basic ...`; names and passwords from files are followed. */
export class BasicAuthClient implements Extension, ClientAuthenticator {
  readonly #config: ClientAuthConfig;
  readonly #host: Host;
  readonly #files: FollowedFile[] = [];
  #name: string;
  #password: string;
  #started = false;

  constructor(config: ClientAuthConfig, host: Host) {
    this.#config = config;
    this.#host = host;
    this.#name = config.username ?? '';
    this.#password = config.password ?? '';
  }

  /** Throws ASSAY_BASICAUTH_FILE. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#follow('username_file', (text) => (this.#name = text));
    this.#follow('password_file', (text) => (this.#password = text));
  }

  shutdown(): void {
    for (const file of this.#files) file.stop();
  }

  requestHeaders(): Readonly<Record<string, string>> {
    return { authorization: `Basic ${Buffer.from(`${this.#name}:${this.#password}`, 'utf8').toString('base64')}` };
  }

  #follow(key: 'username_file' | 'password_file', use: (text: string) => void): void {
    const path = this.#config[key];
    if (path === undefined) return;
    const { clock, log, id } = this.#host;
    const onText = (text: string): void => {
      const value = text.replace(/\r?\n$/, '');
      // A header cannot be forged with it, since it is encoded; but it could never be right.
      if (value === '' || value.includes('\n'))
        throw new AssayError('ASSAY_BASICAUTH_FILE', `extensions.${id}.client_auth.${key}: ${path} does not hold one line`);
      use(value);
    };
    try {
      const onTrouble = (error: unknown): void =>
        log.error('the file is of no use now; what was in it before stays', { key, file: path, error });
      const file = new FollowedFile({ path, clock, onText, onTrouble });
      file.start();
      this.#files.push(file);
    } catch (cause) {
      this.shutdown();
      if (cause instanceof AssayError) throw cause;
      const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
      throw new AssayError('ASSAY_BASICAUTH_FILE', `extensions.${id}.client_auth.${key}: cannot read ${path} (${code})`, { cause });
    }
  }
}
