/** One line of the benchmark: `value` is ours, `baseline` the peer's in the same run, `ratio` ours over it (above 1: better). */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly baseline: number | null;
  readonly ratio: number | null;
}

/** Nanoseconds per run of `ours` and of `theirs`, measured in turns so that noise meets both; medians of `rounds`. */
export function inTurns(
  ours: () => void,
  theirs: () => void,
  rounds: number,
  oursPerRound: number,
  theirsPerRound: number,
): { ours: number; theirs: number } {
  const time = (fn: () => void, runs: number): number => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < runs; i++) fn();
    return Number(process.hrtime.bigint() - start) / runs;
  };
  time(ours, oursPerRound * 4);
  time(theirs, theirsPerRound * 2);
  const a: number[] = [];
  const b: number[] = [];
  for (let round = 0; round < rounds; round++) {
    a.push(time(ours, oursPerRound));
    b.push(time(theirs, theirsPerRound));
  }
  return { ours: median(a), theirs: median(b) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[sorted.length >> 1]!;
}
