import { describe, expect, it } from 'vitest';
import { CONTENT, STRUCTURAL } from '../../../src/genai/redaction/key-class.ts';
import { compilePolicy } from '../../../src/genai/redaction/policy/compile.ts';

describe('attributes that the normaliser sets aside', () => {
  it('are of the kind they were under their own name', () => {
    const { policy } = compilePolicy({});
    const classOf = (name: string): number => {
      const bytes = Buffer.from(name);
      return policy!.keyClasses.info(bytes, 0, bytes.length).keyClass;
    };
    expect(classOf('assay.original.gen_ai.input.messages')).toBe(CONTENT);
    expect(classOf('assay.original.gen_ai.system_instructions')).toBe(CONTENT);
    expect(classOf('assay.original.gen_ai.usage.input_tokens')).toBe(classOf('gen_ai.usage.input_tokens'));
    expect(classOf('gen_ai.usage.input_tokens')).toBe(STRUCTURAL);
  });
});
