import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../.cache/python-sdk', import.meta.url));
const PACKAGES = [
  'opentelemetry-sdk==1.45.2',
  'opentelemetry-exporter-otlp-proto-grpc==1.45.2',
  'opentelemetry-exporter-otlp-proto-http==1.45.2',
];
const DONE = `${FOLDER}/.assay-1.45.2`;

/**
 * A Python with the OpenTelemetry SDK, in a virtual environment under .cache that is made at the first time (about ten
 * seconds). Undefined, and said on stderr, where python3 or pip do not work.
 */
export function pythonWithSdk(): string | undefined {
  const python = `${FOLDER}/bin/python`;
  if (existsSync(DONE)) return python;
  rmSync(FOLDER, { recursive: true, force: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', FOLDER]],
    [`${FOLDER}/bin/pip`, ['install', '-q', '--disable-pip-version-check', '--retries', '0', '--timeout', '10', ...PACKAGES]],
    ['touch', [DONE]],
  ];
  for (const [program, args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 90_000 });
    if (status === 0) continue;
    const why = (error?.message ?? stderr).trim().split('\n').at(-1);
    console.warn(
      `SKIPPED: the Python SDK: '${program} ${args.slice(0, 2).join(' ')}' failed (${why}); it needs python3 with venv, and PyPI`,
    );
    return undefined;
  }
  return python;
}
