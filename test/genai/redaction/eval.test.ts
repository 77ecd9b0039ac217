import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../scripts/redaction/evaluate.ts';
import { labelledSet } from '../../../scripts/redaction/labelled-set.ts';
import { TEMPLATES } from '../../../scripts/redaction/templates.data.ts';

describe('figures on the labelled set', () => {
  it('are those that docs/redaction.md promises, on both halves of the templates', () => {
    for (const row of evaluate(1200, 7))
      expect({ what: row.what, half: row.half, recall: row.recall, precision: row.precision, met: row.met }).toMatchObject({
        what: row.what,
        met: true,
      });
  });

  it('come from halves that share no template, and labels that stand where they say', () => {
    expect(TEMPLATES.length).toBeGreaterThan(80);
    expect(new Set(TEMPLATES).size).toBe(TEMPLATES.length);
    for (const { text, labels } of labelledSet('kept aside', 200, 1)) {
      for (const { entity, start, end } of labels) {
        const value = text.slice(start, end);
        if (entity === 'EMAIL_ADDRESS') expect(value).toMatch(/^\S+@\S+$/);
        if (entity === 'CREDIT_CARD') expect(value).toMatch(/^[\d -]+$/);
      }
    }
  });
});
