import { parse, stringify } from 'yaml';
import { type LoadedConfig, loadConfig } from '../../src/config/load.ts';
import { SECTIONS } from '../../src/config/sections.data.ts';
import type { AnyDescriptor } from '../../src/kernel/component.ts';
import type { Registry } from '../../src/kernel/registry.ts';
import { type Signal, SIGNALS } from '../../src/otlp/batch.ts';
import { builtInRegistry } from '../../src/registry.ts';

type Plain = Record<string, Record<string, unknown>>;

/** A component of a fragment that the registry knows. */
interface Named {
  readonly id: string;
  readonly descriptor: AnyDescriptor;
}

interface Pipeline {
  readonly receivers: string[];
  readonly processors: string[];
  readonly exporters: string[];
}

/** Parts that a fragment lacks are taken from here. */
const STAND_INS = {
  receivers: { id: 'otlp', config: { protocols: { http: { endpoint: 'localhost:0' } } } },
  exporters: { id: 'debug', config: {} },
} as const;

/**
 * An example as a document shows it, completed to a config that can run: components without a pipeline get one for each
 * signal they take, with an otlp receiver before and a debug exporter behind where the example names none.
 */
export function wholeConfig(fragment: string, registry: Registry = builtInRegistry()): string {
  const config = (parse(fragment) ?? {}) as Plain;
  config['service'] ??= {};
  const known = new Map(
    SECTIONS.map(({ section, kind }) => [section, namesOf(config[section], (type) => registry.find(kind, type)?.descriptor)]),
  );
  const extensions = known.get('extensions')!.map(({ id }) => id);
  config['service']['extensions'] ??= extensions;
  if (config['service']['pipelines'] === undefined) config['service']['pipelines'] = pipelinesFor(config, known);
  return stringify(config);
}

function namesOf(section: Record<string, unknown> | undefined, find: (type: string) => AnyDescriptor | undefined): Named[] {
  return Object.keys(section ?? {}).flatMap((id) => {
    const descriptor = find(id.split('/')[0]!);
    return descriptor === undefined ? [] : [{ id, descriptor }];
  });
}

function pipelinesFor(config: Plain, known: ReadonlyMap<string, readonly Named[]>): Record<string, Pipeline> {
  const pipelines: Record<string, Pipeline> = {};
  const takes = (section: string, signal: Signal): string[] =>
    known
      .get(section)!
      .filter(({ descriptor }) => descriptor.stability[signal] !== undefined)
      .map(({ id }) => id);
  const from = (signal: Signal): string[] =>
    known
      .get('connectors')!
      .filter(({ descriptor }) => Object.values(descriptor.routes ?? {}).some((out) => out.includes(signal)))
      .map(({ id }) => id);
  for (const signal of SIGNALS) {
    const own = ['receivers', 'processors', 'exporters', 'connectors'].flatMap((section) => takes(section, signal));
    if (own.length > 0) {
      pipelines[signal] = complete(config, {
        receivers: takes('receivers', signal),
        processors: takes('processors', signal),
        exporters: [...takes('exporters', signal), ...takes('connectors', signal)],
      });
    }
    const sources = from(signal);
    if (sources.length > 0) pipelines[`${signal}/out`] = complete(config, { receivers: sources, processors: [], exporters: [] });
  }
  if (Object.keys(pipelines).length === 0) pipelines['traces'] = complete(config, { receivers: [], processors: [], exporters: [] });
  return pipelines;
}

function complete(config: Plain, pipeline: Pipeline): Pipeline {
  for (const section of ['receivers', 'exporters'] as const) {
    if (pipeline[section].length > 0) continue;
    const { id, config: standIn } = STAND_INS[section];
    config[section] = { [id]: standIn, ...config[section] };
    pipeline[section].push(id);
  }
  return pipeline;
}

/** What an example's `${env:NAME}` may stand for, by what the name says; anything else is a plain word. */
const EXAMPLE_VALUES: readonly (readonly [name: RegExp, value: string])[] = [
  [/HMAC|KEY|TOKEN|SECRET|PASSWORD/, 'an-example-value-that-is-long-enough-for-a-key'],
  [/INSECURE$/, 'false'],
  [/IP$|HOST$/, '127.0.0.1'],
  [/URL$/, 'https://backend.example'],
  [/ENDPOINT$/, 'backend.example:4317'],
];

/** An environment in which every variable that `text` asks for is set. */
export function exampleEnv(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{env:(\w+)/g)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name) => [name, EXAMPLE_VALUES.find(([pattern]) => pattern.test(name))?.[1] ?? 'example']));
}

/** Loads an example; `name` is how its diagnostics call it. */
export function loadExample(name: string, fragment: string, registry: Registry = builtInRegistry()): Promise<LoadedConfig> {
  const text = wholeConfig(fragment, registry);
  return loadConfig({ uris: [], base: { name, text }, env: exampleEnv(text), registry });
}
