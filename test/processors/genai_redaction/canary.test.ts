import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/genai/redaction/engine/engine.ts';
import { allocateBytes } from '../../../src/genai/redaction/engine/level.ts';
import { Matchers } from '../../../src/genai/redaction/engine/matchers.ts';
import { Gate } from '../../../src/genai/redaction/gate/gate.ts';
import type { Policy } from '../../../src/genai/redaction/policy/policy.ts';
import { policyOf } from '../../genai/redaction/support/redact.ts';
import { markedLogs, markedMetrics, markedTrace, spellingsIn } from './support/places.ts';
import { redactWith, type Redacted } from './support/walk.ts';

const MARKER = 'canary.7f3a@example-mail.com';
const MAKERS = [markedTrace, markedLogs, markedMetrics] as const;

/** An error as a careless recogniser would throw it: with the text in its message. */
class Leaking extends Error {
  constructor(at: string) {
    super(`failed on ${MARKER} in ${at}`);
  }
}

/** Steps of the engine that can be made to fail, each from its n-th call on. */
const STEPS: Readonly<Record<string, (policy: Policy, fails: () => boolean) => Engine>> = {
  'a recogniser': (policy, fails) => {
    class Broken extends Matchers {
      override at(...args: Parameters<Matchers['at']>): void {
        if (fails()) throw new Leaking('recogniser');
        super.at(...args);
      }
    }
    return new Engine(policy, { matchers: new Broken(policy) });
  },
  'a recogniser after it found something': (policy, fails) => {
    class Broken extends Matchers {
      override at(...args: Parameters<Matchers['at']>): void {
        super.at(...args);
        if (fails()) throw new Leaking('recogniser');
      }
    }
    return new Engine(policy, { matchers: new Broken(policy) });
  },
  'the judge of secret-like keys': (policy, fails) => {
    class Broken extends Matchers {
      override keyedValue(...args: Parameters<Matchers['keyedValue']>): boolean {
        if (fails()) throw new Leaking('keyed value');
        return super.keyedValue(...args);
      }
    }
    return new Engine(policy, { matchers: new Broken(policy) });
  },
  'the gate': (policy, fails) => {
    const gate = new Gate(policy.gate);
    return new Engine(policy, {
      gate: {
        scan(...args: Parameters<Gate['scan']>): void {
          gate.scan(...args);
          if (fails()) throw new Leaking('gate');
        },
      },
    });
  },
  'the allocator': (policy, fails) =>
    new Engine(policy, {
      allocate: (bytes) => {
        if (fails()) throw new RangeError(`Array buffer allocation failed for ${MARKER}`);
        return allocateBytes(bytes);
      },
    }),
  'the JSON walker': (policy, fails) => {
    class Broken extends Engine {
      override literal(...args: Parameters<Engine['literal']>): void {
        if (fails()) throw new Leaking('JSON walker');
        super.literal(...args);
      }
    }
    return new Broken(policy);
  },
  'the decoder': (policy, fails) => {
    class Broken extends Engine {
      override unescape(...args: Parameters<Engine['unescape']>): ReturnType<Engine['unescape']> {
        if (fails()) throw new Leaking('decoder');
        return super.unescape(...args);
      }
    }
    return new Broken(policy);
  },
};

describe('canaries', () => {
  for (const [step, make] of Object.entries(STEPS)) {
    for (const onError of ['drop_value', 'drop_span'] as const) {
      it(`do not get out when ${step} fails at any call, with on_error ${onError}`, () => {
        let fired = 0;
        for (const first of [0, 1, 2, 5, 13, 34]) {
          for (const marked of MAKERS) {
            const policy = policyOf({ on_error: onError, preset: first % 2 === 0 ? 'balanced' : 'strict' });
            let calls = 0;
            const engine = make(policy, () => {
              const fails = calls++ >= first;
              if (fails) fired++;
              return fails;
            });
            const result = redactWith(marked(MARKER), policy, engine);
            expect(leaks(result)).toEqual([]);
            if (calls <= first) continue;
            expect(result.host.metrics.value('assay_redaction_failures', { reason: 'value' }) ?? 0).toBeGreaterThan(0);
          }
        }
        expect(fired).toBeGreaterThan(0);
      });
    }
  }

  it('do get out with unsafe_pass, which says so at the start', () => {
    const policy = policyOf({ on_error: 'unsafe_pass' });
    const engine = STEPS['a recogniser']!(policy, () => true);
    expect(leaks(redactWith(markedTrace(MARKER), policy, engine))).not.toEqual([]);
  });

  it('are replaced where the failure was and nowhere else', () => {
    const policy = policyOf();
    let calls = 0;
    const result = redactWith(
      markedLogs(MARKER),
      policy,
      STEPS['a recogniser']!(policy, () => calls++ === 3),
    );
    const text = JSON.stringify(result.object);
    expect(text.match(/<REDACTION_FAILED>/g)).toHaveLength(1);
    expect(text).toContain('<EMAIL_ADDRESS>');
    expect(result.dropped).toBe(0);
  });

  it('take the item with them when even the replacement fails', () => {
    const policy = policyOf();
    class Broken extends Engine {
      override scan(): number {
        throw new Leaking('scan');
      }
    }
    const engine = new Broken(policy);
    const entities = policy.entities as unknown as { placeholder: Uint8Array }[];
    Object.defineProperty(entities[1]!, 'placeholder', {
      get: () => {
        throw new Leaking('placeholder');
      },
    });
    const result = redactWith(markedTrace(MARKER), policy, engine);
    expect(result.dropped).toBe(1);
    expect(leaks(result)).toEqual([]);
  });
});

function leaks(result: Redacted): string[] {
  return [...spellingsIn(result.batch.bytes, MARKER), ...(result.told.includes('canary') ? ['told'] : [])];
}
