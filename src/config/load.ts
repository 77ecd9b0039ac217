import type { Registry } from '../kernel/registry.ts';
import { readComponents } from './components.ts';
import type { Declared, DeclaredBySection } from './components.ts';
import { Findings, diagnosticAt, diagnosticIn } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { effectiveConfig } from './effective.ts';
import { checkConnectors, checkCycles, checkSignals } from './graph.ts';
import { lint } from './lint.ts';
import { secretTexts } from './mask.ts';
import { mergeTrees, splitKeys } from './merge.ts';
import { parseSource } from './parse-yaml.ts';
import type { SourceText } from './parse-yaml.ts';
import { readPipelines } from './pipelines.ts';
import type { Pipeline } from './pipelines.ts';
import { resolver } from './resolve.ts';
import { SECTIONS, TOP_LEVEL_KEYS } from './sections.data.ts';
import { readService } from './service.ts';
import { parseSet, setSource } from './set-flag.ts';
import { readSources, readTextFile } from './sources.ts';
import type { Environment, ReadFile } from './sources.ts';
import { substitute } from './substitute.ts';
import { didYouMean, oneOfText, quote } from './suggest.ts';
import type { MapNode, TreeNode } from './tree.ts';
import type { CollectorConfig, ComponentConfig, PipelineConfig, Section } from './types.ts';
import { checkAmbiguous, checkExtensionUses, readExtensions, warnUnused } from './usage.ts';

/** Where a config comes from. */
export interface LoadOptions {
  /** `--config`, in order. */
  readonly uris: readonly string[];
  /** `--set`, in order. */
  readonly sets?: readonly string[];
  readonly env: Environment;
  /** Reads config files and `${file:...}`; from disk unless given. */
  readonly readFile?: ReadFile;
  readonly registry: Registry;
  /** A config beneath all others, such as a built-in preset. */
  readonly base?: SourceText;
}

/** A config as loaded. Show `diagnostics` always; run only with `config`. */
export interface LoadedConfig {
  /** Undefined when a diagnostic is an error. */
  readonly config?: CollectorConfig;
  /** In order of sources, lines and columns. */
  readonly diagnostics: readonly Diagnostic[];
  /** All sources merged and substituted; undefined when there was nothing to merge. Holds secrets. */
  readonly tree?: MapNode;
  /**
   * The config as it takes effect, defaults included and secrets masked; what `printConfig` prints. Empty after a syntax error that
   * leaves the structure in doubt: nobody could say then which text is a secret.
   */
  readonly effective: Readonly<Record<string, unknown>>;
  /** Texts by display name, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
  /** Literal secrets, which code frames mask. */
  readonly secrets: readonly string[];
  /** Every file that was read, for watching. */
  readonly files: readonly string[];
}

