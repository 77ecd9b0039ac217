import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readErrorAreas } from '../../scripts/docs/errors.ts';
import { fill, firstSentence, table } from '../../scripts/docs/markdown.ts';
import { optionRows } from '../../scripts/docs/options.ts';
import { integer, list, object, oneOf, optionalObject, secret, text } from '../../src/config/schema-kit.ts';
import { REPOSITORY } from '../support/yaml-blocks.ts';

/** Words of this form in quotes that are names of environment variables, not of errors. */
const ENVIRONMENT: ReadonlySet<string> = new Set(['ASSAY_HMAC_KEY']);

describe('generated documents', () => {
  it('are in step with the sources', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/docs.ts', '--check'], { cwd: REPOSITORY, encoding: 'utf8' });
    expect(stdout + stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('error codes', () => {
  const used = new Map<string, string>();
  for (const file of globSync('src/**/*.ts', { cwd: REPOSITORY })) {
    if (file.endsWith('/errors.data.ts')) continue;
    for (const match of readFileSync(REPOSITORY + file, 'utf8').matchAll(/'(ASSAY_[A-Z0-9_]+)'|^ {2}(ASSAY_[A-Z0-9_]+):/gm)) {
      const code = (match[1] ?? match[2])!;
      if (!ENVIRONMENT.has(code)) used.set(code, file);
    }
  }

  it('that the sources use are listed with cause and cure', async () => {
    const listed = new Set((await readErrorAreas()).flatMap(({ errors }) => errors.map(({ code }): string => code)));
    expect([...used].filter(([code]) => !listed.has(code)).map(([code, file]) => `${code} in ${file}`)).toEqual([]);
  });

  it('that are listed are used', async () => {
    const listed = (await readErrorAreas()).flatMap(({ file, errors }) => errors.map(({ code }) => ({ code, file })));
    expect(listed.filter(({ code }) => !used.has(code)).map(({ code, file }) => `${code} in ${file}`)).toEqual([]);
  });

  it('are made of capitals and have a sentence for cause and cure', async () => {
    const errors = (await readErrorAreas()).flatMap((area) => area.errors);
    expect(errors.length).toBeGreaterThan(100);
    expect(
      errors.filter(({ code, cause, cure }) => !/^ASSAY_[A-Z0-9]+(_[A-Z0-9]+)+$/.test(code) || !cause.endsWith('.') || !cure.endsWith('.')),
    ).toEqual([]);
  });
});

describe('the option table', () => {
  it('has nested options by their dotted path, lists by [] and what each is when left out', () => {
    const rows = optionRows(
      object(
        {
          size: integer({ min: 1, max: 9 }, 3, 'How many.'),
          key: secret('A key.'),
          queue: object({ mode: oneOf(['a', 'b'], 'a', 'How.') }),
          tls: optionalObject({ file: text(undefined, 'Where.') }, { description: 'Off unless written.' }),
          rows: list(object({ name: text(undefined, 'Its name.') }, { required: ['name'] }), 'Rows.'),
        },
        { required: ['key'] },
      ),
    );
    expect(rows.map(({ path, type, fallback }) => [path, type, fallback])).toEqual([
      ['size', 'integer 1 to 9', '`3`'],
      ['key', 'secret', 'required'],
      ['queue.mode', '`a`, `b`', '`a`'],
      ['tls', 'section', 'not set'],
      ['tls.file', 'string', 'not set'],
      ['rows', 'list of sections', '`[]`'],
      ['rows[].name', 'string', 'required'],
    ]);
  });
});

describe('markers', () => {
  it('are filled between, and must be there exactly once', () => {
    expect(fill('a <!-- x --> old <!-- /x --> b', 'x', 'new')).toBe('a <!-- x -->\n\nnew\n\n<!-- /x --> b');
    expect(() => fill('a', 'x', 'new')).toThrow('exactly once');
    expect(() => fill('<!-- x --><!-- /x --><!-- x --><!-- /x -->', 'x', 'new')).toThrow('exactly once');
  });

  it('hold tables whose cells keep their bars', () => {
    expect(table(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |');
  });

  it('quote the first sentence of a README', () => {
    expect(firstSentence('# x\n\nDoes 1.5 things\nat once. Then rests.\n\nMore.')).toBe('Does 1.5 things at once.');
  });
});
