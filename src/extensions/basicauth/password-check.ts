import { compare } from 'bcryptjs';
import type { Clock } from '../../kernel/host.ts';
import { matchesAny, secretDigest } from '../../transport/secret-match.ts';
import type { PasswordEntry } from './htpasswd.ts';

/** Credentials whose check is remembered, right ones and wrong ones each. */
const MAX_REMEMBERED = 1000;
const REMEMBER_MS = 300_000;
/** Checks that may wait for the one at work; each takes tens of milliseconds of the only thread. */
const MAX_WAITING = 64;

type Remembered = Map<string, number>;

/**
 * Checks passwords without letting anybody who guesses take the process: bcrypt runs one check at a time and at most every
 * other moment, the line for it is bounded, and what was checked is remembered for five minutes under a keyed digest, so
 * that the requests of a client cost one check and not one each.
 */
export class PasswordCheck {
  readonly #clock: Clock;
  #users: ReadonlyMap<string, PasswordEntry> = new Map();
  /** What an unknown name is checked against, so that it takes as long as a known one. */
  #decoy: PasswordEntry | undefined;
  #right: Remembered = new Map();
  #wrong: Remembered = new Map();
  #line: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the users; what was remembered of the old ones is forgotten. */
  use(users: ReadonlyMap<string, PasswordEntry>): void {
    this.#users = users;
    this.#decoy = [...users.values()].find(({ kind }) => kind === 'bcrypt');
    this.#right = new Map();
    this.#wrong = new Map();
  }

  /** True for the right password; `busy` when too many checks wait. */
  async check(name: string, password: string): Promise<boolean | 'busy'> {
    const key = secretDigest(`${name}:${password}`).toString('base64');
    const nowMs = this.#clock.monotonicMs();
    if (isRemembered(this.#right, key, nowMs)) return true;
    if (isRemembered(this.#wrong, key, nowMs)) return false;
    const entry = this.#users.get(name);
    const checked = entry ?? this.#decoy;
    // The maps of now: an answer about users that were replaced meanwhile must not be remembered of the new ones.
    const [right, wrong] = [this.#right, this.#wrong];
    const matched = checked?.kind === 'bcrypt' ? await this.#bcrypt(password, checked.hash) : plainMatch(password, checked);
    if (matched === 'busy') return matched;
    const good = matched && entry !== undefined;
    remember(good ? right : wrong, key, nowMs);
    return good;
  }

  async #bcrypt(password: string, hash: string): Promise<boolean | 'busy'> {
    if (this.#waiting >= MAX_WAITING) return 'busy';
    this.#waiting++;
    const turn = this.#line.then(async () => {
      const startedAtMs = this.#clock.monotonicMs();
      const matched = await compare(password, hash).catch(() => false);
      return { matched, tookMs: this.#clock.monotonicMs() - startedAtMs };
    });
    // As long a pause as the check took: half of the thread's time stays for data, however many guess.
    this.#line = turn.then(({ tookMs }) => new Promise<void>((resolve) => void this.#clock.after(tookMs, resolve)));
    const { matched } = await turn;
    this.#waiting--;
    return matched;
  }
}

function plainMatch(password: string, entry: PasswordEntry | undefined): boolean {
  const known = secretDigest(entry?.kind === 'plain' ? entry.password : '');
  return matchesAny(secretDigest(password), [known]) && entry !== undefined;
}

function isRemembered(map: Remembered, key: string, nowMs: number): boolean {
  const atMs = map.get(key);
  if (atMs === undefined) return false;
  if (nowMs - atMs < REMEMBER_MS) return true;
  map.delete(key);
  return false;
}

function remember(map: Remembered, key: string, nowMs: number): void {
  if (map.size >= MAX_REMEMBERED) map.delete(map.keys().next().value!);
  map.set(key, nowMs);
}
