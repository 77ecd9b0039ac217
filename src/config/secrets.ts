import { REDACTED, SECRET_KEY, SECRET_WORDS } from './secrets.data.ts';
import { editDistance } from './suggest.ts';

/** True when the value of a key of that name is a secret by its sound, a slip of the finger included (`api_kye`). */
export function soundsSecret(key: string): boolean {
  if (SECRET_KEY.test(key)) return true;
  const plain = key
    .slice(Math.max(key.lastIndexOf('.'), key.lastIndexOf('/')) + 1)
    .toLowerCase()
    .replace(/[-_]/g, '');
  return SECRET_WORDS.some((word) => Math.abs(word.length - plain.length) <= 2 && editDistance(plain, word) <= (word.length >= 8 ? 2 : 1));
}

/** A key as it may be shown: `{api_key:abc}`, a space forgotten, makes a key that holds the secret. */
export function shownKey(key: string): string {
  const glued = /^([\w./-]+)[:=]./.exec(key);
  return glued !== null && soundsSecret(glued[1]!) ? `${glued[1]!}:${REDACTED}` : key;
}
