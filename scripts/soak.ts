import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runSoak } from './soak/run.ts';
import { endInOrder } from './support/interrupt.ts';

/*
 * npm run test:soak -- [--minutes N] [--rate SPANS_PER_SECOND] [--seed N]: steady load with a backend that comes and goes.
 * Exit 1 when an acknowledged span is missing, the ledger does not balance, memory or open files grow beyond noise.
 * Builds nothing: `npm run build` first.
 */

endInOrder();
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string', default: '1000' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
console.log(`seed ${seed}`);
const report = await runSoak({
  seed,
  seconds: Number(values.minutes) * 60,
  spansPerSecond: Number(values.rate),
  openFiles: (pid) => readdirSync(`/proc/${pid}/fd`).length,
  say: (line) => console.log(line),
});
console.log(JSON.stringify(report, null, 2));
process.exitCode = report.problems.length === 0 ? 0 : 1;
