import { parseArgs } from 'node:util';
import { runFuzz } from './fuzz/run.ts';
import { endInOrder } from './support/interrupt.ts';

/*
 * npm run test:fuzz -- [--count N] [--seed N]: damaged requests over HTTP, gRPC and bare sockets, good ones in between. Exit 1
 * when one is neither answered nor closed in time, a good one is lost, memory grows, or the backend gets bytes that are no
 * OTLP. Builds nothing: `npm run build` first.
 */

/**
 * Of live memory over the second half. Tables of bounded size (shapes, keys, programs) fill with what damaged requests make up: over the
 * first 120,000 it grew by 1.7 MiB for every 12,000, which would be 70 MiB for 500,000 if none of them were full by then.
 */
const MAX_GROWTH_MIB = 80;

endInOrder();
const { values } = parseArgs({ options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
console.log(`seed ${seed}`);
const report = await runFuzz({ seed, count: Number(values.count), say: (line) => console.log(line) });
console.log(JSON.stringify(report, null, 2));
const bad = report.fates.late + report.probesLost + report.invalidSent + report.stageFailures;
process.exitCode = bad === 0 && !(report.grownMib > MAX_GROWTH_MIB) ? 0 : 1;
