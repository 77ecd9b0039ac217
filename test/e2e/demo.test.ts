/* `assay demo` on the built binary: what a new user sees first. */
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, MAIN, runBinary, spawnOwned } from '../support/binary.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/scripted-backend.ts';

/** The key of each address that the demo listens on. */
const KEYS = {
  grpc: 'receivers.otlp.protocols.grpc.endpoint',
  http: 'receivers.otlp.protocols.http.endpoint',
  prometheus: 'exporters.prometheus.endpoint',
  health: 'extensions.health_check.endpoint',
  own: 'service.telemetry.metrics.endpoint',
} as const;
type Place = keyof typeof KEYS;
const PLACES = Object.keys(KEYS) as Place[];

async function addresses(): Promise<{ ports: Record<Place, number>; args: string[] }> {
  const found = await Promise.all(PLACES.map(() => freePort()));
  const ports = Object.fromEntries(PLACES.map((place, i) => [place, found[i]])) as Record<Place, number>;
  return { ports, args: PLACES.flatMap((place) => ['--set', `${KEYS[place]}=127.0.0.1:${ports[place]}`]) };
}

const HEADER = /^time \(UTC\) +dialect +model +input +output +cost +finish +redactions$/;

describe('assay demo --count 8', () => {
  it('shows eight calls of eight SDKs on aligned lines, a summary, and ends with 0', async () => {
    const { ports, args } = await addresses();
    const { code, stdout, stderr } = await runBinary(['demo', '--count', '8', '--interval', '20', ...args]);
    expect(code, stderr).toBe(0);
    const lines = stdout.split('\n');
    const top = lines.findIndex((line) => HEADER.test(line));
    expect(top).toBeGreaterThan(0);
    const header = lines[top]!;
    const rows = lines.slice(top + 1, lines.indexOf('', top + 1));
    expect(rows.length).toBe(8);

    const left = ['dialect', 'model', 'finish', 'redactions'].map((title) => header.indexOf(title));
    const right = ['input', 'output', 'cost'].map((title) => header.indexOf(title) + title.length);
    for (const row of rows) {
      expect(row).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}\S/);
      for (const at of left) expect(row.slice(at - 2, at + 1), row).toMatch(/^ {2}\S$/);
      for (const at of right) expect(row.slice(at - 1, at + 1), row).toMatch(/^\S $/);
      expect(row.slice(header.indexOf('model'), header.indexOf('model') + 30).trim()).toMatch(/^[a-z][\w.:/-]+…?$/);
    }
    const dialects = rows.map((row) => row.slice(left[0], left[1]).trim());
    expect(new Set(dialects).size).toBeGreaterThanOrEqual(8);
    expect(dialects).not.toContain('-');
    expect(rows.some((row) => /\$0\.\d+/.test(row))).toBe(true);
    expect(rows.some((row) => /EMAIL_ADDRESS:\d/.test(row))).toBe(true);

    const summary = lines.slice(top + 10).join('\n');
    expect(summary).toMatch(/^8 calls in \d+ dialects$/m);
    expect(summary).toMatch(/^tokens +[\d,]+ in, [\d,]+ out$/m);
    expect(summary).toMatch(/^cost +\$0\.\d+/m);
    for (const what of ['truncated', 'redactions', 'selected']) expect(summary).toMatch(new RegExp(`^${what} +\\d+`, 'm'));
    for (const place of ['grpc', 'http', 'prometheus', 'health'] as const) expect(stdout).toContain(`:${ports[place]}`);
  });

  it('as JSON: one object a call and one for the summary', async () => {
    const { args } = await addresses();
    const { code, stdout } = await runBinary(['demo', '--count', '8', '--interval', '20', '--output', 'json', ...args]);
    expect(code).toBe(0);
    const objects = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects.length).toBe(9);
    expect(new Set(objects.slice(0, 8).map((call) => call['dialect'])).size).toBeGreaterThanOrEqual(8);
    expect(objects[8]).toMatchObject({ calls: 8, input_tokens: expect.any(Number), cost_usd: expect.any(Number) });
  });
});

it('without a count it runs until it is stopped, and what it names can be looked at', async () => {
  const { ports, args } = await addresses();
  const child = spawnOwned(process.execPath, [MAIN, 'demo', '--interval', '50', ...args]);
  const ended = collect(child);
  const page = async (port: number, path: string): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(response.status).toBe(200);
    return response.text();
  };
  await eventually(async () => expect(await page(ports.health, '/')).toMatch(/"status"/), 20_000);
  await eventually(async () => expect(await page(ports.prometheus, '/metrics')).toMatch(/^assay_requests_total\{.*\} \d/m), 40_000);
  expect(await page(ports.own, '/metrics')).toMatch(/^otelcol_receiver_accepted_spans\{.*transport="grpc"\} \d/m);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+ calls in \d+ dialects$/m);
});

describe('a port that is taken', () => {
  it.each(PLACES)('%s: exit 1, naming the port and the key to change', async (place) => {
    const { ports, args } = await addresses();
    const taken = createServer();
    onTestFinished(() => void taken.close());
    await new Promise<void>((resolve) => taken.listen(ports[place], '127.0.0.1', resolve));
    const { code, stdout, stderr } = await runBinary(['demo', '--count', '1', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(String(ports[place]));
    expect(stderr).toContain(KEYS[place]);
    expect(stderr).toMatch(/\[ASSAY_[A-Z]+_PORT_TAKEN\]/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).not.toMatch(HEADER);
  });
});
