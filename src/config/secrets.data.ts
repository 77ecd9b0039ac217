/** What stands in place of a secret wherever a config is shown; the Collector's word. */
export const REDACTED = '[REDACTED]';

/**
 * Last words of a key that make its value a secret even where a schema does not say so, or is not at hand (unknown keys,
 * broken YAML). `tokens` and `max_tokens` are counts, `key_file` is a path, `public_key` is public: none of them matches.
 */
export const SECRET_KEY: RegExp =
  /(?:^|[._-])(?:password|passwd|passphrase|secret|token|api_?key|secret_?key|private_?key|access_?key|hmac_?key|key_?pem|credentials?|authorization|proxy-authorization|cookie|htpasswd)$/i;

/** Whole names of secrets without separators, long enough that a slip is no other word; for misspelt keys. */
export const SECRET_WORDS: readonly string[] = [
  'password',
  'passphrase',
  'secret',
  'secretkey',
  'clientsecret',
  'apikey',
  'xapikey',
  'privatekey',
  'accesskey',
  'hmackey',
  'authtoken',
  'bearertoken',
  'authorization',
  'credentials',
];

/** User information in a URL (RFC 3986 section 3.2.1). */
export const URL_USER: RegExp = /(:\/\/)[^\s/@]+@/g;
