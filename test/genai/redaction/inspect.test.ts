import { describe, expect, it } from 'vitest';
import { formatFindings, formatFindingsJson, formatTexts } from '../../../src/genai/redaction/inspect/format.ts';
import { inspectBatch } from '../../../src/genai/redaction/inspect/inspect.ts';
import { jsonPathAt } from '../../../src/genai/redaction/inspect/json-path.ts';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import { markedLogs, markedMetrics, markedTrace } from '../../processors/genai_redaction/support/places.ts';
import { redactBatch } from '../../processors/genai_redaction/support/walk.ts';
import { policyOf } from './support/redact.ts';

const policy = policyOf();
const MARKER = 'jane.roe+7@example-mail.com';

describe('the dry run', () => {
  it('names entity, score, rule, place, JSON path and offsets', () => {
    const value = '[{"role":"user","parts":[{"content":"hi bob@example.com"},{"args":"{\\"card\\":4111111111111111}"}]}]';
    const batch = buildTraces([
      {
        spans: [
          {
            spanId: '00000000000000aa',
            name: 'x',
            attributes: { 'gen_ai.input.messages': value, 'customer.ssn': '536227841' },
            status: { message: 'no bob@example.com' },
          },
        ],
      },
    ]);
    const findings = inspectBatch(batch, policy);
    expect(findings).toMatchObject([
      {
        entity: 'EMAIL_ADDRESS',
        score: 1,
        recogniser: 'email',
        rule: 'form',
        place: 'attributes["gen_ai.input.messages"]',
        jsonPath: '$[0].parts[0].content',
        start: 40,
        end: 55,
        spanId: '00000000000000aa',
        action: 'replace',
      },
      { entity: 'CREDIT_CARD', rule: 'form, checksum', jsonPath: '$[0].parts[1].args -> $.card' },
      { entity: 'US_SSN', score: 0.4, rule: 'form, checksum, attribute key', place: 'attributes["customer.ssn"]', jsonPath: '' },
      { entity: 'EMAIL_ADDRESS', place: 'status.message' },
    ]);
    expect(value.slice(findings[0]!.start, findings[0]!.end)).toBe('bob@example.com');
  });

  it('never shows what it found unless asked, not even in a key', () => {
    for (const batch of [markedTrace(MARKER), markedLogs(MARKER), markedMetrics(MARKER)]) {
      const findings = inspectBatch(batch, policy);
      expect(findings.length).toBeGreaterThan(10);
      expect(formatFindings(findings)).not.toContain('jane');
      expect(formatFindingsJson(findings)).not.toContain('jane');
      const shown = inspectBatch(batch, policy, { show: true });
      expect(shown.every((finding) => finding.text !== undefined)).toBe(true);
      expect(formatTexts(shown)).toContain('jane');
      expect(formatFindings(shown)).not.toContain('jane');
      expect(formatFindingsJson(shown)).not.toContain('jane');
    }
  });

  it('finds what the processor removes: nothing more is found in what comes out', () => {
    for (const batch of [markedTrace(MARKER), markedLogs(MARKER), markedMetrics(MARKER)]) {
      expect(inspectBatch(redactBatch(batch).batch, policy)).toEqual([]);
    }
  });

  it('follows identities into content and tells of content that would be dropped', () => {
    const batch = buildTraces([
      { spans: [{ name: 'x', attributes: { 'user.name': 'Anna Kowalska', 'gen_ai.input.messages': 'Anna came' } }] },
    ]);
    expect(inspectBatch(batch, policy).map(({ entity, action }) => `${entity} ${action}`)).toEqual([
      'IDENTITY replace',
      'LINKED_IDENTITY replace',
    ]);
    expect(inspectBatch(batch, policyOf({ content: 'drop' })).map(({ entity, action }) => `${entity} ${action}`)).toEqual([
      'IDENTITY replace',
      'CONTENT drop_attribute',
    ]);
  });

  it('finds as many as the processor counts, wherever the identity stands', () => {
    const anna = { 'user.name': 'Anna Kowalska' };
    const said = 'Kowalska came';
    const batches = [
      buildTraces([
        { spans: [{ name: said, attributes: { ...anna, said }, events: [{ name: 'e', attributes: { said } }] }, { name: said }] },
      ]),
      buildTraces([{ spans: [{ name: said, attributes: { said }, events: [{ name: 'e', attributes: anna }] }] }]),
      buildTraces([{ resource: anna, spans: [{ name: said }, { name: 'x', attributes: { said } }] }, { spans: [{ name: said }] }]),
      buildTraces([{ spans: [{ name: said, attributes: { who: { 'user.name': ['Anna Kowalska'] } } }] }]),
      buildTraces([{ spans: [{ name: 'no 829113775201', attributes: { 'enduser.id': 829113775201 } }] }]),
      buildTraces([
        {
          spans: [
            { name: 'x', attributes: { paid: 4111111111111111, again: [4111111111111111.5, 5555555555554444], 'user.name': '<IDENTITY>' } },
          ],
        },
      ]),
      buildLogs([{ records: [{ body: said, attributes: anna }, { body: said }] }]),
      buildLogs([{ records: [{ body: { said, user: { 'user.name': 'Anna Kowalska' } } }] }]),
    ];
    for (const [index, batch] of batches.entries()) {
      const { host } = redactBatch(batch);
      const counts = (entity: string): number[] => [
        inspectBatch(batch, policy).filter((finding) => finding.entity === entity).length,
        host.metrics.value('assay_redactions', { entity, action: 'replace' }) ?? 0,
      ];
      for (const entity of ['LINKED_IDENTITY', 'IDENTITY', 'CREDIT_CARD']) {
        const [listed, counted] = counts(entity);
        expect([index, entity, listed]).toEqual([index, entity, counted]);
      }
    }
  });

  it('prints an aligned table with sums, or that nothing was found', () => {
    expect(formatFindings([])).toBe('nothing found\n');
    const lines = formatFindings(inspectBatch(buildLogs([{ records: [{ body: 'a@example.com and b@example.com' }] }]), policy)).split('\n');
    expect(lines[0]).toMatch(/^entity +score +rule +action +span +place +bytes$/);
    expect(lines[1]!.indexOf('body')).toBe(lines[0]!.indexOf('place'));
    expect(lines.at(-2)).toBe('2 found: EMAIL_ADDRESS:2');
  });
});

describe('the path of a place in JSON', () => {
  const path = (text: string, what: string): string =>
    jsonPathAt(Buffer.from(text), 0, Buffer.byteLength(text), Buffer.byteLength(text.slice(0, text.indexOf(what))), (key) => key);

  it.each([
    ['{"a":{"b":[1,{"c":"x HERE"}]}}', '$.a.b[1].c'],
    ['[[],[{}],["HERE"]]', '$[2][0]'],
    ['{"a b":{"é":"HERE"}}', '$["a b"]["é"]'],
    ['{"HERE":1}', '$.HERE(key)'],
    ['{"a":"{\\"b\\":\\"[\\\\\\"HERE\\\\\\"]\\"}"}', '$.a -> $.b -> $[0]'],
    ['{"a":1,"b":HERE', '$.b'],
    ['no JSON HERE', ''],
  ])('%s', (text, expected) => {
    expect(path(text, 'HERE')).toBe(expected);
  });
});
