import { describe, expect, test } from 'vitest';
import { FINISH_ROWS } from '../../../src/genai/finish/classes.data.ts';
import { FinishClassifier, worse } from '../../../src/genai/finish/classify.ts';

const classifier = new FinishClassifier();
const classOf = (text: string): string => {
  const bytes = Buffer.from(`<${text}>`, 'utf8');
  return classifier.verdict(bytes, 1, bytes.length - 1).class;
};

describe('finish reasons', () => {
  test.each([
    ['stop', 'stop'],
    ['end_turn', 'stop'],
    ['STOP', 'stop'],
    ['COMPLETE', 'stop'],
    ['completed', 'stop'],
    ['eos_token', 'stop'],
    ['FINISH', 'stop'],
    ['FinishReason.STOP', 'stop'],
    ['length', 'length'],
    ['max_tokens', 'length'],
    ['MAX_TOKENS', 'length'],
    ['max_output_tokens', 'length'],
    ['incomplete', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['model_length', 'length'],
    ['tool_calls', 'tool_call'],
    ['tool-calls', 'tool_call'],
    ['tool_use', 'tool_call'],
    ['function_call', 'tool_call'],
    ['TOOL_CALL', 'tool_call'],
    ['content_filter', 'content_filter'],
    ['content-filter', 'content_filter'],
    ['refusal', 'content_filter'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['guardrail_intervened', 'content_filter'],
    ['ERROR_TOXIC', 'content_filter'],
    ['error', 'error'],
    ['failed', 'error'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['OTHER', 'error'],
    ['something new', 'unknown'],
  ])('%s means %s', (raw, expected) => {
    expect(classOf(raw)).toBe(expected);
  });

  test.each(['', 'null', 'none', 'unknown', 'None', 'not_finished'])('"%s" says nothing', (raw) => {
    expect(classOf(raw)).toBe('');
  });

  test('answers the same when asked again, from the memory by bytes', () => {
    expect(['End_Turn', 'End_Turn', 'end_turn'].map(classOf)).toEqual(['stop', 'stop', 'stop']);
  });

  test('take the worst of several choices', () => {
    const order = ['', 'unknown', 'stop', 'tool_call', 'length', 'content_filter', 'error'] as const;
    for (let i = 0; i < order.length; i++)
      for (let j = 0; j < order.length; j++) expect(worse(order[i]!, order[j]!)).toBe(order[Math.max(i, j)]);
  });

  test('can be told otherwise by the operator, in any case of letters', () => {
    const own = new FinishClassifier({ my_timeout: 'error', STOP: 'unknown' });
    expect([own.ofText('MY_TIMEOUT').class, own.ofText('stop').class, own.ofText('length').class]).toEqual(['error', 'unknown', 'length']);
  });

  test('texts longer than any reason are unknown and not remembered', () => {
    expect(classOf('x'.repeat(1_000_000))).toBe('unknown');
  });

  test('of the table never contradict each other', () => {
    const seen = new Map<string, string>();
    for (const row of FINISH_ROWS) {
      for (const [name, words] of Object.entries(row.classes)) {
        for (const word of words) {
          expect(word).toBe(word.toLowerCase());
          expect(seen.get(word) ?? name, word).toBe(name);
          seen.set(word, name);
        }
      }
    }
  });
});
