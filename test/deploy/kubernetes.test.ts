import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { CollectorConfig } from '../../src/config/types.ts';
import { builtInRegistry } from '../../src/registry.ts';
import { type KubernetesObject, type Manifest, MANIFESTS, readManifest } from '../support/manifests.ts';
import { exampleEnv } from '../support/whole-config.ts';
import { REPOSITORY } from '../support/yaml-blocks.ts';

interface Validator {
  validate(): void;
}

/** Validators and types made from the JSON Schemas of Kubernetes' own API, by kind, with the module they come from. */
const KINDS: Readonly<Record<string, { readonly make: new (data: never) => Validator; readonly module: string }>> = {
  ConfigMap: { make: ConfigMap, module: 'kubernetes-models/v1/ConfigMap' },
  Service: { make: Service, module: 'kubernetes-models/v1/Service' },
  Deployment: { make: Deployment, module: 'kubernetes-models/apps/v1/Deployment' },
  DaemonSet: { make: DaemonSet, module: 'kubernetes-models/apps/v1/DaemonSet' },
  StatefulSet: { make: StatefulSet, module: 'kubernetes-models/apps/v1/StatefulSet' },
  PodDisruptionBudget: { make: PodDisruptionBudget, module: 'kubernetes-models/policy/v1/PodDisruptionBudget' },
};

function validate(object: KubernetesObject): void {
  new KINDS[object.kind]!.make(object as never).validate();
}

