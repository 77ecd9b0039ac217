import type { RedactionConfig } from '../../../../src/genai/redaction/policy/config.ts';
import { compilePolicy } from '../../../../src/genai/redaction/policy/compile.ts';
import type { Policy } from '../../../../src/genai/redaction/policy/policy.ts';
import type { KeyInfo } from '../../../../src/genai/redaction/key-class.ts';
import type { Engine } from '../../../../src/genai/redaction/engine/engine.ts';
import { Redactor } from '../../../../src/genai/redaction/redactor.ts';
import { Writer } from '../../../../src/wire/writer.ts';

export function policyOf(config: RedactionConfig = {}): Policy {
  const { policy, problems } = compilePolicy(config);
  if (policy === undefined) throw new Error(problems.map((problem) => `${problem.path.join('.')}: ${problem.message}`).join('\n'));
  return policy;
}

export interface Found {
  readonly text: string;
  readonly start: number;
  readonly entity: string;
  readonly rule: string;
  readonly score: number;
}

/** One policy, asked in strings. */
export class Subject {
  readonly policy: Policy;
  readonly redactor: Redactor;
  readonly #out = new Writer();

  constructor(config: RedactionConfig = {}, engine?: (policy: Policy) => Engine) {
    this.policy = policyOf(config);
    this.redactor = engine === undefined ? new Redactor(this.policy) : new Redactor(this.policy, engine(this.policy));
  }

  key(name: string): KeyInfo {
    const bytes = Buffer.from(name);
    return this.policy.keyClasses.info(bytes, 0, bytes.length);
  }

  /** The text after redaction; surrounded by other bytes, as values are in a batch. */
  redact(text: string, key = 'some.key'): string {
    const value = Buffer.from(text, 'utf8');
    const buf = Buffer.concat([Buffer.from('@4111x'), value, Buffer.from('"1@x.com')]);
    this.#out.reset();
    this.redactor.redactText(buf, 6, 6 + value.length, this.key(key), this.#out);
    return this.redactor.disposition === 1
      ? this.#out.buf.toString('utf8', 0, this.#out.pos)
      : this.redactor.disposition === 0
        ? text
        : `(${this.redactor.disposition})`;
  }

  /** What is found, by its text in the value. */
  find(text: string, key = 'some.key'): Found[] {
    const value = Buffer.from(text, 'utf8');
    const { engine } = this.redactor;
    const count = engine.scan(value, 0, value.length, this.key(key));
    return Array.from({ length: count }, (_, hit) => {
      const recogniser = this.policy.recognisers[engine.hits.recogniser(hit)]!;
      return {
        text: value.toString('utf8', engine.hits.start(hit), engine.hits.end(hit)),
        start: engine.hits.start(hit),
        entity: this.policy.entities[recogniser.entity]!.id,
        rule: recogniser.id,
        score: engine.hits.score(hit),
      };
    });
  }
}
