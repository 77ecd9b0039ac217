import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decision, ProbabilitySampler, type SamplingMode } from '../../../src/genai/sampling/decision.ts';
import { HALF, probabilityOf, reaches, thresholdOf } from '../../../src/genai/sampling/halves.ts';
import { OtelTraceState } from '../../../src/genai/sampling/trace-state.ts';

const TWO_56 = 2n ** 56n;

/** The spec's arithmetic on whole numbers. */
const oracle = {
  threshold: (p: number): bigint => BigInt(Math.round((1 - p) * 2 ** 56)),
  probability: (t: bigint): number => Number(TWO_56 - t) / 2 ** 56,
  random: (traceId: Uint8Array): bigint => traceId.slice(9).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n),
};

const big = (halves: { hi: number; lo: number }): bigint => BigInt(halves.hi) * 2n ** 28n + BigInt(halves.lo);
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** A threshold as `th` writes it: hex, trailing zeros cut, at least one digit. */
const thresholdText = fc.bigInt({ min: 0n, max: TWO_56 - 1n }).map((t) => t.toString(16).padStart(14, '0').replace(/0+$/, '') || '0');

function parse(text: string): OtelTraceState {
  const state = new OtelTraceState();
  const bytes = Buffer.from(`##${text}##`, 'utf8');
  state.parse(bytes, 2, bytes.length - 2);
  return state;
}

describe('56-bit thresholds in two halves', () => {
  it('are those of whole-number arithmetic', () => {
    fc.assert(
      fc.property(probability, (p) => {
        const halves = thresholdOf(p);
        expect(big(halves)).toBe(oracle.threshold(p));
        expect(halves.lo).toBeLessThan(HALF);
        expect(probabilityOf(halves.hi, halves.lo)).toBe(oracle.probability(big(halves)));
      }),
      { numRuns: 2000 },
    );
  });

  it('compare as whole numbers do', () => {
    const value = fc.bigInt({ min: 0n, max: TWO_56 });
    fc.assert(
      fc.property(value, value, (r, t) => {
        const split = (v: bigint): [number, number] => [Number(v >> 28n), Number(v & (2n ** 28n - 1n))];
        expect(reaches(...split(r), ...split(t))).toBe(r >= t);
      }),
      { numRuns: 2000 },
    );
  });

  it('keep everything at 1 and nothing at 0', () => {
    expect(thresholdOf(1)).toEqual({ hi: 0, lo: 0 });
    expect(thresholdOf(0)).toEqual({ hi: HALF, lo: 0 });
    expect(reaches(HALF - 1, HALF - 1, HALF, 0)).toBe(false);
  });

  it('cut to th texts as the specification shows for one fifth and one half', () => {
    const th = (p: number): string => oracle.threshold(p).toString(16).padStart(14, '0').replace(/0+$/, '');
    expect(th(0.5)).toBe('8');
    expect(th(0.2).startsWith('cccccccccccc')).toBe(true);
  });
});

describe('tracestate', () => {
  it('gives th and rv of the ot member wherever it stands', () => {
    fc.assert(
      fc.property(thresholdText, fc.bigInt({ min: 0n, max: TWO_56 - 1n }), fc.boolean(), (th, rv, first) => {
        const rvText = rv.toString(16).padStart(14, '0');
        const ot = first ? `ot=th:${th};rv:${rvText}` : `ot=p:8;rv:${rvText};th:${th}`;
        for (const text of [ot, `vendor=ot=th:0,${ot}`, `a=1, ${ot} , b=2`]) {
          const state = parse(text);
          expect(big({ hi: state.thresholdHi, lo: state.thresholdLo })).toBe(BigInt(`0x${th.padEnd(14, '0')}`));
          expect(big({ hi: state.randomHi, lo: state.randomLo })).toBe(rv);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '',
    'ot=',
    'ot=th:',
    'ot=th:xyz',
    'ot=th:C',
    'ot=th:0123456789abcde',
    'ot=rv:12',
    'got=th:8',
    'ot=ath:8',
    'foo=ot;th:8',
    'ot=rv:0123456789abcg',
  ])('says nothing for %j', (text) => {
    const state = parse(text);
    expect([state.thresholdHi, state.thresholdLo, state.randomHi, state.randomLo]).toEqual([-1, -1, -1, -1]);
  });

  it('never reads outside its range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const inside = new OtelTraceState();
        inside.parse(bytes, 0, bytes.length);
        const padded = Buffer.concat([Buffer.from('ot=th:8;'), bytes, Buffer.from('f;rv:0123456789abcd')]);
        const within = new OtelTraceState();
        within.parse(padded, 8, 8 + bytes.length);
        expect(within).toEqual(inside);
      }),
      { numRuns: 500 },
    );
  });
});

