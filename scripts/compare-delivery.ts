import { parseArgs } from 'node:util';
import { havePeers } from '../test/support/peers.ts';
import { type ChaosReport, runChaos } from './chaos/run.ts';
import type { Weights } from './chaos/events.ts';
import { OtelcolSubject } from './compare/otelcol.ts';
import { endInOrder } from './support/interrupt.ts';

/*
 * npm run compare:delivery -- [--kills N] [--seed N]: Assay and the Go Collector, one after the other, with the
 * same load, the same backends, and the same kills, stops and troubles in the same order; the table goes to docs/delivery.md.
 * Builds nothing: `npm run build` first. The Go Collector is looked for in .cache/peers or where ASSAY_PEERS says.
 */

/** What happens to both. Reloads and the clock are left out: the one is not the same thing in both, the other needs Node. */
const TROUBLES: Readonly<Record<string, Weights>> = {
  'kills, stops, bad backends': { kill: 5, terminate: 1, reload: 0, backend: 4, disk: 0, clock: 0 },
  'the same and a full disk': { kill: 5, terminate: 1, reload: 0, backend: 4, disk: 2, clock: 0 },
};
/** Room for the files of both, whose overhead differs, so that only what the schedule does fills the disk. */
const DISK_MIB = 256;

endInOrder();
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    seed: { type: 'string', default: '8' },
  },
});

if (havePeers('the comparison with the Go Collector', 'otelcol')) {
  const rows: string[] = [];
  for (const [troubles, weights] of Object.entries(TROUBLES)) {
    for (const subject of [undefined, OtelcolSubject.start.bind(OtelcolSubject)]) {
      const report = await runChaos({
        seed: Number(values.seed),
        // The same events for both: the one that starts faster would be killed more often in the same time.
        seconds: 0,
        kills: Number(values.kills),
        weights,
        diskStates: ['well', 'full'],
        diskMib: DISK_MIB,
        say: (line) => process.stderr.write(`${line}\n`),
        ...(subject === undefined ? {} : { subject }),
      });
      process.stderr.write(`${JSON.stringify(report)}\n`);
      if (report.diskFull === 'injected' && weights.disk > 0) {
        console.warn(`SKIPPED: ${troubles}: needs a tmpfs, which this user may not mount`);
        break;
      }
      rows.push(rowOf(troubles, report));
    }
  }
  console.log(`seed ${values.seed}\n`);
  console.log(
    '| troubles | collector | spans acknowledged | requests turned away | lost | came again without need | of what was in flight | came again, answered late or never | kills |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  console.log(rows.join('\n'));
}

/** Lost and duplicates count each of the two backends. */
function rowOf(
  troubles: string,
  { subject, acknowledged, refused, failed, lost, duplicates, avoidableShare, events }: ChaosReport,
): string {
  const needless = duplicates.killed + duplicates.unexplained;
  const share = `${(avoidableShare * 100).toFixed(2)} %`;
  const cells = [
    troubles,
    subject,
    acknowledged,
    refused + failed,
    lost,
    needless,
    share,
    duplicates.unanswered + duplicates.late,
    events.kill,
  ];
  return `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)).join(' | ')} |`;
}
