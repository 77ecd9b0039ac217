import { Cost } from '../src/genai/pricing/cost.ts';
import type { PriceBook } from '../src/genai/pricing/price-book.ts';
import { mergeBatches } from '../src/otlp/split.ts';
import { validateRequest } from '../src/otlp/validate.ts';
import { recordings } from '../test/genai/corpus-kit.ts';
import { AT, bookWith, callOf, textSlice } from '../test/genai/pricing/support.ts';
import { ORACLE } from '../test/support/oracle.ts';
import { walkOf } from './in-process.ts';
import { type BenchResult, inTurns, median } from './result.ts';

const LOOKUPS = 200_000;
const NAMES = 10_000;

/** What understanding costs: all dialects in one batch, and prices from few and many rules and names. */
export async function benchMeaning(): Promise<BenchResult[]> {
  return [...(await allDialects()), ...prices()];
}

/**
 * Every recording of the test corpus in one batch: LLM spans of all its SDKs with the HTTP and framework spans around
 * them, prompts and answers included. The peer only decodes them.
 */
async function allDialects(): Promise<BenchResult[]> {
  const merged = mergeBatches(recordings().map(({ traces }) => traces));
  const { bytes } = merged;
  const valid = validateRequest('traces', bytes);
  if (!valid.ok) throw new Error(valid.message);
  const { items } = valid;
  const results: BenchResult[] = [];
  for (const [what, processors] of [
    ['classified', ['genai_finish_reason']],
    ['priced', ['genai_cost']],
    ['normalised, priced, classified', ['genai_normalizer', 'genai_cost', 'genai_finish_reason']],
  ] as const) {
    const walk = await walkOf(processors);
    const ours = (): void => {
      validateRequest('traces', bytes);
      walk.run(merged);
    };
    const time = inTurns(ours, () => void ORACLE.traces.decode(bytes), 9, 30, 15);
    results.push({
      name: `all dialects ${what}, against decoding`,
      unit: 'spans/s',
      value: (items * 1e9) / time.ours,
      baseline: (items * 1e9) / time.theirs,
      ratio: time.theirs / time.ours,
    });
  }
  return results;
}

/** A known name, then calls priced with a hundred and a hundred thousand rules, and with ten thousand names. */
function prices(): BenchResult[] {
  const few = bookOf(100);
  const many = bookOf(100_000);
  const slice = textSlice('gpt-4o-mini');
  const lookUp = (): void => {
    for (let i = 0; i < LOOKUPS; i++) few.lookup('openai', slice, AT);
  };
  const one = [callOf('openai', 'gpt-4o-mini', { inputTotal: 1200, outputTotal: 300 })];
  const different = Array.from({ length: NAMES }, (_, i) => callOf('openai', `deployment-${i}`, { inputTotal: 1200, outputTotal: 300 }));
  const few1 = perCall(few, one);
  return [
    { name: 'price look-up of a known name', unit: 'ns', value: perRun(lookUp) / LOOKUPS, baseline: 100, ratio: null },
    { name: 'a priced call, 100 rules', unit: 'ns', value: few1, baseline: null, ratio: null },
    compared('a priced call, 100,000 rules', perCall(many, one), few1),
    compared(`a priced call, 100,000 rules, ${NAMES.toLocaleString('en-US')} names`, perCall(many, different), few1),
  ];
}

/** A book with so many rules of its own, for names like `deployment-17`. */
function bookOf(rules: number): PriceBook {
  return bookWith({
    prices: Array.from({ length: rules }, (_, i) => ({
      match: { equals: `deployment-${i}` },
      per_mtok: { input: 1 + (i % 7), output: 2 + (i % 11) },
    })),
  });
}

function perCall(book: PriceBook, calls: readonly ReturnType<typeof callOf>[]): number {
  const cost = new Cost();
  const rounds = Math.max(1, Math.floor(LOOKUPS / calls.length));
  const work = (): void => {
    for (let round = 0; round < rounds; round++) for (const call of calls) book.price(call, AT, 1, cost);
    if (!cost.priced) throw new Error(`the benchmark's call has no price: ${cost.reason}`);
  };
  return perRun(work) / (rounds * calls.length);
}

/** Nanoseconds of processor time, median of seven. */
function perRun(work: () => void): number {
  work();
  return median(
    Array.from({ length: 7 }, () => {
      const start = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(start);
      return (user + system) * 1000;
    }),
  );
}

/** `ratio` below 1: dearer than with few rules. */
function compared(name: string, value: number, baseline: number): BenchResult {
  return { name, unit: 'ns', value, baseline, ratio: baseline / value };
}
