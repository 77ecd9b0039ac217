import { describe, expect, it } from 'vitest';
import { attributes, markedLogs, markedMetrics, markedTrace, spellingsIn } from './support/places.ts';
import { encode, redactBatch } from './support/walk.ts';

const MARKERS = [
  'jane.roe+7@example-mail.com',
  '4111 1111 1111 1111',
  'DE89370400440532013000',
  '536-22-7841',
  '+44 20 7946 0958',
  `ghp_${'a1B2c3D4'.repeat(5)}`,
];
const BATCHES = [
  ['traces', markedTrace],
  ['logs', markedLogs],
  ['metrics', markedMetrics],
] as const;

describe('genai_redaction', () => {
  for (const [signal, make] of BATCHES) {
    for (const marker of MARKERS) {
      it(`leaves no ${marker.slice(0, 12)} in any place of ${signal}`, () => {
        const before = make(marker);
        expect(spellingsIn(before.bytes, marker)).not.toEqual([]);
        const { batch, dropped, told } = redactBatch(before);
        expect(spellingsIn(batch.bytes, marker)).toEqual([]);
        expect(dropped).toBe(0);
        expect(told).not.toContain(marker);
      });
    }
  }

  it('changes nothing else: attributes, order and other fields stay', () => {
    const { batch, object } = redactBatch(markedTrace('jane@example.com'), { summary: 'off' });
    expect(redactBatch(batch, { summary: 'off' }).batch.bytes).toBe(batch.bytes);
    const span = at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0) as {
      attributes: { key: string; value: Record<string, unknown> }[];
      name: string;
      status: unknown;
    };
    expect(span.name).toBe('GET <EMAIL_ADDRESS>');
    expect(span.attributes.map(({ key }) => key)).toEqual(attributes('<EMAIL_ADDRESS>', 'span').map(({ key }) => key));
    expect(span.attributes[0]!.value['stringValue']).toBe('before <EMAIL_ADDRESS> after');
    expect(JSON.parse(String(span.attributes[1]!.value['stringValue']))).toEqual({
      a: [{ b: 'x\n<EMAIL_ADDRESS>' }],
      s: JSON.stringify({ deep: '<EMAIL_ADDRESS>' }),
    });
    expect(span.status).toMatchObject({ code: 2, message: 'no user <EMAIL_ADDRESS>' });
  });

  it('hands back the very same bytes when nothing is found', () => {
    for (const [, make] of BATCHES) {
      const batch = make('nothing private here');
      expect(redactBatch(batch, { entities: { SECRET: 'off' } }).batch.bytes).toBe(batch.bytes);
    }
  });

  it('replaces an integer that is a card by text, and leaves ids and times alone', () => {
    const int = (value: string): Record<string, unknown> => ({ intValue: value });
    const { object } = redactBatch(
      encode(
        'traces',
        {
          resourceSpans: [
            {
              scopeSpans: [
                {
                  spans: [
                    {
                      traceId: Buffer.alloc(16, 1),
                      spanId: Buffer.alloc(8, 1),
                      name: 'x',
                      attributes: [
                        { key: 'paid.with', value: int('4111111111111111') },
                        { key: 'gen_ai.usage.input_tokens', value: int('4111111111111111') },
                        { key: 'order.number', value: int('1700000000000000000') },
                        { key: 'session.id', value: { stringValue: '4111111111111111' } },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
        1,
      ),
      { summary: 'off' },
    );
    const span = at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0) as { attributes: { value: Record<string, unknown> }[] };
    expect(span.attributes.map(({ value }) => String(value['stringValue'] ?? value['intValue']))).toEqual([
      '<CREDIT_CARD>',
      '4111111111111111',
      '1700000000000000000',
      '4111111111111111',
    ]);
  });
});

function at(object: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], object);
}
