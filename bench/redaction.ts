import { RE2JS } from 're2js';
import { compilePolicy } from '../src/genai/redaction/policy/compile.ts';
import type { Policy } from '../src/genai/redaction/policy/policy.ts';
import { Redactor } from '../src/genai/redaction/redactor.ts';
import { visitTexts } from '../src/genai/redaction/inspect/texts.ts';
import type { Host } from '../src/kernel/host.ts';
import type { Batch } from '../src/otlp/batch.ts';
import type { SpanCursor } from '../src/otlp/views/span.ts';
import { SpanWalk, type Visitor } from '../src/otlp/walk.ts';
import { RedactionCounters } from '../src/processors/genai_redaction/counters.ts';
import { RedactionStage } from '../src/processors/genai_redaction/stage.ts';
import { Writer } from '../src/wire/writer.ts';
import { makePayload } from './payloads.ts';
import { contentCorpus } from './redaction/corpus.ts';
import { type BenchResult, median } from './result.ts';

const ROUNDS = 7;
const VALUES = 250;

/** What people write by hand: e-mail, SSN, card, phone, key. */
const PATTERNS: readonly string[] = [
  String.raw`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`,
  String.raw`\b\d{3}-\d{2}-\d{4}\b`,
  String.raw`\b(?:\d[ -]?){13,19}\b`,
  String.raw`\+?\d{1,3}[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b`,
  String.raw`\b(?:sk|pk|ghp|xoxb)[-_][A-Za-z0-9_-]{20,}\b`,
];

/** All in one alternation, over the whole text. */
const COMBINED = new RegExp(PATTERNS.join('|'), 'g');

/** Texts that stall careless matchers, 30 KB each; the slowest is reported. */
const ATTACKS: readonly string[] = [
  'a@'.repeat(15_000),
  '@'.repeat(30_000),
  '1 '.repeat(15_000),
  '9-'.repeat(15_000),
  '4111 1111 1111 1112 '.repeat(1500),
  'token='.repeat(5000),
  'password:'.repeat(3300),
  'http://a:'.repeat(3300),
  'eyJhbGciOiJIUzI1NiJ9.'.repeat(1400),
  '\\u0040'.repeat(5000),
  '%40'.repeat(10_000),
  '['.repeat(30_000),
  '{"a":'.repeat(6000),
  '"'.repeat(30_000),
  '\\'.repeat(30_000),
  'sk-'.repeat(10_000),
  'DE89 '.repeat(6000),
  '-----BEGIN PRIVATE KEY-----!'.repeat(1100),
  '４'.repeat(10_000),
  'phone 5551234567 '.repeat(1700),
];

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
  const sample = texts.slice(0, 6);
  const sampleBytes = corpus.values.slice(0, 6).reduce((sum, value) => sum + value.length, 0);
  const re2 = PATTERNS.map((source) => RE2JS.compile(source));
  const re2Rate = mbPerSecond(sampleBytes, () => {
    for (const text of sample) for (const pattern of re2) found += pattern.matcher(text).replaceAll('<X>').length === text.length ? 0 : 1;
  });
  const large = contentCorpus(60, 11);
  const joined = Buffer.concat(large.values as Uint8Array[]).subarray(0, 100 * 1024);
  const prose = Buffer.from(joined.toString('utf8').replaceAll(/["\\{}[\]]/g, ' '));
  const results = [
    result('redact content, balanced', 'MB/s', median(ours), median(regex)),
    result('redact content against five patterns in RE2 (re2js)', 'MB/s', median(ours), re2Rate),
    latency('30 KB value, p99', redactor, prose.subarray(0, 30 * 1024), policy),
    latency('100 KB value, p99', redactor, prose.subarray(0, 100 * 1024), policy),
  ];
  results.push(spans(policy));
  for (const preset of ['balanced', 'strict'] as const) results.push(slowest(preset));
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

/** Spans per second through the walk and the stage, 512 of a service with captured content; the baseline is the combined regex over every text of them. */
function spans(policy: Policy): BenchResult {
  const bytes = makePayload({ spans: 512, content: true });
  const batch: Batch = { signal: 'traces', bytes, items: 512, meta: { receivedAtMs: 0 } };
  const host = { metrics: { counter: () => ({ add: () => {} }) } } as unknown as Host;
  const redactor = new Redactor(policy);
  const stage = new RedactionStage(redactor, new RedactionCounters(host, redactor));
  const walk = new SpanWalk();
  const texts: string[] = [];
  visitTexts(
    batch,
    (key) => key,
    (text) => texts.push(Buffer.from(text.bytes.buffer, text.bytes.byteOffset + text.start, text.end - text.start).toString('utf8')),
  );
  const visitor: Visitor<SpanCursor> = {
    context: (view) => stage.resource(view, view),
    item: (span) => stage.span(span, span) === 0,
  };
  let found = 0;
  const ours: number[] = [];
  const regex: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(mbPerSecond(bytes.length, () => void walk.run(batch, visitor)));
    regex.push(
      mbPerSecond(bytes.length, () => {
        for (const text of texts) found += text.replace(COMBINED, '<X>').length === text.length ? 0 : 1;
      }),
    );
  }
  if (found < 0) throw new Error('unreachable');
  const perMb = (512 * 1e6) / bytes.length;
  return result('redact content spans in the walk', 'spans/s', median(ours) * perMb, median(regex) * perMb);
}

/** Processor milliseconds of the slowest attack text, best of five; the baseline is the bound of the goal. */
function slowest(preset: 'balanced' | 'strict'): BenchResult {
  const { policy } = compilePolicy({ preset });
  if (policy === undefined) throw new Error('the policy does not compile');
  const redactor = new Redactor(policy);
  const out = new Writer(1 << 18);
  const key = keyOf(policy, 'gen_ai.input.messages');
  let worst = 0;
  for (const attack of ATTACKS) {
    const value = Buffer.from(attack);
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 5; run++) {
      const start = process.cpuUsage();
      out.reset();
      redactor.redactText(value, 0, value.length, key, out);
      const { user, system } = process.cpuUsage(start);
      best = Math.min(best, (user + system) / 1000);
    }
    worst = Math.max(worst, best);
  }
  return { name: `slowest attack text, ${preset}`, unit: 'ms', value: round(worst), baseline: 50, ratio: round(50 / worst) };
}

function result(name: string, unit: string, value: number, baseline: number): BenchResult {
  return { name, unit, value: round(value), baseline: round(baseline), ratio: round(value / baseline) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/'))) console.table(await benchRedaction());
