import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Findings } from '../../src/config/diagnostic.ts';
import { toPlain } from '../../src/config/fit.ts';
import { parseSource } from '../../src/config/parse-yaml.ts';
import { substitute } from '../../src/config/substitute.ts';
import { configOf, fakeFiles, load } from './support/load.ts';

async function run(text: string, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const findings = new Findings();
  const { tree } = parseSource({ name: 'c.yaml', text }, findings);
  const read = new Set<string>();
  const root = await substitute(tree!, { env, readFile: fakeFiles(files), files: read }, findings);
  return { value: toPlain(root) as Record<string, unknown>, root, read: [...read], diagnostics: findings.sorted(['c.yaml']) };
}

describe('substitution', () => {
  it('types a value that is one reference as YAML would', async () => {
    const { value, diagnostics } = await run('a: ${env:I}\nb: ${B}\nc: "${env:L}"\nd: ${env:S}', {
      I: '1',
      B: 'true',
      L: '[1, x]',
      S: 'no',
    });
    expect(value).toEqual({ a: 1, b: true, c: [1, 'x'], d: 'no' });
    expect(diagnostics).toEqual([]);
  });

  it('makes text of a reference inside longer text', async () => {
    expect((await run('a: x${env:I}y\nb: "${I}${I}"', { I: '1' })).value).toEqual({ a: 'x1y', b: '11' });
  });

  it('uses the default only when the variable is unset, not when it is empty', async () => {
    const { value } = await run('a: ${env:U:-5}\nb: ${env:E:-5}x\nc: ${U:-}x\nd: ${env:U:-a:-b}', { E: '' });
    expect(value).toEqual({ a: 5, b: 'x', c: 'x', d: 'a:-b' });
  });

  it('warns of an unset variable, once for each place, and leaves null', async () => {
    const { value, diagnostics } = await run('a: ${env:U}\nb: ${env:U}x');
    expect(value).toEqual({ a: null, b: 'x' });
    expect(diagnostics.map((d) => [d.severity, d.code, d.line, d.col])).toEqual([
      ['warning', 'ASSAY_CONFIG_UNSET_VARIABLE', 1, 4],
      ['warning', 'ASSAY_CONFIG_UNSET_VARIABLE', 2, 4],
    ]);
  });

  it('does not look at a default that is not needed', async () => {
    expect((await run('a: ${env:A:-${env:UNSET}}', { A: 'x' })).diagnostics).toEqual([]);
  });

  it('nests: a name, a default and a path may hold references', async () => {
    const { value } = await run(
      'a: ${env:${env:WHICH}}\nb: ${env:U:-${env:X}}\nc: ${file:${env:DIR}/t}',
      { WHICH: 'X', X: 'x', DIR: 'd' },
      { 'd/t': 'text' },
    );
    expect(value).toEqual({ a: 'x', b: 'x', c: 'text' });
  });

  it('reads $$ as a dollar sign and leaves a single dollar alone', async () => {
    const { value, diagnostics } = await run('a: $${env:I}\nb: cost in $\nc: a$$b\nd: $$${env:I}', { I: '1' });
    expect(value).toEqual({ a: '${env:I}', b: 'cost in $', c: 'a$b', d: '$1' });
    expect(diagnostics).toEqual([]);
  });

  it('takes dollar signs in a variable or file as they are, since passwords have them', async () => {
    const text = 'pa$$w${ord}$1${';
    expect((await run('a: ${env:P}\nb: x${env:P}', { P: text })).value).toEqual({ a: text, b: `x${text}` });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1 }).filter((s) => !/\$\{(env|file|yaml):/.test(s) && !s.includes('$${')),
        async (secret) => {
          const { root } = await run('a: ${env:P}', { P: secret });
          const node = root.kind === 'map' ? root.entries.get('a')?.value : undefined;
          expect(node?.substituted?.text).toBe(secret);
        },
      ),
    );
  });

  it('follows a reference with its scheme inside a value', async () => {
    expect((await run('a: ${env:A}', { A: 'http://${env:H}:1', H: 'h' })).value).toEqual({ a: 'http://h:1' });
  });

  it('strips one line end of a file and reports each file it read', async () => {
    const { value, read } = await run('a: ${file:s}\nb: ${file:crlf}', {}, { s: 'hunter2\n', crlf: 'x\r\n' });
    expect(value).toEqual({ a: 'hunter2', b: 'x' });
    expect(read).toEqual(['s', 'crlf']);
  });

  it('takes a map from a file as config: references inside count, and point at the place of the file reference', async () => {
    const { value, root } = await run('a:\n  b: ${file:inc}', {}, { inc: 'x: $${y}\nz: ${env:Q:-3}' });
    expect(value).toEqual({ a: { b: { x: '${y}', z: 3 } } });
    const outer = root.kind === 'map' ? root.entries.get('a')!.value : undefined;
    const inner = outer?.kind === 'map' ? outer.entries.get('b')!.value : undefined;
    expect(inner?.origin).toEqual({ source: 'c.yaml', line: 2, col: 6 });
  });

  it.each([
    ['${1}', 'no name'],
    ['${env:a b}', 'no name'],
    ['${http://x}', 'unknown kind of reference'],
    ['${file:absent}', 'there is no such file'],
    ['${env:X', 'no closing brace'],
    [`\${env:A:-${'${env:A:-'.repeat(20)}x${'}'.repeat(21)}`, 'nested too deeply'],
  ])('refuses %s', async (text, message) => {
    const { diagnostics, value } = await run(`a: '${text}'`);
    expect(diagnostics.map((d) => [d.code, d.severity, d.line, d.col])).toEqual([['ASSAY_CONFIG_SUBSTITUTION', 'error', 1, 4]]);
    expect(diagnostics[0]!.message).toContain(message);
    expect(value).toEqual({ a: null });
  });

  it.each([
    ['a variable that names itself', { A: '${env:A}' }],
    ['variables that name each other', { A: '${env:B}', B: 'x${env:A}' }],
    ['a list that doubles itself', { A: '[${env:A}, ${env:A}]' }],
    ['text that doubles itself', { A: '${env:B}${env:B}', B: '${env:C}${env:C}', C: '${env:D}${env:D}', D: '${env:A}${env:A}' }],
  ])('ends %s with one error', async (_what, env) => {
    const { diagnostics } = await run('a: ${env:A}\nb: ${env:A}', env);
    expect(diagnostics.map((d) => d.code)).toEqual(['ASSAY_CONFIG_SUBSTITUTION']);
  });

  it('bounds the text that repeated references make', async () => {
    const { diagnostics } = await run(`a: ${'${env:A}'.repeat(100)}`, { A: 'x'.repeat(500_000) });
    expect(diagnostics.map((d) => d.code)).toEqual(['ASSAY_CONFIG_SUBSTITUTION']);
  });

  it('warns of $NAME without braces', async () => {
    const { value, diagnostics } = await run('a: $HOME\nb: ^x$\nc: $price');
    expect(value).toEqual({ a: '$HOME', b: '^x$', c: '$price' });
    expect(diagnostics.map((d) => [d.severity, d.line])).toEqual([['warning', 1]]);
  });

  it('never finds a variable on a prototype', async () => {
    expect((await run('a: ${env:constructor}\nb: ${env:toString:-d}')).value).toEqual({ a: null, b: 'd' });
  });

  it('keeps text where a schema wants a string, whatever YAML makes of it', async () => {
    for (const secret of ['1234', 'true', 'null', '[a]', 'a: b', '{', '*x', '"q"', '0x10', '1e3', '# no comment', '- x', '', '~']) {
      const loaded = await load(
        `receivers: { inbox: { protocols: { grpc: } } }
exporters: { outbox_http: { endpoint: 'http://h', api_key: '\${env:S}' } }
service: { pipelines: { traces: { receivers: [inbox], exporters: [outbox_http] } } }`,
        { env: { S: secret } },
      );
      expect(loaded.diagnostics).toEqual([]);
      expect(configOf(loaded, 'exporters', 'outbox_http')).toMatchObject({ api_key: secret });
    }
  });
});
