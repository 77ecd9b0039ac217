import { existsSync, globSync, readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { componentReadme, readmePath } from '../../scripts/docs/components.ts';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { SECTIONS } from '../../src/config/sections.data.ts';
import type { AnyDescriptor, Connector, Descriptor, Lifecycle, Processor } from '../../src/kernel/component.ts';
import { ACCEPTED } from '../../src/kernel/outcome.ts';
import { type Signal, SIGNALS } from '../../src/otlp/batch.ts';
import { BUILT_IN } from '../../src/registry.ts';
import { type SystemClock, systemClock } from '../../src/telemetry/clock.ts';
import { HealthBoard } from '../../src/telemetry/health-board.ts';
import { makeHost } from '../../src/telemetry/host-factory.ts';
import { createLogger } from '../../src/telemetry/log/logger.ts';
import { OwnMetrics } from '../../src/telemetry/metrics/own-metrics.ts';
import { startSmallCollector } from '../support/small-collector.ts';
import { loadExample } from '../support/whole-config.ts';
import { blocksOf, REPOSITORY } from '../support/yaml-blocks.ts';
import { minimalConfig } from './minimal.ts';
import { SAMPLES } from './samples.ts';

const COMPONENT_FOLDERS = SECTIONS.map(({ section }) => section);
const sectionOf = ({ kind }: AnyDescriptor): string => `${kind}s`;

/** The component's own config after defaults, out of a whole config that loads. */
async function defaultsOf(descriptor: AnyDescriptor): Promise<unknown> {
  const { kind, type } = descriptor;
  const loaded = await loadExample('minimal.yaml', stringify({ [sectionOf(descriptor)]: { [type]: minimalConfig(kind, type) } }));
  if (loaded.config === undefined) throw new Error(formatDiagnostics(loaded.diagnostics, loaded));
  return loaded.config[sectionOf(descriptor) as 'processors'].get(type)!.config;
}

interface Made {
  readonly instance: Lifecycle;
  readonly clock: SystemClock;
  readonly metrics: OwnMetrics;
}

/** One instance on a real host, joined to consumers that take everything. */
async function make(descriptor: AnyDescriptor): Promise<Made> {
  const clock = systemClock();
  const metrics = new OwnMetrics();
  const services = {
    clock,
    metrics,
    log: createLogger({ level: 'error', encoding: 'json', outputs: [] }, clock),
    health: new HealthBoard(),
    env: {},
    extension: () => undefined,
    stopping: () => false,
  };
  const { host } = makeHost(services, { kind: descriptor.kind, id: descriptor.type, telemetry: descriptor.telemetry });
  const create = descriptor.create as unknown as Descriptor<'extension', unknown, Lifecycle>['create'];
  const instance = create(await defaultsOf(descriptor), host);
  const next = { consume: () => ACCEPTED };
  const signals = SIGNALS.filter((signal) => descriptor.stability[signal] !== undefined);
  if (descriptor.kind === 'receiver') (instance as Connector).connect(new Map(signals.map((signal) => [signal, next])));
  if (descriptor.kind === 'connector') {
    const outcoming = signals.flatMap((signal) => descriptor.routes?.[signal] ?? []);
    (instance as Connector).connect(new Map(outcoming.map((signal) => [signal, next])));
  }
  if (descriptor.kind === 'processor' && (instance as Processor).kind === 'flow') {
    for (const signal of signals) (instance as Processor & { kind: 'flow' }).connect(next, signal);
  }
  onTestFinished(() => clock.cancelAll());
  return { instance, clock, metrics };
}

const soon = (): AbortSignal => AbortSignal.timeout(5000);

describe('the registry', () => {
  it('has every component folder, and every folder is a component', () => {
    const folders = COMPONENT_FOLDERS.flatMap((kind) =>
      globSync('*/', { cwd: `${REPOSITORY}src/${kind}` }).map((name) => `${kind}/${name.replace(/\/$/, '')}`),
    );
    const registered = BUILT_IN.map((descriptor) => `${sectionOf(descriptor)}/${descriptor.type}`);
    expect(registered.toSorted()).toEqual(folders.toSorted());
  });
});

describe.each(BUILT_IN.map((descriptor) => [`${descriptor.kind} ${descriptor.type}`, descriptor] as const))('%s', (_name, descriptor) => {
  it('has the files that every component has', () => {
    const folder = `${REPOSITORY}src/${sectionOf(descriptor)}/${descriptor.type}/`;
    expect(['README.md', 'config.ts', 'index.ts'].filter((file) => !existsSync(folder + file))).toEqual([]);
    expect(readFileSync(`${folder}README.md`, 'utf8').split('\n')[0]).toBe(`# ${descriptor.type}`);
  });

  it('is frozen, says how stable it is, and describes each option', () => {
    expect(Object.isFrozen(descriptor)).toBe(true);
    expect(Object.keys(descriptor.stability).length).toBeGreaterThan(0);
    const properties = Object.entries((descriptor.config['properties'] ?? {}) as Record<string, Record<string, unknown>>);
    expect(
      properties.filter(([, schema]) => schema['description'] === undefined && schema['properties'] === undefined).map(([name]) => name),
    ).toEqual([]);
  });

  it('loads with the least config its schema asks for', async () => {
    expect(await defaultsOf(descriptor)).toBeTypeOf('object');
  });

  it('has a README whose tables are in step', () => {
    expect(readFileSync(REPOSITORY + readmePath(descriptor), 'utf8')).toBe(componentReadme(descriptor).text);
  });

  it('has a README whose examples are valid', async () => {
    const examples = blocksOf(readmePath(descriptor), 'yaml');
    expect(examples.length).toBeGreaterThan(0);
    for (const { place, text } of examples) {
      const loaded = await loadExample(place, text);
      expect(loaded.config, `${place}\n${formatDiagnostics(loaded.diagnostics, loaded)}`).toBeDefined();
    }
  });

  it('may be started twice and shut down twice, and leaves no timer', async () => {
    const { instance, clock, metrics } = await make(descriptor);
    await instance.start?.();
    await instance.start?.();
    await instance.shutdown?.(soon());
    await instance.shutdown?.(soon());
    expect(clock.liveTimers()).toBe(0);
    expect(metrics.undeclared()).toEqual([]);
  });

  it('may be shut down without having been started', async () => {
    const { instance, clock } = await make(descriptor);
    await instance.shutdown?.(soon());
    expect(clock.liveTimers()).toBe(0);
  });

  it.runIf(descriptor.kind === 'processor' || descriptor.kind === 'connector')('is of the form that its descriptor promises', async () => {
    const { instance } = await make(descriptor);
    const form =
      descriptor.kind === 'processor' ? (instance as Processor).kind : (instance as Connector).stages === undefined ? 'flow' : 'stages';
    expect(descriptor.form).toBe(form);
  });

  const signals = SIGNALS.filter((signal) => descriptor.stability[signal] !== undefined);
  it.each(signals.length === 0 ? (['traces'] as const) : signals)(
    'accounts for every item of %s and emits no undeclared metric',
    async (signal) => {
      const small = await startSmallCollector(pipelineWith(descriptor, signal));
      const batch = SAMPLES[signal]();
      if (descriptor.kind === 'receiver') await post(small.reported(`receiver/${descriptor.type}`, 'http_endpoint'), signal, batch.bytes);
      else expect(await small.send(batch)).toEqual(ACCEPTED);
      const { ledgers, late } = await small.stop();
      expect(late).toEqual([]);
      const ledger = ledgers.find(({ pipeline }) => pipeline === `${signal}/in`)!;
      expect(ledger).toMatchObject({ received: batch.items, copied: 0, inFlight: 0 });
      expect(ledgers.filter(({ inFlight }) => inFlight !== 0)).toEqual([]);
      expect(small.collector.metrics.undeclared()).toEqual([]);
      expect(small.log.filter((line) => line.includes('ASSAY_KERNEL_COMPONENT_FAILED'))).toEqual([]);
    },
  );
});

/** A pipeline of one signal with the component in its place, between a source and a sink of the test. */
function pipelineWith(descriptor: AnyDescriptor, signal: Signal): string {
  const { kind, type } = descriptor;
  const isConnector = kind === 'connector';
  const pipelines: Record<string, unknown> = {
    [`${signal}/in`]: {
      receivers: [kind === 'receiver' ? type : 'source'],
      processors: kind === 'processor' ? [type] : [],
      exporters: [isConnector || kind === 'exporter' ? type : 'sink'],
    },
  };
  if (isConnector)
    for (const out of descriptor.routes?.[signal] ?? []) pipelines[`${out}/out`] = { receivers: [type], exporters: ['sink'] };
  const config: Record<string, Record<string, unknown>> = { receivers: {}, exporters: {} };
  if (kind !== 'receiver') config['receivers']!['source'] = {};
  if (kind !== 'exporter') config['exporters']!['sink'] = {};
  config[sectionOf(descriptor)] = { ...config[sectionOf(descriptor)], [type]: minimalConfig(kind, type) };
  return stringify({ ...config, service: { extensions: kind === 'extension' ? [type] : [], pipelines } });
}

async function post(endpoint: string, signal: Signal, bytes: Uint8Array): Promise<void> {
  const body = Buffer.from(bytes);
  const response = await fetch(`http://${endpoint}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body,
  });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
}
