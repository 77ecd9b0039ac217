import { Engine } from '../../src/genai/redaction/engine/engine.ts';
import { NO_KEY } from '../../src/genai/redaction/key-class.ts';
import { compilePolicy } from '../../src/genai/redaction/policy/compile.ts';
import type { RedactionConfig } from '../../src/genai/redaction/policy/config.ts';
import type { Policy } from '../../src/genai/redaction/policy/policy.ts';
import { type Half, type Label, type LabelledText, labelledSet, negativeSet } from './labelled-set.ts';
import { Random } from './random.ts';
import { secondNegatives, secondSet } from './second-set.ts';
import { email, HIDDEN_EMAILS, HIDDEN_SSNS, SPOKEN_EMAILS, ssn } from './values.ts';

/** Which texts: a half of the first set, or the second set, whose documents have nothing in common with it. */
export type Texts = Half | 'second set';

/** One line of the evaluation. `goal` is what is promised; `met` whether it is held. */
export interface EvalRow {
  readonly what: string;
  readonly half: Texts | 'both';
  readonly cases: number;
  readonly recall: number;
  readonly precision: number;
  readonly goal: string;
  readonly met: boolean;
}

interface Goal {
  readonly recall: number;
  readonly precision: number;
}

/** The figures promised in docs/redaction.md, per entity. */
export const GOALS: Readonly<Record<string, Goal>> = {
  EMAIL_ADDRESS: { recall: 0.99, precision: 0.99 },
  IBAN_CODE: { recall: 0.99, precision: 0.99 },
  URL: { recall: 0.99, precision: 0.99 },
  IP_ADDRESS: { recall: 0.99, precision: 0 },
  CREDIT_CARD: { recall: 0.97, precision: 0.97 },
  US_SSN: { recall: 0.99, precision: 0 },
  PHONE_NUMBER: { recall: 0.75, precision: 0.65 },
  SECRET: { recall: 0.95, precision: 0.95 },
};

/** Entities that are off by default and are turned on to be measured. */
const OPTIONAL: RedactionConfig = { preset: 'balanced', entities: { URL: 'replace', IP_ADDRESS: 'replace' } };

/** Evaluates everything on `count` texts a half. */
export function evaluate(count: number, seed: number): EvalRow[] {
  const rows: EvalRow[] = [];
  const policy = policyOf(OPTIONAL);
  for (const half of ['development', 'kept aside'] as const) rows.push(...byEntity(policy, half, labelledSet(half, count, seed)));
  rows.push(...byEntity(policy, 'second set', secondSet(count, seed + 4)).filter(({ cases }) => cases > 0));
  const balanced = policyOf({});
  const clean: readonly (readonly [Texts, readonly LabelledText[]])[] = [
    ['development', negativeSet('development', count, seed + 1)],
    ['kept aside', negativeSet('kept aside', count, seed + 1)],
    ['second set', secondNegatives(count, seed + 5)],
  ];
  for (const [half, texts] of clean) {
    const changed = texts.filter(({ text }) => find(balanced, text).length > 0).length;
    rows.push({
      what: 'clean texts changed',
      half,
      cases: count,
      recall: Number.NaN,
      precision: 1 - changed / count,
      goal: 'under 2 %',
      met: changed / count < 0.02,
    });
  }
  rows.push(...hidden(balanced, policyOf({ preset: 'strict' }), Math.ceil(count / 4), seed + 2), ...ids(balanced, count * 10, seed + 3));
  return rows;
}

export function policyOf(config: RedactionConfig): Policy {
  const { policy } = compilePolicy(config);
  if (policy === undefined) throw new Error('the policy does not compile');
  return policy;
}

/** Findings as labels; positions in UTF-16 units, families by their name. */
export function find(policy: Policy, text: string): Label[] {
  const engine = engineOf(policy);
  const bytes = Buffer.from(text, 'utf8');
  const count = engine.scan(bytes, 0, bytes.length, NO_KEY);
  return Array.from({ length: count }, (_, hit) => {
    const entity = policy.entities[policy.recognisers[engine.hits.recogniser(hit)]!.entity]!.id;
    return {
      entity: entity.startsWith('SECRET/') ? 'SECRET' : entity,
      start: bytes.toString('utf8', 0, engine.hits.start(hit)).length,
      end: bytes.toString('utf8', 0, engine.hits.end(hit)).length,
    };
  });
}