describe('ProbabilitySampler', () => {
  const decide = (p: number, mode: SamplingMode, th: string | undefined, traceId: Uint8Array): Decision => {
    const decision = new Decision();
    decision.decide(new ProbabilitySampler(p, mode), parse(th === undefined ? '' : `ot=th:${th}`), traceId, 0);
    return decision;
  };

  it('decides by the low 56 bits of the trace id as BigInt arithmetic does', () => {
    fc.assert(
      fc.property(probability, id, (p, traceId) => {
        const decision = decide(p, 'proportional', undefined, traceId);
        expect(decision.selected).toBe(oracle.random(traceId) >= oracle.threshold(p));
        expect(decision.probability).toBe(p);
        expect(decision.weight).toBe(p > 0 ? 1 / p : Number.NaN);
      }),
      { numRuns: 2000 },
    );
  });

  it('composes with an upstream threshold in both modes as BigInt arithmetic does', () => {
    fc.assert(
      fc.property(probability, thresholdText, id, fc.constantFrom<SamplingMode>('proportional', 'equalizing'), (p, th, traceId, mode) => {
        const r = oracle.random(traceId);
        const upstreamT = BigInt(`0x${th.padEnd(14, '0')}`);
        fc.pre(r >= upstreamT);
        const upstream = oracle.probability(upstreamT);
        const own = oracle.threshold(p);
        const finalT = mode === 'proportional' ? oracle.threshold(upstream * p) : own >= upstreamT ? own : upstreamT;
        const ownP = mode === 'proportional' ? p : own >= upstreamT ? p / upstream : 1;
        const decision = decide(p, mode, th, traceId);
        expect(decision.selected).toBe(r >= finalT);
        expect(decision.probability).toBe(ownP);
        if (decision.selected) expect(decision.weight).toBe(1 / (upstream * ownP));
      }),
      { numRuns: 2000 },
    );
  });

  it('has no weight where upstream kept what its threshold rejects', () => {
    const low = new Uint8Array(16);
    const decision = decide(1, 'proportional', '8', low);
    expect(decision.selected).toBe(true);
    expect(decision.weight).toBeNaN();
  });

  it('prefers explicit randomness to the trace id', () => {
    const decision = new Decision();
    decision.decide(new ProbabilitySampler(0.5, 'proportional'), parse('ot=rv:ffffffffffffff'), new Uint8Array(16), 0);
    expect(decision.selected).toBe(true);
    decision.decide(new ProbabilitySampler(0.5, 'proportional'), parse('ot=rv:00000000000000'), new Uint8Array(16).fill(255), 0);
    expect(decision.selected).toBe(false);
  });

  it('nests: what a lower rate takes, a higher one takes too', () => {
    fc.assert(
      fc.property(probability, probability, id, (a, b, traceId) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        if (decide(low, 'equalizing', undefined, traceId).selected)
          expect(decide(high, 'equalizing', undefined, traceId).selected).toBe(true);
      }),
    );
  });

  it('takes the configured share of random traces, whatever upstream kept of them', () => {
    // A fixed multiplicative sequence stands for random ids: the share is exact to its own discrepancy, not by luck.
    const traceId = new Uint8Array(16);
    const view = new DataView(traceId.buffer);
    const upstream = thresholdOf(0.5);
    const state = parse('ot=th:8');
    const sampler = new ProbabilitySampler(0.2, 'proportional');
    const decision = new Decision();
    let arrived = 0;
    let selected = 0;
    let weights = 0;
    const total = 20_000;
    for (let i = 0; i < total; i++) {
      view.setBigUint64(8, BigInt.asUintN(64, BigInt(i) * 0x9e37_79b9_7f4a_7c15n));
      const r = oracle.random(traceId);
      if (r < big(upstream)) continue;
      arrived++;
      decision.decide(sampler, state, traceId, 0);
      if (!decision.selected) continue;
      selected++;
      weights += decision.weight;
    }
    expect(selected / arrived).toBeCloseTo(0.2, 2);
    expect(weights / total).toBeCloseTo(1, 1);
  });
});
