/* Plans of many dialects at once: what is kept of them is bounded, since what a span names is the sender's choice. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import type { Context } from '../../../src/genai/reader/contexts.ts';
import { PlanMaker } from '../../../src/genai/reader/plans.ts';

const CONTEXT: Context = {
  id: 0,
  strong: new Set(),
  resource: new Set(),
  weak: new Set(),
  vetoed: new Set(),
  scopeName: '',
  scopeVersion: '',
  silent: true,
};

describe('programs of combinations of dialects', () => {
  it('are compiled once for each combination, and kept for no more than a few hundred', () => {
    const maker = new PlanMaker(DEFAULT_DIALECT_SETTINGS);
    const plain = { base: 0, layers: [] };
    const first = maker.plan(plain, CONTEXT, false).program;
    expect(maker.plan(plain, CONTEXT, false).program).toBe(first);
    const count = maker.tables.length;
    let combinations = 0;
    for (let base = 0; base < count && combinations < 300; base++) {
      for (let layer = 0; layer < count && combinations < 300; layer++, combinations++) {
        maker.plan({ base, layers: [layer, (layer + 1) % count] }, CONTEXT, false);
      }
    }
    expect(combinations).toBe(300);
    expect(maker.plan(plain, CONTEXT, false).program).not.toBe(first);
  });
});
