import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Manifest } from './manifests.ts';
import { freePort } from './scripted-backend.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What the cluster would supply: Secrets by name, with their keys. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The container `assay` of a manifest as a process: its arguments, environment and mounted files. Two things differ from a
 * cluster: mounts are folders of the test (paths are written anew in arguments and config), and ports are given by `--set`.
 */
export class RunningPod {
  readonly otlp: { readonly grpc: number; readonly http: number };
  readonly health: number;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  log = '';

  private constructor(child: ChildProcess, ports: { grpc: number; http: number; health: number }) {
    this.child = child;
    this.otlp = ports;
    this.health = ports.health;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    this.ended = new Promise((resolve) => child.on('close', resolve));
  }

  /**
   * Starts it and waits until the startup probe succeeds, as a kubelet does. `pod` holds the folder of the pod's volumes: a second
   * container started with the same one finds what the first left.
   */
  static async start(
    manifest: Manifest,
    secrets: Secrets,
    env: Readonly<Record<string, string>> = {},
    pod: string[] = [],
  ): Promise<RunningPod> {
    const root = pod[0] ?? mkdtempSync(join(tmpdir(), 'assay-pod-'));
    pod[0] = root;
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const mounts = manifest.assay.volumeMounts!.map(({ mountPath }) => mountPath).toSorted((a, b) => b.length - a.length);
    const here = (text: string): string => mounts.reduce((changed, path) => changed.replaceAll(path, root + path), text);
    mount(manifest, root, secrets, here);
    const ports = { grpc: await freePort(), http: await freePort(), health: await freePort() };
    const sets = [
      `receivers.otlp.protocols.grpc.endpoint=127.0.0.1:${ports.grpc}`,
      `receivers.otlp.protocols.http.endpoint=127.0.0.1:${ports.http}`,
      `extensions.health_check.endpoint=127.0.0.1:${ports.health}`,
      'exporters.prometheus.endpoint=127.0.0.1:0',
      'service.telemetry.metrics.endpoint=127.0.0.1:0',
    ];
    const args = [...manifest.assay.args!.map(here), ...sets.flatMap((set) => ['--set', set])];
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env['PATH'], ...environment(manifest, secrets), ...env },
    });
    const running = new RunningPod(child, ports);
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await running.ended;
    });
    await running.untilProbe('startupProbe', manifest);
    return running;
  }

  /** The status of a probe of the manifest. */
  async probe(name: 'startupProbe' | 'readinessProbe' | 'livenessProbe', manifest: Manifest): Promise<number> {
    const { path } = manifest.assay[name]!.httpGet;
    const response = await fetch(`http://127.0.0.1:${this.health}${path}`).catch(() => undefined);
    await response?.arrayBuffer();
    return response?.status ?? 0;
  }

  async untilProbe(name: 'startupProbe', manifest: Manifest): Promise<void> {
    let over = false;
    void this.ended.then(() => (over = true));
    while ((await this.probe(name, manifest)) !== 200) {
      if (over) throw new Error(`the process ended before it was ready:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function mount(manifest: Manifest, root: string, secrets: Secrets, here: (text: string) => string): void {
  for (const { name, mountPath } of manifest.assay.volumeMounts!) {
    const volume = manifest.pod.volumes!.find((each) => each.name === name);
    const files =
      volume?.configMap !== undefined
        ? { 'config.yaml': here(manifest.config) }
        : volume?.secret !== undefined
          ? secrets[volume.secret.secretName]!
          : {};
    mkdirSync(root + mountPath, { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root + mountPath, file)), { recursive: true });
      writeFileSync(join(root + mountPath, file), text);
    }
  }
}

function environment(manifest: Manifest, secrets: Secrets): Record<string, string> {
  return Object.fromEntries(
    manifest.assay.env!.map(({ name, value, valueFrom }) => {
      if (value !== undefined) return [name, value];
      if (valueFrom?.fieldRef?.fieldPath === 'status.podIP') return [name, '127.0.0.1'];
      const { name: secret, key } = valueFrom!.secretKeyRef!;
      return [name, secrets[secret]![key]!];
    }),
  );
}
