import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Programs of others to test against, and the script of each that a developer runs to have them. */
const PEERS = {
  otelcol: { path: 'otelcol/otelcol', script: 'otelcol/build.sh' },
  telemetrygen: { path: 'otelcol/telemetrygen', script: 'otelcol/build.sh' },
  promtool: { path: 'prometheus/bin/promtool', script: 'prometheus/get.sh' },
  prometheus: { path: 'prometheus/bin/prometheus', script: 'prometheus/get.sh' },
} as const;

export type Peer = keyof typeof PEERS;

/** Where peers are looked for: ASSAY_PEERS, else .cache/peers of this tree. */
const FOLDER = process.env['ASSAY_PEERS'] ?? fileURLToPath(new URL('../../.cache/peers', import.meta.url));

/** The path of a peer, or undefined. */
export function peer(name: Peer): string | undefined {
  const path = `${FOLDER}/${PEERS[name].path}`;
  return existsSync(path) ? path : undefined;
}

/** Whether all `names` are here. If not, says on stderr what is skipped and how to get it: absence must not look like success. */
export function havePeers(what: string, ...names: readonly Peer[]): boolean {
  const missing = names.filter((name) => peer(name) === undefined);
  for (const name of missing) {
    console.warn(`SKIPPED: ${what}: ${name} is not in ${FOLDER}; peers/${PEERS[name].script} makes it, or set ASSAY_PEERS`);
  }
  return missing.length === 0;
}
