import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXPORT_METHODS } from '../src/transport/grpc/methods.ts';
import { KNOWN } from './h2spec/known.data.ts';
import { type Case, readReport } from './h2spec/report.ts';

/*
 * npm run test:h2spec: h2spec (github.com/summerwind/h2spec, `go install .../cmd/h2spec@latest`) against the gRPC port of a
 * collector started from the sources. Exit 1 when a case fails that scripts/h2spec/known.data.ts does not name; skipped, loudly,
 * where h2spec is not in PATH.
 */

const AGAIN = 4;
const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const CONFIG = `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" } } } }
exporters: { debug: {} }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], exporters: [debug] } }
`;

/** Starts a collector; its port and how to end it. */
async function start(folder: string): Promise<{ port: string; stop: () => Promise<void> }> {
  const config = join(folder, 'collector.yaml');
  writeFileSync(config, CONFIG);
  const child = spawn(process.execPath, [MAIN, 'run', '--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
  };
  let log = '';
  for await (const text of child.stderr.setEncoding('utf8') as AsyncIterable<string>) {
    log += text;
    const port = /grpc listens on \S+:(\d+)[\s\S]*everything is ready/.exec(log)?.[1];
    if (port !== undefined) return { port, stop };
  }
  throw new Error(`the collector did not start:\n${log}`);
}

/** One run of h2spec over all sections, or over one. */
async function cases(port: string, folder: string, section?: string): Promise<readonly Case[]> {
  const report = join(folder, 'report.xml');
  const args = ['--host', '127.0.0.1', '--port', port, '--path', EXPORT_METHODS.traces, '--junit-report', report];
  const child = spawn('h2spec', section === undefined ? args : [section, ...args], { stdio: 'ignore' });
  await once(child, 'exit');
  return readReport(readFileSync(report, 'utf8'));
}

/** The answer (415) may come before the frame of a case; what passes once of some times does not fail. */
async function passesAgain(failed: Case, port: string, folder: string): Promise<boolean> {
  for (let attempt = 0; attempt < AGAIN; attempt++) {
    const again = await cases(port, folder, failed.section);
    if (again.find(({ name }) => name === failed.name)?.fate === 'passed') return true;
  }
  return false;
}

/** Runs h2spec and returns whether no case failed that is not known. */
async function run(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-h2spec-'));
  const { port, stop } = await start(folder);
  try {
    const all = await cases(port, folder);
    const count = { known: 0, timing: 0, NEW: 0 };
    for (const one of all) {
      if (one.fate !== 'failed') continue;
      const row = KNOWN.find(({ section, name }) => section === one.section && name === one.name);
      const kind = row !== undefined ? 'known' : (await passesAgain(one, port, folder)) ? 'timing' : 'NEW';
      count[kind]++;
      console.log(`${kind.padEnd(6)} ${one.section}: ${one.name}\n       ${row?.why ?? one.detail.replaceAll('\n', '\n       ')}`);
    }
    const [passed, skipped] = ['passed', 'skipped'].map((fate) => all.filter((one) => one.fate === fate).length);
    console.log(
      `${all.length} cases, ${passed} passed, ${skipped} skipped, ${count.known} failed as known, ${count.timing} once, ${count.NEW} newly`,
    );
    return all.length > 0 && count.NEW === 0;
  } finally {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (spawnSync('h2spec', ['--version']).error !== undefined) {
  console.warn('SKIPPED: h2spec is not in PATH; go install github.com/summerwind/h2spec/cmd/h2spec@latest');
} else {
  process.exitCode = (await run()) ? 0 : 1;
}
