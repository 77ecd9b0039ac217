import { list, object, secret, text } from '../../config/schema-kit.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** The user's config after defaults. */
export interface BearerTokenConfig {
  readonly scheme: string;
  readonly header: string;
  readonly token?: string;
  readonly tokens: readonly string[];
  readonly filename?: string;
}

export const BEARER_SCHEMA: JsonSchema = object({
  scheme: text('Bearer', 'Word in front of the token; empty for a header that is the token alone.'),
  header: text('authorization', 'Header that carries it.'),
  token: secret('The token.'),
  tokens: list(
    { type: 'string', 'x-secret': true },
    'Several tokens, for a change of tokens: receivers take each of them, exporters give the first.',
  ),
  filename: text(undefined, 'A file with one token a line; read again while running when it changes.'),
});

/** What a header value can carry without quoting, and no token needs more (RFC 6750, `b64token`, is a part of it). */
const TOKEN = /^[\u0021-\u007e]+$/;
/** RFC 9110 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** True for what can be a token. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What the schema cannot say. */
export function checkBearerToken({ scheme, header, token, tokens, filename }: BearerTokenConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const given = [token !== undefined, tokens.length > 0, filename !== undefined].filter(Boolean).length;
  if (given !== 1) {
    const message = `exactly one of token, tokens and filename is needed; ${given === 0 ? 'none is' : `${given} are`} given`;
    problems.push({ path: [], code: 'ASSAY_BEARER_SOURCE', message, hint: 'token: ${env:NAME}' });
  }
  for (const [path, value] of [['token', token] as const, ...tokens.map((value, i) => [i, value] as const)]) {
    if (value === undefined || isToken(value)) continue;
    const message = 'a token is printable ASCII without spaces, and not empty';
    problems.push({ path: typeof path === 'number' ? ['tokens', path] : [path], code: 'ASSAY_BEARER_TOKEN', message });
  }
  if (!HEADER_NAME.test(header))
    problems.push({ path: ['header'], code: 'ASSAY_BEARER_HEADER', message: 'not the name of a header', hint: 'authorization' });
  if (scheme !== '' && !HEADER_NAME.test(scheme))
    problems.push({ path: ['scheme'], code: 'ASSAY_BEARER_HEADER', message: 'not one word', hint: 'Bearer' });
  return problems;
}
