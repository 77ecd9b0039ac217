import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { AnyDescriptor, ComponentKind, Lifecycle } from '../../src/kernel/component.ts';
import { assemble, type Graph } from '../../src/kernel/graph.ts';
import { startAll, stopAll, stopGroups } from '../../src/kernel/lifecycle.ts';
import { ACCEPTED } from '../../src/kernel/outcome.ts';
import { plan } from '../../src/kernel/plan.ts';
import { makeRegistry } from '../../src/kernel/registry.ts';
import { createCallReader } from '../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../src/genai/dialect.ts';
import { AssayError } from '../../src/wire/assay-error.ts';
import { PipelineLedger } from '../../src/telemetry/ledger.ts';
import { FakeMetrics, makeFakeHost } from '../support/fake-host.ts';

const SIGNALS = { traces: 'stable', metrics: 'stable', logs: 'stable' } as const;

/** A component that writes down what happens to it, and does nothing else. */
function recorder(kind: ComponentKind, type: string, events: string[], behaviour: Partial<Lifecycle> = {}): AnyDescriptor {
  const descriptor = {
    kind,
    type,
    aliases: [],
    stability: kind === 'extension' ? { extension: 'stable' } : SIGNALS,
    ...(kind === 'processor' || kind === 'connector' ? { form: 'flow' } : {}),
    ...(kind === 'connector' ? { routes: { traces: ['traces'], logs: ['logs'], metrics: ['metrics'] } } : {}),
    config: { type: 'object', additionalProperties: true },
    telemetry: [],
    create: (_config: unknown, host: { id: string }) => ({
      kind: 'flow',
      connect: (next: unknown) => next,
      consume: () => ACCEPTED,
      start: () => {
        events.push(`+${host.id}`);
        return behaviour.start?.();
      },
      shutdown: (deadline: AbortSignal) => {
        events.push(`-${host.id}`);
        return behaviour.shutdown?.(deadline);
      },
    }),
  };
  return descriptor as unknown as AnyDescriptor;
}

const YAML = `
receivers: { r: }
processors: { p/1: , p/2: , p/3: }
connectors: { c: }
exporters: { e: }
extensions: { x: }
service:
  extensions: [x]
  pipelines:
    traces/second: { receivers: [c], processors: [p/3], exporters: [e] }
    traces/first: { receivers: [r], processors: [p/1, p/2], exporters: [c] }
`;

async function graphOf(list: readonly AnyDescriptor[]): Promise<Graph> {
  const loaded = await loadConfig({ uris: [`yaml:${YAML}`], env: {}, registry: makeRegistry(list) });
  if (loaded.config === undefined) throw new Error(formatDiagnostics(loaded.diagnostics, loaded));
  return assemble(plan(loaded.config), loaded.config, {
    host: (_kind, { id }) => makeFakeHost({ id }),
    account: (pipeline) => new PipelineLedger(pipeline, new FakeMetrics()),
    calls: () => createCallReader(DEFAULT_DIALECT_SETTINGS),
  });
}

function all(events: string[], special: Partial<Record<string, Partial<Lifecycle>>> = {}): AnyDescriptor[] {
  const kinds = { r: 'receiver', p: 'processor', c: 'connector', e: 'exporter', x: 'extension' } as const;
  return Object.entries(kinds).map(([type, kind]) => recorder(kind, type, events, special[type]));
}

const never = (): AbortSignal => new AbortController().signal;
const { log } = makeFakeHost();

describe('a graph', () => {
  it('starts from the end of the data to its start, so that whoever begins finds the next one running', async () => {
    const events: string[] = [];
    await startAll(await graphOf(all(events)), () => undefined, log);
    expect(events).toEqual(['+x', '+e', '+c', '+p/3', '+p/2', '+p/1', '+r']);
  });

  it('stops in the order of the data, a connector between the pipelines it joins', async () => {
    const events: string[] = [];
    const graph = await graphOf(all(events));
    expect(await stopAll(stopGroups(graph), never(), log)).toEqual([]);
    expect(events).toEqual(['-r', '-p/1', '-p/2', '-c', '-p/3', '-e', '-x']);
  });

  it('stops what had started when a part cannot start, and names the part', async () => {
    const events: string[] = [];
    const failing = { p: { start: () => Promise.reject(new Error('no')) } };
    const graph = await graphOf(all(events, failing));
    await expect(startAll(graph, () => undefined, log)).rejects.toMatchObject({
      code: 'ASSAY_KERNEL_START_FAILED',
      message: 'processor p/3 could not start',
    });
    expect(events).toEqual(['+x', '+e', '+c', '+p/3', '-c', '-e', '-x']);
  });

  it('keeps the code of a part that says itself why it cannot start', async () => {
    const cause = new AssayError('ASSAY_RECEIVER_PORT_TAKEN', 'taken');
    const graph = await graphOf(all([], { r: { start: () => Promise.reject(cause) } }));
    await expect(startAll(graph, () => undefined, log)).rejects.toBe(cause);
  });

  it('leaves behind what does not stop in time, names it, and goes on with the rest', async () => {
    const events: string[] = [];
    const graph = await graphOf(all(events, { e: { shutdown: () => new Promise(() => undefined) } }));
    expect(await stopAll(stopGroups(graph), AbortSignal.abort(), log)).toEqual(['exporter e']);
    expect(events.at(-1)).toBe('-x');
  });

  it('goes on when a part fails to stop', async () => {
    const events: string[] = [];
    const graph = await graphOf(all(events, { p: { shutdown: () => Promise.reject(new Error('no')) } }));
    expect(await stopAll(stopGroups(graph), never(), log)).toEqual([]);
    expect(events).toHaveLength(7);
  });

  it('stops an instance that serves several pipelines once, when the last of them has drained', async () => {
    const events: string[] = [];
    const node = (id: string, instance: Lifecycle): { kind: 'processor'; id: string; instance: Lifecycle } => ({
      kind: 'processor',
      id,
      instance,
    });
    const says = (word: string): Lifecycle => ({ shutdown: () => void events.push(word) });
    const shared = says('shared');
    await stopAll([[node('a', shared)], [node('b', says('between'))], [node('a', shared)]], never(), log);
    expect(events).toEqual(['between', 'shared']);
  });
});
