import { describe, expect, it } from 'vitest';
import { Findings } from '../../src/config/diagnostic.ts';
import { toPlain } from '../../src/config/fit.ts';
import { parseSource } from '../../src/config/parse-yaml.ts';

function parse(text: string) {
  const findings = new Findings();
  const parsed = parseSource({ name: 'c.yaml', text }, findings);
  const found = findings.sorted(['c.yaml']);
  return {
    ...parsed,
    value: parsed.tree === undefined ? undefined : toPlain(parsed.tree),
    found,
    places: found.map(({ line, col, code }) => `${line}:${col} ${code.replace('ASSAY_CONFIG_', '')}`),
  };
}

describe('reading YAML', () => {
  it('keeps the place of every key and value', () => {
    const { tree } = parse('a:\n  b: 1\n  c: [x, "y"]\n');
    const a = tree?.kind === 'map' ? tree.entries.get('a')! : undefined;
    const inner = a?.value.kind === 'map' ? a.value.entries : undefined;
    expect(a?.keyOrigin).toEqual({ source: 'c.yaml', line: 1, col: 1 });
    expect(inner?.get('b')?.keyOrigin).toMatchObject({ line: 2, col: 3 });
    expect(inner?.get('b')?.value.origin).toMatchObject({ line: 2, col: 6 });
    const list = inner?.get('c')?.value;
    expect(list?.kind === 'list' && list.items[1]?.origin).toMatchObject({ line: 3, col: 10 });
  });

  it('is YAML 1.2 core whatever the document asks for', () => {
    expect(parse('%YAML 1.1\n---\na: yes\nb: 010\nc: 0o10\n1: x\nnull: y\n').value).toEqual({ a: 'yes', b: 10, c: 8, '1': 'x', null: 'y' });
  });

  it('points at the second of two equal keys and names the line of the first, at any depth', () => {
    const { found, places } = parse('a:\n  b: 1\n  "b": 2\nc: {d: 1, d: 2}\na: 3\n');
    expect(places).toEqual(['3:3 DUPLICATE_KEY', '4:11 DUPLICATE_KEY', '5:1 DUPLICATE_KEY']);
    expect(found[0]!.message).toContain('line 2');
    expect(found[0]!.path).toBe('a.b');
  });

  it('keeps both halves of a section written twice, so that their contents are still checked', () => {
    expect(parse('a: {x: 1}\na: {y: 2}').value).toEqual({ a: { x: 1, y: 2 } });
  });

  it('finds duplicates among very many keys in little time', () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`);
    expect(parse([...keys, 'k7: 2'].join('\n')).places).toEqual(['50001:1 DUPLICATE_KEY']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s everywhere and pollutes nothing', (key) => {
    const { places, value } = parse(`a:\n  - {${key}: {polluted: 1}, ok: 1}\n"${key}":\n  polluted: 1\n`);
    expect(places).toEqual(['2:6 FORBIDDEN_KEY', '3:1 FORBIDDEN_KEY']);
    expect(value).toEqual({ a: [{ ok: 1 }] });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('refuses merge keys instead of taking them as a key or merging', () => {
    const { places, found } = parse('base: &b {x: 1}\na:\n  <<: *b\n');
    expect(places).toEqual(['3:3 MERGE_KEY']);
    expect(found[0]!.hint).toContain('--config');
  });

  it('refuses tags', () => {
    expect(parse('a: !!binary abc\nb: !env X\n').places).toEqual(['1:4 SYNTAX', '2:4 SYNTAX']);
  });

  it('resolves aliases to what they name', () => {
    expect(parse('a: &x {y: 1}\nb: *x\nc: [*x]\n').value).toEqual({ a: { y: 1 }, b: { y: 1 }, c: [{ y: 1 }] });
  });

  it('refuses an alias without anchor and one inside its own anchor', () => {
    expect(parse('a: *x\nb: &y [*y]\n').places).toEqual(['1:4 SYNTAX', '2:8 SYNTAX']);
  });

  it('stops at an alias bomb in no time', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
    const { places, brokenFromLine } = parse(`l0: &l0 [x]\n${levels.join('\n')}\n`);
    expect(places).toHaveLength(1);
    expect(places[0]).toContain('TOO_LARGE');
    expect(brokenFromLine).toBe(1);
  });

  it('stops at an alias bomb made of long text', () => {
    expect(parse(`a: &a ${'x'.repeat(500_000)}\nb: [${Array(100).fill('*a').join(', ')}]`).places).toEqual([
      expect.stringContaining('TOO_LARGE'),
    ]);
  });

  it('refuses a text of more than 1 MiB without parsing it', () => {
    expect(parse(`a: ${'x'.repeat(1_048_576)}`).places).toEqual(['1:1 TOO_LARGE']);
  });

  it.each([
    ['flow', '['.repeat(5000)],
    ['block', Array.from({ length: 1200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['valid flow', `a: ${'['.repeat(150)}${']'.repeat(150)}`],
  ])('refuses %s nesting that is too deep with one message', (_style, text) => {
    expect(parse(text).places).toEqual([expect.stringContaining('TOO_LARGE')]);
  });

  it.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', '2:1'],
    ['no space after a colon', 'a:1\nb: 2\n', '1:1'],
    ['two colons', 'a: b: c\n', '1:4'],
    ['an open bracket', 'a: [1, 2\nb: 1\n', '2:1'],
    ['an open quote', 'a: "x\nb: 1\n', '1:4'],
    ['a bad escape', 'a: "\\q"\n', '1:5'],
    ['a reserved sign', 'a: @x\n', '1:4'],
    ['indentation that fits nothing', 'a:\n   b: 1\n  c: 2\n', '3:1'],
    ['a second document', 'a: 1\n---\nb: 2\n', '2:1'],
    ['a stray bracket', 'a: [x]\n}\nb: 1\n', '2:1'],
  ])('reports %s once, at its place, with advice', (_what, text, place) => {
    const { places, found } = parse(text);
    expect(places).toEqual([`${place} SYNTAX`]);
    expect(found[0]!.hint).toBeDefined();
  });

  it('reports several mistakes at once and says from where the structure is a guess', () => {
    const { places, brokenFromLine } = parse('a: @x\nb:\n\tc: 1\n\td: "\\q"\n\te: 1\n');
    expect(places).toEqual(['1:4 SYNTAX', '3:1 SYNTAX', '4:1 SYNTAX', '5:1 SYNTAX']);
    expect(brokenFromLine).toBe(3);
  });

  it('never repeats the text it stumbles over', () => {
    for (const text of [
      'password: @hunter2',
      'password: *hunter2',
      'password: "\\hunter2"',
      'password: [hunter2',
      'password: &hunter2 &hunter2 x',
      'password: !hunter2 x',
      "password: 'a'hunter2",
    ]) {
      const { found } = parse(`${text}\n`);
      expect(found.length, text).toBeGreaterThan(0);
      expect(JSON.stringify(found), text).not.toContain('hunter2');
    }
  });

  it('takes an empty text, a comment and a byte order mark', () => {
    expect(parse('').value).toBeUndefined();
    expect(parse('# nothing\n').value).toBeUndefined();
    expect(parse('\ufeffa: 1').value).toEqual({ a: 1 });
  });
});
