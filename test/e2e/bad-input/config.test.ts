/* A config with six mistakes: all six at once, where they are, and exit 2. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runBinary } from '../../support/binary.ts';

const BROKEN = `receivers:
  otlp:
    protocols:
      grpc: { endpont: localhost:4317 }
      http: { max_request_body_size: 32 parsecs }
processors:
  genai_costs:
exporters:
  otlp_grpc: { endpoint: localhost:14317, timeout: soon }
  debug: { verbosity: loud }
service:
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [otlp_grpc, debug] }
`;

/** Line of the mistake, what the message must contain, and what it must propose. */
const MISTAKES: readonly (readonly [line: number, about: RegExp, help: RegExp])[] = [
  [4, /endpont/, /endpoint/],
  [5, /32 parsecs|max_request_body_size/, /MiB|bytes|size/],
  [7, /genai_costs/, /genai_cost\b/],
  [9, /soon|timeout/, /10s|ms|duration/],
  [10, /loud|verbosity/, /basic/],
  [13, /batch/, /processors/],
];

let folder: string;
let file: string;
let validated: Ended;
let run: Ended;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-config-'));
  file = join(folder, 'broken.yaml');
  writeFileSync(file, BROKEN);
  [validated, run] = await Promise.all([runBinary(['validate', '--config', file]), runBinary(['--config', file])]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The block of a diagnostic that points at a line of the file. */
function blockAt(output: string, line: number): string {
  return output.split(/\n(?=\S*broken\.yaml:)/).find((block) => block.includes(`broken.yaml:${line}:`)) ?? '';
}

describe('a config with six mistakes', () => {
  it('ends run and validate with exit 2, and starts nothing', () => {
    expect(validated.code).toBe(2);
    expect(run.code).toBe(2);
    expect(run.stderr).not.toMatch(/listens on/);
    expect(validated.stdout).toBe('');
  });

  it.each(MISTAKES)('names the one in line %i with place, frame, code and help', (line, about, help) => {
    for (const { stderr } of [validated, run]) {
      const block = blockAt(stderr, line);
      expect(block).toMatch(/error: .*\[ASSAY_[A-Z_]+\]/);
      expect(block).toMatch(/\^/);
      expect(block).toMatch(about);
      expect(block).toMatch(help);
    }
  });

  it('counts six errors', () => {
    expect(validated.stderr).toMatch(/^6 errors/m);
  });

  it('as JSON has the same six with line, column and code', async () => {
    const { code, stdout } = await runBinary(['validate', '--config', file, '--output', 'json']);
    expect(code).toBe(2);
    const parsed = JSON.parse(stdout) as { diagnostics?: unknown[] } | unknown[];
    const list = (Array.isArray(parsed) ? parsed : parsed.diagnostics) as { severity: string; line: number; code: string }[];
    const errors = list.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ line }) => line).sort((a, b) => a - b)).toEqual(MISTAKES.map(([line]) => line));
    for (const { code: name } of errors) expect(name).toMatch(/^ASSAY_CONFIG_|^ASSAY_/);
  });
});
