import { describe, expect, it } from 'vitest';
import { parseHtpasswd } from '../../../src/extensions/basicauth/htpasswd.ts';

const HASH = '$2b$04$gWLWAnxW0JNqSrf.JpKUR.OZ.U2w0G.T.m3Q7J.xSvEZp0k.eMgEG';

describe('htpasswd lines', () => {
  it('are bcrypt or plain; blank lines and comments are none', () => {
    const { users, problems, plain } = parseHtpasswd(`# users\n\na:${HASH}\r\n b :two words\nc:with:colons\n`);
    expect(problems).toEqual([]);
    expect([...users]).toEqual([
      ['a', { kind: 'bcrypt', hash: HASH }],
      ['b', { kind: 'plain', password: 'two words' }],
      ['c', { kind: 'plain', password: 'with:colons' }],
    ]);
    expect(plain).toBe(2);
  });

  it('of a user named twice count as the last one', () => {
    expect(parseHtpasswd(`a:first\na:${HASH}`).users.get('a')?.kind).toBe('bcrypt');
  });

  it.each(['$apr1$x$y', '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', '$6$salt$digest', '$2b$10$short', '$2b$99$' + 'a'.repeat(53)])(
    'with another hash than bcrypt are refused and never taken for a plain password: %s',
    (hash) => {
      const { users, problems } = parseHtpasswd(`a:${hash}`);
      expect(users.size).toBe(0);
      expect(problems).toHaveLength(1);
    },
  );

  it('that would stall the process at every guess are refused', () => {
    expect(parseHtpasswd(`a:${HASH.replace('$04$', '$15$')}`).problems).toEqual([
      { line: 1, message: 'the cost of a bcrypt hash is 4 to 14' },
    ]);
  });

  it.each(['nocolon', ':password', 'name:'])('without a name and a password are problems that do not repeat them: %s', (line) => {
    const { problems } = parseHtpasswd(`ok:x\n${line}`);
    expect(problems).toEqual([{ line: 2, message: 'no user:password' }]);
  });
});
