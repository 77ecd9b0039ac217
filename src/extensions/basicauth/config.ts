import { object, optionalObject, secret, text } from '../../config/schema-kit.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { parseHtpasswd } from './htpasswd.ts';

/** `htpasswd`: who may send. */
export interface HtpasswdConfig {
  readonly file?: string;
  readonly inline?: string;
}

/** `client_auth`: who we are towards a backend. */
export interface ClientAuthConfig {
  readonly username?: string;
  readonly password?: string;
  readonly username_file?: string;
  readonly password_file?: string;
}

/** The user's config after defaults; one of the two is set. */
export interface BasicAuthConfig {
  readonly htpasswd?: HtpasswdConfig;
  readonly client_auth?: ClientAuthConfig;
}

export const BASICAUTH_SCHEMA: JsonSchema = object({
  htpasswd: optionalObject(
    {
      file: text(undefined, 'A file of `user:hash` lines as `htpasswd -B` writes it; read again while running when it changes.'),
      inline: secret('Such lines, written here; a user of both counts as written here.'),
    },
    { description: 'For receivers: who may send. Hashes are bcrypt; plain passwords work, with a warning.' },
  ),
  client_auth: optionalObject(
    {
      username: text(undefined, 'Name towards the backend.'),
      password: secret('Password towards the backend.'),
      username_file: text(undefined, 'A file with the name; read again while running when it changes.'),
      password_file: text(undefined, 'A file with the password; read again while running when it changes.'),
    },
    { description: 'For exporters: who we are.' },
  ),
});

/** RFC 7617: a user name has no colon; neither has control characters. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** What the schema cannot say. */
export function checkBasicAuth({ htpasswd, client_auth: client }: BasicAuthConfig): readonly ConfigProblem[] {
  if ((htpasswd === undefined) === (client === undefined)) {
    const message = 'exactly one of htpasswd (for receivers) and client_auth (for exporters) is needed';
    return [{ path: [], code: 'ASSAY_BASICAUTH_SIDE', message, hint: 'declare two extensions: basicauth/server and basicauth/client' }];
  }
  return htpasswd === undefined ? checkClient(client!) : checkServer(htpasswd);
}

function checkServer({ file, inline }: HtpasswdConfig): readonly ConfigProblem[] {
  if ((file ?? '') === '' && (inline ?? '').trim() === '') {
    const message = 'nobody could log in: neither a file nor lines are given';
    return [{ path: ['htpasswd'], code: 'ASSAY_BASICAUTH_HTPASSWD', message, hint: 'file: /etc/assay/htpasswd' }];
  }
  const { problems, plain } = parseHtpasswd(inline ?? '');
  return [
    ...problems.map(({ line, message }): ConfigProblem => {
      return {
        path: ['htpasswd', 'inline'],
        code: 'ASSAY_BASICAUTH_HTPASSWD',
        message: `line ${line}: ${message}`,
        hint: 'htpasswd -nB NAME',
      };
    }),
    ...(plain > 0
      ? [
          {
            path: ['htpasswd', 'inline'],
            code: 'ASSAY_BASICAUTH_PLAIN' as const,
            severity: 'warning' as const,
            message: `${plain} of the passwords ${plain === 1 ? 'is' : 'are'} not hashed`,
            hint: 'htpasswd -nB NAME writes a bcrypt line',
          },
        ]
      : []),
  ];
}

function checkClient(client: ClientAuthConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [what, value, file] of [
    ['username', client.username, client.username_file],
    ['password', client.password, client.password_file],
  ] as const) {
    if ((value === undefined) === (file === undefined)) {
      const message = `exactly one of ${what} and ${what}_file is needed`;
      problems.push({ path: ['client_auth'], code: 'ASSAY_BASICAUTH_CLIENT', message });
    } else if (value !== undefined && (CONTROL.test(value) || (what === 'username' && (value === '' || value.includes(':'))))) {
      const message =
        what === 'username' ? 'a user name is not empty and has no colon or control character' : 'a password has no control characters';
      problems.push({ path: ['client_auth', what], code: 'ASSAY_BASICAUTH_CLIENT', message });
    }
  }
  return problems;
}
