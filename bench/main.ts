import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchDiskQueue } from './disk-queue.ts';
import { benchEndToEnd } from './end-to-end.ts';
import { benchInProcess } from './in-process.ts';
import { benchMeaning } from './meaning.ts';
import { benchRedaction } from './redaction.ts';
import type { BenchResult } from './result.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } });

/** The parts of the benchmark by name, for `--only`. */
const PARTS: Readonly<Record<string, () => Promise<readonly BenchResult[]>>> = {
  'in-process': benchInProcess,
  meaning: benchMeaning,
  redaction: benchRedaction,
  'end-to-end': benchEndToEnd,
  'disk-queue': benchDiskQueue,
};

const results: BenchResult[] = [];
process.stdout.write(`node ${process.version}; ratios are ours over the peer measured in turns in this run\n\n`);
for (const [name, part] of Object.entries(PARTS)) {
  if (values.only !== undefined && values.only !== name) continue;
  for (const result of await part()) {
    results.push(result);
    process.stdout.write(`${line(result)}\n`);
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ node: process.version, results }, null, 2)}\n`);

function line({ name, unit, value, baseline, ratio }: BenchResult): string {
  const number = (n: number): string => (Math.abs(n) >= 100 ? Math.round(n).toLocaleString('en-US') : n.toFixed(2));
  const beside = baseline === null ? '' : `  peer ${number(baseline).padStart(12)}`;
  return `${name.padEnd(58)} ${number(value).padStart(14)} ${unit.padEnd(10)}${beside}${ratio === null ? '' : `  ratio ${ratio.toFixed(ratio < 1 ? 2 : 1)}`}`;
}