/**
 * Text to validated config: read, parse, merge, substitute, check against schemas, check the graph, lint. Never throws for
 * what a user wrote: each problem is a diagnostic, all of them at once. Throws ASSAY_CONFIG_SCHEMA for a component whose own
 * schema is wrong.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { env, registry, readFile = readTextFile } = options;
  const findings = new Findings();
  const files = new Set<string>();
  const sources = new Map<string, string>();
  const merged = await readAll(options, readFile, findings, files, sources);
  const order = [...sources.keys()];
  if (merged === undefined) return { diagnostics: findings.sorted(order), effective: {}, sources, secrets: [], files: [...files] };
  const root = (await substitute(merged, { env, readFile, files }, findings)) as MapNode;
  const checked = check(root, registry, findings);
  const shown = { sources, secrets: literalSecrets(checked.declared), files: [...files], effective: checked.effective, tree: root };
  const diagnostics = findings.sorted(order);
  return findings.hasErrors || checked.config === undefined ? { diagnostics, ...shown } : { config: checked.config, diagnostics, ...shown };
}

async function readAll(
  options: LoadOptions,
  readFile: ReadFile,
  findings: Findings,
  files: Set<string>,
  texts: Map<string, string>,
): Promise<MapNode | undefined> {
  const { sources, problems } = await readSources(options.uris, options.env, readFile);
  for (const problem of problems) findings.add(problem);
  if (problems.length > 0) findings.expectGaps();
  const trees: TreeNode[] = [];
  const take = (source: SourceText, tree: TreeNode | undefined): void => {
    if (tree === undefined || (tree.kind === 'scalar' && tree.value === null)) return;
    if (tree.kind === 'map') trees.push(tree);
    else findings.add(diagnosticAt(tree.origin, [], notAMap(tree)));
    if (tree.kind !== 'map') findings.expectGaps();
  };
  for (const source of [...(options.base === undefined ? [] : [options.base]), ...sources]) {
    texts.set(source.name, source.text);
    if ('path' in source && typeof source.path === 'string') files.add(source.path);
    const { tree, brokenFromLine } = parseSource(source, findings);
    if (brokenFromLine !== undefined) findings.distrust(source.name, brokenFromLine);
    take(source, tree !== undefined && 'scheme' in source && source.scheme === 'yaml' ? splitKeys(tree, findings) : tree);
  }
  for (const [index, text] of (options.sets ?? []).entries()) {
    const source = setSource(text, index);
    texts.set(source.name, source.text);
    take(source, parseSet(source, findings));
  }
  if (trees.length > 0) return trees.reduce(mergeTrees) as MapNode;
  if (!findings.hasErrors) {
    const first = sources[0];
    findings.add(
      diagnosticAt(first === undefined ? undefined : { source: first.name, line: 1, col: 1 }, [], {
        code: 'ASSAY_CONFIG_EMPTY',
        message: 'the config is empty',
        expected: oneOfText(TOP_LEVEL_KEYS),
        hint: 'name a file with --config',
      }),
    );
  }
  return undefined;
}

interface Checked {
  readonly config: CollectorConfig | undefined;
  readonly declared: DeclaredBySection;
  readonly effective: Record<string, unknown>;
}

function check(root: MapNode, registry: Registry, findings: Findings): Checked {
  for (const key of root.entries.keys())
    if (!TOP_LEVEL_KEYS.includes(key)) findings.add(diagnosticIn(root, [key], 'key', unknownTopLevel(key)));
  const declared = readComponents(root, registry, findings);
  const service = readService(root, findings);
  const mentions = new Set<Declared>();
  const pipelines = readPipelines(root, resolver({ root, declared, registry, mentions, findings }), findings);
  const extensions = readExtensions(root, declared, mentions, findings);
  checkAmbiguous(root, declared, findings);
  checkSignals(root, pipelines, findings);
  checkConnectors(root, declared.get('connectors')?.values() ?? [], pipelines, findings);
  checkCycles(root, pipelines, findings);
  checkExtensionUses(root, declared, extensions, mentions, findings);
  warnUnused(root, declared, mentions, findings);
  const started = extensions.map((id) => declared.get('extensions')?.get(id)).filter((extension) => extension !== undefined);
  lint({ root, pipelines, extensions: started }, findings);
  const effective = findings.isGuess ? {} : effectiveConfig(root, declared, service);
  if (findings.hasErrors || service === undefined) return { config: undefined, declared, effective };
  const sections = Object.fromEntries(SECTIONS.map(({ section }) => [section, componentsOf(declared, section)])) as Record<
    Section,
    ReadonlyMap<string, ComponentConfig>
  >;
  const { shutdownTimeoutMs, telemetry } = service;
  return {
    config: { ...sections, service: { extensions, pipelines: pipelines.map(pipelineOf), telemetry, shutdownTimeoutMs } },
    declared,
    effective,
  };
}

function componentsOf(declared: DeclaredBySection, section: Section): ReadonlyMap<string, ComponentConfig> {
  const out = new Map<string, ComponentConfig>();
  for (const { id, name, descriptor, config } of declared.get(section)?.values() ?? []) {
    if (descriptor !== undefined) out.set(id, { id, type: descriptor.type, name, descriptor, config });
  }
  return out;
}

function pipelineOf({ id, signal, receivers, processors, exporters }: Pipeline): PipelineConfig {
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map((reference) => reference.id);
  return { id, signal, receivers: ids(receivers), processors: ids(processors), exporters: ids(exporters) };
}

function literalSecrets(declared: DeclaredBySection): string[] {
  const all = [...declared.values()].flatMap((components): Declared[] => [...components.values()]);
  return all.flatMap(({ descriptor, config }) => (descriptor === undefined ? [] : secretTexts(config, descriptor.config)));
}

function unknownTopLevel(key: string): Parameters<typeof diagnosticIn>[3] {
  return {
    code: 'ASSAY_CONFIG_UNKNOWN_KEY',
    message: `unknown key ${quote(key)} at the top of the config`,
    expected: oneOfText(TOP_LEVEL_KEYS),
    hint: didYouMean(key, TOP_LEVEL_KEYS),
  };
}

function notAMap(tree: TreeNode): Parameters<typeof diagnosticIn>[3] {
  return {
    code: 'ASSAY_CONFIG_WRONG_TYPE',
    message: `the config is ${tree.kind === 'list' ? 'a list' : 'a single value'}`,
    expected: `a map with the keys ${TOP_LEVEL_KEYS.join(', ')}`,
    hint: 'check that the right file was named, and that the keys stand at the start of their lines, each with a colon',
  };
}
