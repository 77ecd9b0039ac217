/* The manifests of deploy/kubernetes run: each with exactly its arguments, environment and config, one behind the other as in a cluster. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { postTraces } from '../service/support/loopback-client.ts';
import { arrivals, idOf, numberedSpans } from '../service/support/numbered-spans.ts';
import { readManifest } from '../support/manifests.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { RunningPod, type Secrets } from '../support/running-pod.ts';
import { canMakeCertificates, makeAuthority } from '../transport/support/certificates.ts';

interface Cluster {
  readonly sink: OtlpSink;
  readonly secrets: Secrets;
  readonly gateway: RunningPod;
  /** Where sidecars and nodes find the gateway. */
  readonly env: Readonly<Record<string, string>>;
}

/** The gateway in front of a backend of the test. */
async function cluster(): Promise<Cluster> {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  const authority = makeAuthority();
  onTestFinished(() => authority.remove());
  const { cert, key } = authority.issue('gateway', ['127.0.0.1']);
  const ca = readFileSync(authority.ca, 'utf8');
  const secrets: Secrets = {
    'assay-gateway': { token: 'gateway-token', 'ca.crt': ca },
    'assay-gateway-tls': { 'tls.crt': readFileSync(cert, 'utf8'), 'tls.key': readFileSync(key, 'utf8'), 'ca.crt': ca },
    'assay-node': { token: 'node-token' },
    'assay-backend': { url: `http://127.0.0.1:${sink.httpPort}`, authorization: 'Bearer backend-token' },
  };
  const gateway = await RunningPod.start(readManifest('gateway'), secrets);
  return { sink, secrets, gateway, env: { ASSAY_GATEWAY_ENDPOINT: `127.0.0.1:${gateway.otlp.grpc}` } };
}

async function stopped(pod: RunningPod): Promise<void> {
  pod.child.kill('SIGTERM');
  expect(await pod.ended, pod.log).toBe(0);
  expect(pod.log.trimEnd().split('\n').at(-1)).toContain('stopped; traces: received');
}

describe.runIf(canMakeCertificates())('the manifests', () => {
  it('run: an application sends to its sidecar, that to the gateway over TLS with a token, and that to the backend', async () => {
    const { sink, secrets, gateway, env } = await cluster();
    const manifest = readManifest('sidecar');
    const sidecar = await RunningPod.start(manifest, secrets, env);
    expect(await sidecar.probe('readinessProbe', manifest)).toBe(200);
    expect(await sidecar.probe('livenessProbe', manifest)).toBe(200);
    expect(await postTraces(sidecar.otlp.http, numberedSpans(0, 3))).toBe(200);
    await sink.until('traces', 3);
    expect([...arrivals(sink)]).toEqual([0, 1, 2].map((i) => [idOf(i), 1]));
    expect(sink.batches[0]!.meta.metadata?.get('authorization')).toEqual(['Bearer backend-token']);
    // As at the end of a pod: the application is gone, the sidecar stops, then one day the gateway.
    await stopped(sidecar);
    await stopped(gateway);
    for (const { log } of [sidecar, gateway]) expect(log).not.toMatch(/(?:gateway|node|backend)-token/);
  });

  it('run: an application sends to its node with a token, and nobody without one', async () => {
    const { sink, secrets, gateway, env } = await cluster();
    const manifest = readManifest('daemonset');
    const node = await RunningPod.start(manifest, secrets, env);
    expect(await node.probe('readinessProbe', manifest)).toBe(200);
    expect(await node.probe('livenessProbe', manifest)).toBe(200);
    expect(await postTraces(node.otlp.http, numberedSpans(10, 2))).toBe(401);
    expect(await postTraces(node.otlp.http, numberedSpans(10, 2), undefined, { authorization: 'Bearer node-token' })).toBe(200);
    await sink.until('traces', 2);
    expect([...arrivals(sink)]).toEqual([10, 11].map((i) => [idOf(i), 1]));
    await stopped(node);
    await stopped(gateway);
  });

  it('run: an application sends to the gateway directly, over TLS with a token', async () => {
    const { sink, secrets, gateway } = await cluster();
    const manifest = readManifest('gateway');
    expect(await gateway.probe('livenessProbe', manifest)).toBe(200);
    const post = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const body = numberedSpans(20, 1);
        const call = request(
          {
            host: '127.0.0.1',
            port: gateway.otlp.http,
            path: '/v1/traces',
            method: 'POST',
            ca: secrets['assay-gateway-tls']!['ca.crt'],
            headers: { 'content-type': 'application/x-protobuf', ...headers },
            agent: false,
          },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        );
        call.on('error', reject);
        call.end(body);
      });
    expect(await post({})).toBe(401);
    expect(await post({ authorization: 'Bearer gateway-token' })).toBe(200);
    await sink.until('traces', 1);
    await stopped(gateway);
  });

  it('hold the promise of the queue: a sidecar that is killed while the gateway is away delivers after its restart', async () => {
    const { sink, secrets, gateway, env } = await cluster();
    const manifest = readManifest('sidecar');
    gateway.child.kill('SIGKILL');
    await gateway.ended;
    const root: string[] = [];
    const sidecar = await RunningPod.start(manifest, secrets, env, root);
    expect(await postTraces(sidecar.otlp.http, numberedSpans(30, 3))).toBe(200);
    sidecar.child.kill('SIGKILL');
    await sidecar.ended;
    const back = await RunningPod.start(readManifest('gateway'), secrets);
    // The container is restarted in its pod: the same volumes.
    await RunningPod.start(manifest, secrets, { ASSAY_GATEWAY_ENDPOINT: `127.0.0.1:${back.otlp.grpc}` }, root);
    await sink.until('traces', 3);
    expect([...arrivals(sink)]).toEqual([30, 31, 32].map((i) => [idOf(i), 1]));
  });
});
