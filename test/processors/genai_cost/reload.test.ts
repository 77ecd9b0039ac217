import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Bench, chat, costOf, make, runSpans, USED } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'reload-'));
let files = 0;

function priceFile(text: string): string {
  const path = join(folder, `p${++files}.yaml`);
  writeFileSync(path, text);
  return path;
}

const rule = (input: number): string => `prices:\n  - match: my-model\n    per_mtok: { input: ${input}, output: 0 }\n`;

function priceNow(bench: Bench): unknown {
  return costOf(runSpans(bench, [chat({ ...USED, 'gen_ai.request.model': 'my-model' })]).spans[0])['assay.cost.total'];
}

/** Long enough for a look and for the file to have stood still. */
async function wait(bench: Bench): Promise<void> {
  await bench.host.clock.advance(6_000);
}

test('a changed price file is taken while the processor runs', async () => {
  const path = priceFile(rule(1));
  const bench = make({ prices: [path] });
  await bench.processor.start?.();
  expect(priceNow(bench)).toBe(0.001);
  writeFileSync(path, rule(21));
  await wait(bench);
  expect(priceNow(bench)).toBe(0.021);
  expect(bench.host.metrics.value('assay_price_reloads', { result: 'success' })).toBe(1);
});

test('a bad file leaves the old prices in force, and log and metric say so, until it is mended', async () => {
  const path = priceFile(rule(1));
  const bench = make({ prices: [path] });
  await bench.processor.start?.();
  writeFileSync(path, 'prices:\n  - match: my-model\n    per_mtok: { input: -5 }\n');
  await wait(bench);
  expect(priceNow(bench)).toBe(0.001);
  expect(bench.host.metrics.value('assay_price_reloads', { result: 'failure' })).toBe(1);
  expect(bench.host.logs).toEqual([
    expect.objectContaining({
      level: 'error',
      fields: expect.objectContaining({
        code: 'ASSAY_PRICES_SCHEMA',
        problems: [expect.stringContaining(':3:17: prices[0].per_mtok.input')],
      }),
    }),
  ]);
  await wait(bench);
  expect(bench.host.metrics.value('assay_price_reloads', { result: 'failure' })).toBe(1);
  writeFileSync(path, rule(333));
  await wait(bench);
  expect(priceNow(bench)).toBe(0.333);
});

test('one bad file of two does not keep the other from changing', async () => {
  const good = priceFile(rule(1));
  const bad = priceFile('prices: []\n');
  const bench = make({ prices: [good, bad] });
  await bench.processor.start?.();
  writeFileSync(good, rule(77));
  writeFileSync(bad, 'nonsense: true\n');
  await wait(bench);
  expect(priceNow(bench)).toBe(0.077);
});

test('a file that goes away leaves its prices in force', async () => {
  const path = priceFile(rule(1));
  const bench = make({ prices: [path] });
  await bench.processor.start?.();
  rmSync(path);
  await wait(bench);
  expect(priceNow(bench)).toBe(0.001);
  expect(bench.host.metrics.value('assay_price_reloads', { result: 'failure' })).toBe(1);
});

test('a symbolic link that is swapped counts as a change, as with mounted config maps', async () => {
  const link = join(folder, 'link.yaml');
  symlinkSync(priceFile(rule(1)), link);
  const bench = make({ prices: [link] });
  await bench.processor.start?.();
  symlinkSync(priceFile(rule(2)), `${link}.new`);
  renameSync(`${link}.new`, link);
  await wait(bench);
  expect(priceNow(bench)).toBe(0.002);
});

test('a file touched without a change of its text reloads nothing', async () => {
  const path = priceFile(rule(1));
  const bench = make({ prices: [path] });
  await bench.processor.start?.();
  writeFileSync(path, `${rule(1)}\n`);
  await wait(bench);
  writeFileSync(path, `${rule(1)}\n`);
  await wait(bench);
  expect(bench.host.metrics.value('assay_price_reloads', { result: 'success' })).toBe(1);
});

test('the age of the bundled data and of each file can be read', () => {
  const path = priceFile(rule(1));
  const bench = make({ prices: [path] });
  const bundled = bench.host.metrics.value('assay_price_table_age_seconds', { source: 'bundled' });
  expect(bundled).toBe(Math.max(0, (bench.host.clock.now() - Date.parse('2026-09-23')) / 1000));
  expect(bench.host.metrics.value('assay_price_table_age_seconds', { source: path.split('/').at(-1) ?? '' })).toBeTypeOf('number');
});

test('a processor that is shut down looks at nothing any more, and both ends are safe twice', async () => {
  const path = priceFile(rule(1));
  const bench = make({ prices: [path] });
  await bench.processor.start?.();
  await bench.processor.start?.();
  await bench.processor.shutdown?.(AbortSignal.abort());
  await bench.processor.shutdown?.(AbortSignal.abort());
  expect(bench.host.clock.liveTimers).toBe(0);
  writeFileSync(path, rule(9));
  await wait(bench);
  expect(priceNow(bench)).toBe(0.001);
});