const engines = new WeakMap<Policy, Engine>();

function engineOf(policy: Policy): Engine {
  let engine = engines.get(policy);
  if (engine === undefined) {
    engine = new Engine(policy);
    engines.set(policy, engine);
  }
  return engine;
}

function byEntity(policy: Policy, half: Texts, texts: readonly LabelledText[]): EvalRow[] {
  const sums = new Map<string, { gold: number; gone: number; found: number; right: number }>();
  const of = (entity: string): { gold: number; gone: number; found: number; right: number } => {
    const known = sums.get(entity) ?? { gold: 0, gone: 0, found: 0, right: 0 };
    sums.set(entity, known);
    return known;
  };
  for (const { text, labels } of texts) {
    const found = find(policy, text);
    for (const label of labels) {
      const sum = of(label.entity);
      sum.gold++;
      // A value is gone when findings, of whatever name, leave no part of it.
      if (found.some((hit) => hit.start <= label.start && hit.end >= label.end)) sum.gone++;
    }
    for (const hit of found) {
      const sum = of(hit.entity);
      sum.found++;
      if (labels.some((label) => label.start < hit.end && label.end > hit.start)) sum.right++;
    }
  }
  return Object.entries(GOALS).map(([entity, goal]) => {
    const { gold, gone, found, right } = of(entity);
    const recall = gone / gold;
    const precision = right / found;
    return {
      what: entity,
      half,
      cases: gold,
      recall,
      precision,
      goal: goalText(goal),
      met: recall >= goal.recall && precision >= goal.precision,
    };
  });
}

/** Addresses and numbers spelt so that a plain pattern misses them. */
function hidden(balanced: Policy, strict: Policy, count: number, seed: number): EvalRow[] {
  const r = new Random(seed);
  const measure = (what: string, policy: Policy, goal: number, make: () => string, before: string = 'My data: '): EvalRow => {
    let gone = 0;
    for (let n = 0; n < count; n++) {
      const value = make();
      const text = `${before}${value} as asked`;
      const found = find(policy, text);
      if (found.some((hit) => hit.start <= before.length && hit.end >= before.length + value.length)) gone++;
    }
    return {
      what,
      half: 'both',
      cases: count,
      recall: gone / count,
      precision: Number.NaN,
      goal: `recall ${goal}`,
      met: gone / count >= goal,
    };
  };
  return [
    measure('hidden e-mail', balanced, 0.99, () => r.pick(HIDDEN_EMAILS)(email(r), r)),
    measure('hidden e-mail, strict', strict, 0.99, () => r.pick(HIDDEN_EMAILS)(email(r), r)),
    measure('spoken e-mail, strict', strict, 0.9, () => r.pick(SPOKEN_EMAILS)(email(r).replace("'", '.'))),
    measure('hidden SSN, strict', strict, 0.94, () => r.pick(HIDDEN_SSNS)(ssn(r)), 'My SSN: '),
  ];
}

/** Random identifiers taken for card numbers. */
function ids(policy: Policy, count: number, seed: number): EvalRow[] {
  const r = new Random(seed);
  const hex = (length: number): string => Array.from({ length }, () => r.int(0, 15).toString(16)).join('');
  const measure = (what: string, most: number, make: () => string): EvalRow => {
    let taken = 0;
    for (let n = 0; n < count; n++) if (find(policy, make()).some((hit) => hit.entity === 'CREDIT_CARD')) taken++;
    return {
      what,
      half: 'both',
      cases: count,
      recall: Number.NaN,
      precision: 1 - taken / count,
      goal: most === 0 ? 'none' : `1 in ${1 / most}`,
      met: taken <= count * most,
    };
  };
  return [
    measure('card in UUID', 1 / 5000, () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`),
    measure('card in trace id', 1 / 5000, () => hex(32)),
    measure('card in snowflake', 1 / 5000, () => `1${r.int(0, 9)}${r.fill('#################')}`),
    measure('card in ms time', 0, () => `17${r.fill('###########')}`),
    measure('card in ns time', 0, () => `17${r.fill('#################')}`),
  ];
}

function goalText(goal: Goal): string {
  return goal.precision === 0 ? `recall ${goal.recall}` : `recall ${goal.recall}, precision ${goal.precision}`;
}
