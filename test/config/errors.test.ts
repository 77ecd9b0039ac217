import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIG_ERRORS } from '../../src/config/errors.data.ts';

const folder = new URL('../../src/config/', import.meta.url);
const used = new Set(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && name !== 'errors.data.ts')
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').match(/ASSAY_CONFIG_[A-Z_]+/g) ?? []),
);

describe('error codes of the config', () => {
  it('are listed once each, with cause and cure, and every listed one is used', () => {
    const listed = CONFIG_ERRORS.map((spec) => spec.code);
    expect(new Set(listed).size).toBe(listed.length);
    expect([...used].toSorted()).toEqual(listed.toSorted());
    for (const { cause, cure } of CONFIG_ERRORS) expect([cause.endsWith('.'), cure.endsWith('.')]).toEqual([true, true]);
  });
});
