import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';

/** A folder of its own that goes away with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(`${tmpdir()}/assay-contract-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Nothing listens there: port 1 on loopback is refused at once. */
const NOBODY = 'localhost:1';
/** Without retries a refused connection ends the items, so that the ledger settles at once. */
const ONE_ATTEMPT = { retry_on_failure: { enabled: false } };

/** The least that a component must be told, for those whose schema asks for something; all others run on `{}`. */
const REQUIRED: Readonly<Record<string, () => Record<string, unknown>>> = {
  'receiver/otlp': () => ({ protocols: { grpc: { endpoint: 'localhost:0' }, http: { endpoint: 'localhost:0' } } }),
  'exporter/otlp_grpc': () => ({ endpoint: NOBODY, tls: { insecure: true }, ...ONE_ATTEMPT }),
  'exporter/otlp_http': () => ({ endpoint: `http://${NOBODY}`, ...ONE_ATTEMPT }),
  'exporter/langfuse': () => ({ endpoint: `http://${NOBODY}`, public_key: 'pk-lf-test', secret_key: 'sk-lf-test', ...ONE_ATTEMPT }),
  'exporter/prometheus': () => ({ endpoint: 'localhost:0' }),
  'exporter/file': () => ({ path: `${scratchFolder()}/out.jsonl` }),
  'extension/health_check': () => ({ endpoint: 'localhost:0' }),
  'extension/basicauth': () => ({ client_auth: { username: 'user', password: 'password' } }),
  'extension/bearertokenauth': () => ({ token: 'token' }),
  'extension/file_storage': () => ({ directory: scratchFolder() }),
};

/** The smallest config of a component with which a test can run it: no fixed port, no path of the machine. */
export function minimalConfig(kind: string, type: string): Record<string, unknown> {
  return REQUIRED[`${kind}/${type}`]?.() ?? {};
}
