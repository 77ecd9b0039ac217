/** A secret as it may appear inside a message of a library or a field; `replacement` may keep a harmless part. */
export interface SecretShape {
  readonly pattern: RegExp;
  readonly replacement: string;
  /** Where the form is documented. */
  readonly evidence: string;
}

export const MASK = '[REDACTED]';

/**
 * Every pattern is linear: one quantified class after a literal prefix. Broad on purpose, since a log line that
 * loses a word costs less than one that shows a key.
 */
export const SECRET_SHAPES: readonly SecretShape[] = [
  { pattern: /\b(Bearer|Basic) [\w.~+/=-]{6,}/gi, replacement: `$1 ${MASK}`, evidence: 'RFC 6750 section 2.1, RFC 7617 section 2' },
  { pattern: /:\/\/[^\s/@:]*:[^\s/@]+@/g, replacement: `://${MASK}@`, evidence: 'RFC 3986 section 3.2.1 user information' },
  {
    pattern: /\b(sk|pk|rk)-[\w-]{16,}/g,
    replacement: MASK,
    evidence: 'OpenAI, Anthropic and Langfuse keys: sk-..., sk-ant-..., sk-lf-..., pk-lf-...',
  },
  { pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}/g, replacement: MASK, evidence: 'GitHub token formats, 2021-04-05' },
  { pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, replacement: MASK, evidence: 'AWS IAM identifiers' },
  { pattern: /\bAIza[\w-]{30,}/g, replacement: MASK, evidence: 'Google API keys' },
  { pattern: /\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g, replacement: MASK, evidence: 'RFC 7519: a JWT starts with the base64url of {"' },
  {
    pattern: /([?&](?:key|api_key|token|access_token|sig|password)=)[^&\s"]+/gi,
    replacement: `$1${MASK}`,
    evidence: 'keys in query strings',
  },
];

/** Field names whose text is a secret. Counts such as `input_tokens` are numbers and pass. */
export const SECRET_FIELD: RegExp =
  /(?:^|[._-])(?:authorization|proxy-authorization|cookie|set-cookie|password|passwd|passphrase|secret|secret_key|private_key|api_?key|x-api-key|access_key|hmac_key|token|credentials?)$/i;
