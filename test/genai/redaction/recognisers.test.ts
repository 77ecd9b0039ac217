import { describe, expect, it } from 'vitest';
import { ENTITIES } from '../../../src/genai/redaction/entities.data.ts';
import { RECOGNISERS } from '../../../src/genai/redaction/recognisers/index.ts';
import { SECRET_ROWS } from '../../../src/genai/redaction/recognisers/secrets.data.ts';
import { sampleOf, seeded } from './support/secret-samples.ts';
import { Subject } from './support/redact.ts';

const strict = new Subject({ preset: 'strict' });

/** Preset strict with one entity on, so that no other one takes what a row finds. */
const alone = new Map<string, Subject>();
function only(entity: string): Subject {
  const family = entity.split('/')[0]!;
  const known = alone.get(family);
  if (known !== undefined) return known;
  const others = ENTITIES.map(({ id }) => id).filter((id) => id !== family && id !== 'UNSCANNED_OVERSIZE' && id !== 'REDACTION_FAILED');
  const subject = new Subject({
    preset: 'strict',
    entities: { [family]: 'replace', ...Object.fromEntries(others.map((id) => [id, 'off' as const])) },
  });
  alone.set(family, subject);
  return subject;
}

/** Text and the ranges its brackets mark. */
function marked(example: string): { text: string; parts: string[] } {
  return {
    text: example.replace(/\[\[(.*?)\]\](?!\])/gs, '$1'),
    parts: [...example.matchAll(/\[\[(.*?)\]\](?!\])/gs)].map((match) => match[1]!),
  };
}

describe('built-in recognisers', () => {
  for (const row of RECOGNISERS) {
    if (row.examples.length > 0) {
      it(`${row.id} finds exactly what its examples mark`, () => {
        for (const example of row.examples) {
          const { text, parts } = marked(example);
          const found = only(row.entity)
            .find(text)
            .filter((hit) => hit.entity === row.entity);
          expect({ text, found: found.map((hit) => hit.text) }).toEqual({ text, found: parts });
        }
      });
    }
    if (row.counterExamples.length > 0) {
      it(`${row.id} finds nothing in its counter-examples`, () => {
        for (const text of row.counterExamples)
          expect({
            text,
            rules: only(row.entity)
              .find(text)
              .map((hit) => hit.rule)
              .filter((rule) => rule === row.id),
          }).toEqual({ text, rules: [] });
      });
    }
  }

  it('have unique ids and say where they come from', () => {
    expect(new Set(RECOGNISERS.map((row) => row.id)).size).toBe(RECOGNISERS.length);
    for (const row of RECOGNISERS) expect(row.evidence.length).toBeGreaterThan(5);
  });

  it('know the keys of at least sixty vendors', () => {
    expect(new Set(SECRET_ROWS.map((row) => row.entity)).size).toBeGreaterThanOrEqual(60);
  });

  it('find generated keys of every vendor as values, in assignments, in JSON and after words', () => {
    const random = seeded(7);
    const missed: string[] = [];
    for (const row of SECRET_ROWS) {
      for (let n = 0; n < 20; n++) {
        const key = row.prefix + sampleOf(row.body, random);
        const secret = key.replace(/^(?:[Bb]earer |sig=|:)/, '').replace(/^(?:hooks\.slack\.com\/|api\/webhooks\/|IncomingWebhook\/)/, '');
        for (const text of [key, `use ${key} for it`, `{"k":"${key}"}`, `X = '${key}'`]) {
          if (strict.redact(text).includes(secret)) missed.push(`${row.id} in ${text.slice(0, 12)}`);
        }
      }
    }
    expect(missed).toEqual([]);
  });
});
