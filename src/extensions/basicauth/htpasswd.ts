/** How one user's password is kept. */
export type PasswordEntry = { readonly kind: 'bcrypt'; readonly hash: string } | { readonly kind: 'plain'; readonly password: string };

/** A line that is no `user:password`; says nothing of its content. */
export interface HtpasswdProblem {
  readonly line: number;
  readonly message: string;
}

export interface Htpasswd {
  readonly users: ReadonlyMap<string, PasswordEntry>;
  readonly problems: readonly HtpasswdProblem[];
  /** How many passwords are not hashed. */
  readonly plain: number;
}

/** bcrypt as `htpasswd -B` and others write it: version, cost, 22 characters of salt and 31 of digest. */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Each step doubles the time: 14 is about a second in JavaScript, for every wrong guess. */
const MAX_COST = 14;

/**
 * The lines of an htpasswd file; comments and blank lines are left out, and of a user named twice the last counts. Other
 * hashes than bcrypt (`$apr1$`, `{SHA}`, crypt) are problems, never taken for plain passwords.
 */
export function parseHtpasswd(text: string): Htpasswd {
  const users = new Map<string, PasswordEntry>();
  const problems: HtpasswdProblem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    const rest = line.slice(colon + 1);
    const entry = colon === -1 || name === '' || rest === '' ? 'no user:password' : readPassword(rest);
    if (typeof entry === 'string') problems.push({ line: index + 1, message: entry });
    else users.set(name, entry);
  }
  return { users, problems, plain: [...users.values()].filter(({ kind }) => kind === 'plain').length };
}

function readPassword(text: string): PasswordEntry | string {
  const hash = text.trim();
  const bcrypt = BCRYPT.exec(hash);
  if (bcrypt !== null) {
    const cost = Number(bcrypt[1]);
    return cost >= 4 && cost <= MAX_COST ? { kind: 'bcrypt', hash } : `the cost of a bcrypt hash is 4 to ${MAX_COST}`;
  }
  if (hash.startsWith('$') || hash.startsWith('{')) return 'a hash that is not known here: only bcrypt is';
  return { kind: 'plain', password: text };
}