/** What the compiler says of objects written as literals of Kubernetes' types: fields that do not exist are among it. */
function typeErrors(objects: readonly KubernetesObject[]): string {
  mkdirSync(`${REPOSITORY}.cache`, { recursive: true });
  const folder = mkdtempSync(`${REPOSITORY}.cache/manifest-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const lines = objects.flatMap((object, i) => [
    `import type { I${object.kind} as Kind${i} } from '${KINDS[object.kind]!.module}';`,
    `export const object${i}: Kind${i} = ${JSON.stringify(object)};`,
  ]);
  writeFileSync(`${folder}/objects.ts`, lines.join('\n'));
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024', '--ignoreConfig'];
  try {
    execFileSync(process.execPath, [`${REPOSITORY}node_modules/typescript/bin/tsc`, ...options, `${folder}/objects.ts`], {
      encoding: 'utf8',
    });
    return '';
  } catch (error) {
    return String((error as { stdout?: unknown }).stdout);
  }
}

const UNITS: Readonly<Record<string, number>> = { Mi: 1, Gi: 1024 };

/** `512Mi` in MiB. */
function mib(quantity: string): number {
  const match = /^(\d+)(Mi|Gi)$/.exec(quantity)!;
  return Number(match[1]) * UNITS[match[2]!]!;
}

async function load({ config }: Manifest): Promise<{ config: CollectorConfig; diagnostics: string }> {
  const loaded = await loadConfig({ uris: [`yaml:${config}`], env: exampleEnv(config), registry: builtInRegistry() });
  const diagnostics = formatDiagnostics(loaded.diagnostics, loaded);
  expect(loaded.config, diagnostics).toBeDefined();
  return { config: loaded.config!, diagnostics };
}

const settingsOf = (component: { config: unknown } | undefined): Record<string, unknown> => component!.config as Record<string, unknown>;

describe('the schemas that hold the manifests', () => {
  const { objects } = readManifest('sidecar');
  const deployment = objects.find(({ kind }) => kind === 'Deployment')!;
  const changed = (edit: (object: { spec: Record<string, unknown> }) => void): KubernetesObject => {
    const copy = structuredClone(deployment) as unknown as { spec: Record<string, unknown> };
    edit(copy);
    return copy as unknown as KubernetesObject;
  };

  it('find a value of the wrong type, and a field that is missing', () => {
    expect(() => validate(deployment)).not.toThrow();
    expect(() => validate(changed(({ spec }) => (spec['replicas'] = 'two')))).toThrow(/replicas/);
    expect(() => validate(changed(({ spec }) => delete spec['selector']))).toThrow(/selector/);
  });

  it('find a field that does not exist', () => {
    expect(typeErrors([changed(({ spec }) => (spec['replica'] = 2))])).toMatch(/"replica"' does not exist/);
  });
});

describe.each(MANIFESTS)('deploy/kubernetes/%s.yaml', (name) => {
  const manifest = readManifest(name);
  const { objects, workload, pod, assay, application } = manifest;

  it('is valid for Kubernetes, to the last field', () => {
    for (const object of objects) validate(object);
    expect(typeErrors(objects)).toBe('');
  });

  it('has a config without errors and without warnings', async () => {
    expect((await load(manifest)).diagnostics).toBe('');
  });

  it('rolls the pods when the config changes: the annotation is the digest of what is mounted', () => {
    const digest = createHash('sha256').update(manifest.config).digest('hex');
    expect(workload.spec!.template!.metadata.annotations).toEqual({ 'checksum/config': digest });
  });

  it('follows a changed config without a restart, too', () => {
    expect(assay.args).toEqual(['run', '--config=/etc/assay/config.yaml', '--watch']);
    const mount = assay.volumeMounts!.find(({ mountPath }) => mountPath === '/etc/assay')!;
    expect(pod.volumes!.find((volume) => volume.name === mount.name)!.configMap!.name).toBe(
      objects.find(({ kind }) => kind === 'ConfigMap')!.metadata.name,
    );
    // A subPath would be a copy that never changes.
    expect(mount).not.toHaveProperty('subPath');
  });

  it('asks for readiness and liveness where health_check answers', async () => {
    const { config } = await load(manifest);
    const port = Number(/:(\d+)$/.exec(String(settingsOf(config.extensions.get('health_check'))['endpoint']))![1]);
    expect(port).toBe(13133);
    expect(assay.ports!.find((each) => each.name === 'health')!.containerPort).toBe(port);
    expect(assay.readinessProbe!.httpGet).toEqual({ path: '/', port: 'health' });
    expect(assay.startupProbe!.httpGet).toEqual({ path: '/', port: 'health' });
    expect(assay.livenessProbe!.httpGet).toEqual({ path: '/livez', port: 'health' });
  });

  it('opens exactly the ports that the config listens on, and all of them where a kubelet or Prometheus can reach them', async () => {
    const listens = [...manifest.config.matchAll(/endpoint: "\$\{env:MY_POD_IP\}:(\d+)"/g)].map((match) => Number(match[1]));
    const loopback = [...manifest.config.matchAll(/endpoint: localhost:(\d+)/g)].map((match) => Number(match[1]));
    expect(assay.ports!.map(({ containerPort }) => containerPort).toSorted((a, b) => a - b)).toEqual(listens.toSorted((a, b) => a - b));
    expect(loopback).toEqual(name === 'sidecar' ? [4317, 4318] : []);
  });

  it('gives the drain more time than it takes', async () => {
    const { config } = await load(manifest);
    const drainS = config.service.shutdownTimeoutMs / 1000;
    const margin = 10;
    expect(pod.terminationGracePeriodSeconds!).toBeGreaterThanOrEqual(drainS + margin);
    // The containers of the application stop first and need their own share.
    if (name === 'sidecar') expect(pod.terminationGracePeriodSeconds!).toBeGreaterThanOrEqual(2 * drainS + margin);
  });

  it('ties memory to the limit of the container', async () => {
    const { config } = await load(manifest);
    const limiter = settingsOf(config.processors.get('memory_limiter'));
    expect(limiter).toMatchObject({ limit_mib: 0, limit_percentage: 80, spike_limit_percentage: 20 });
    expect(mib(assay.resources!.limits!['memory']!) * 0.6).toBeGreaterThan(200);
    // No limit of the processor's time: a throttled collector is one that refuses.
    expect(assay.resources!.limits).not.toHaveProperty('cpu');
    for (const pipeline of config.service.pipelines.filter(({ receivers }) => receivers.includes('otlp')))
      expect(pipeline.processors[0]).toBe('memory_limiter');
  });

  it('has a volume for the queue that holds what the queue may become', async () => {
    const { config } = await load(manifest);
    const storage = settingsOf(config.extensions.get('file_storage'));
    const mount = assay.volumeMounts!.find(({ mountPath }) => String(storage['directory']).startsWith(`${mountPath}/`))!;
    expect(mount.readOnly).toBeUndefined();
    const volume = pod.volumes!.find((each) => each.name === mount.name);
    const claim = workload.spec!.volumeClaimTemplates?.find(({ metadata }) => metadata.name === mount.name);
    const size = volume?.emptyDir?.sizeLimit ?? claim?.spec.resources.requests.storage;
    if (size === undefined) expect(volume!.hostPath!.path).toBe('/var/lib/assay');
    else expect(mib(size)).toBeGreaterThanOrEqual(Number(storage['max_mib']));
    const exporters = config.service.pipelines.flatMap((pipeline) => pipeline.exporters).filter((id) => id.startsWith('otlp'));
    for (const id of exporters) expect(settingsOf(config.exporters.get(id))).toMatchObject({ sending_queue: { storage: 'file_storage' } });
  });

  it('runs as a user without rights, on a root that cannot be written', () => {
    const { runAsNonRoot, runAsUser, runAsGroup, seccompProfile } = { ...pod.securityContext, ...assay.securityContext } as Record<
      string,
      unknown
    >;
    expect({ runAsNonRoot, runAsUser, runAsGroup }).toEqual({ runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001 });
    expect(seccompProfile).toEqual({ type: 'RuntimeDefault' });
    expect(assay.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  it('lets nobody in who does not belong: loopback, or a token', async () => {
    const { config } = await load(manifest);
    const { protocols } = settingsOf(config.receivers.get('otlp')) as { protocols: Record<string, { endpoint: string; auth?: object }> };
    for (const { endpoint, auth } of Object.values(protocols)) expect(endpoint.startsWith('localhost:') || auth !== undefined).toBe(true);
  });

  it('names no secret: they come from Secrets, as files or variables', () => {
    expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
    expect(manifest.config).not.toMatch(/(?:token|password|secret_key): (?!\$\{|\/run)/);
  });

  it('tells the application where to send', () => {
    const env = new Map(application.env!.map((each) => [each.name, each.value]));
    const endpoint = {
      sidecar: 'http://localhost:4318',
      daemonset: 'http://$(HOST_IP):4318',
      gateway: 'https://assay-gateway.observability.svc:4318',
    };
    expect(env.get('OTEL_EXPORTER_OTLP_ENDPOINT')).toBe(endpoint[name]);
    expect(env.get('OTEL_EXPORTER_OTLP_PROTOCOL')).toBe('http/protobuf');
    expect(env.has('OTEL_EXPORTER_OTLP_HEADERS')).toBe(name !== 'sidecar');
  });
});

describe('the sidecar', () => {
  it('is an init container that stays, so that it starts before the application and stops after it', () => {
    const { pod } = readManifest('sidecar');
    expect(pod.initContainers!.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([['assay', 'Always']]);
    expect(pod.containers.map(({ name }) => name)).toEqual(['application']);
  });
});

describe('the daemonset', () => {
  it('lets the old pod of a node go before the new one comes, since they share a folder', () => {
    const { workload } = readManifest('daemonset');
    expect(workload.spec!['updateStrategy']).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } });
  });
});
