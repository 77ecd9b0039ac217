import { compilePolicy } from '../src/genai/redaction/policy/compile.ts';
import type { Policy } from '../src/genai/redaction/policy/policy.ts';
import { Redactor } from '../src/genai/redaction/redactor.ts';
import { Writer } from '../src/wire/writer.ts';
import { contentCorpus } from './redaction/corpus.ts';

/** One line of the benchmark: `ratio` is `value / baseline` where more is better. */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly baseline: number;
  readonly ratio: number;
}

const ROUNDS = 7;
const VALUES = 250;

/** What people write by hand: five patterns as one alternation, over the whole text. */
const COMBINED =
  /[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\b\d{3}-\d{2}-\d{4}\b|\b(?:\d[ -]?){13,19}\b|\+?\d{1,3}[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b|\b(?:sk|pk|ghp|xoxb)[-_][A-Za-z0-9_-]{20,}\b/g;

/** Redaction of prompts and answers against one combined V8 regex over the same texts, in turns in one run. */
export async function benchRedaction(): Promise<BenchResult[]> {
  const corpus = contentCorpus(VALUES, 7);
  const policy = defaultPolicy();
  const redactor = new Redactor(policy);
  const out = new Writer(64 * 1024);
  const key = keyOf(policy, 'gen_ai.input.messages');
  const texts = corpus.values.map((value) => Buffer.from(value).toString('utf8'));
  const ours: number[] = [];
  const regex: number[] = [];
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      mbPerSecond(corpus.bytes, () => {
        for (const value of corpus.values) {
          out.reset();
          found += redactor.redactText(value, 0, value.length, key, out);
        }
      }),
    );
    regex.push(
      mbPerSecond(corpus.bytes, () => {
        for (const text of texts) found += text.replace(COMBINED, '<X>').length === text.length ? 0 : 1;
      }),
    );
  }
  const large = contentCorpus(60, 11);
  const joined = Buffer.concat(large.values as Uint8Array[]).subarray(0, 100 * 1024);
  const prose = Buffer.from(joined.toString('utf8').replaceAll(/["\\{}[\]]/g, ' '));
  const results = [
    result('redact content, balanced', 'MB/s', median(ours), median(regex)),
    latency('30 KB value, p99', redactor, prose.subarray(0, 30 * 1024), policy),
    latency('100 KB value, p99', redactor, prose.subarray(0, 100 * 1024), policy),
  ];
  if (found < 0) throw new Error('unreachable');
  return results;
}

function defaultPolicy(): Policy {
  const { policy } = compilePolicy({});
  if (policy === undefined) throw new Error('the default policy does not compile');
  return policy;
}

function keyOf(policy: Policy, name: string): ReturnType<Policy['keyClasses']['info']> {
  const bytes = Buffer.from(name);
  return policy.keyClasses.info(bytes, 0, bytes.length);
}

function mbPerSecond(bytes: number, work: () => void): number {
  // Time of the processor, not of the clock: other work on the machine does not count.
  let passes = 0;
  const start = process.cpuUsage();
  let used = 0;
  while (used < 150_000) {
    work();
    passes++;
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
  return (bytes * passes) / used;
}

/** Milliseconds of the 99th of a hundred runs; the baseline is the bound of the goal, and the ratio how far below it. */
function latency(name: string, redactor: Redactor, value: Uint8Array, policy: Policy): BenchResult {
  const out = new Writer(value.length * 2);
  const key = keyOf(policy, 'gen_ai.input.messages');
  const times: number[] = [];
  for (let run = 0; run < 1100; run++) {
    const start = performance.now();
    out.reset();
    redactor.redactText(value, 0, value.length, key, out);
    if (run >= 100) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)]!;
  const goal = (value.length / 30_720) * 2;
  return { name, unit: 'ms', value: round(p99), baseline: round(goal), ratio: round(goal / p99) };
}

function result(name: string, unit: string, value: number, baseline: number): BenchResult {
  return { name, unit, value: round(value), baseline: round(baseline), ratio: round(value / baseline) };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/'))) console.table(await benchRedaction());
