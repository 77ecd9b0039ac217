import { SIGNALS } from '../otlp/batch.ts';
import type { Signal } from '../otlp/batch.ts';
import { parseId } from './component-id.ts';
import type { Declared } from './components.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import { didYouMean, quote } from './suggest.ts';
import { isBroken } from './tree.ts';
import type { MapNode, Path, TreeNode } from './tree.ts';

/** The lists of a pipeline, as spelt in YAML. */
export type Role = 'receivers' | 'processors' | 'exporters';
/** In the order in which data passes. */
export const ROLES: readonly Role[] = ['receivers', 'processors', 'exporters'];

/** An entry of a pipeline's list. `target` is undefined when nothing of that id is declared (reported). */
export interface Reference {
  readonly id: string;
  readonly path: Path;
  readonly target: Declared | undefined;
}

/** A pipeline as written, references resolved. Built also from a config with errors, so that all checks can run. */
export interface Pipeline {
  readonly id: string;
  readonly signal: Signal;
  readonly path: Path;
  readonly receivers: readonly Reference[];
  readonly processors: readonly Reference[];
  readonly exporters: readonly Reference[];
}

/** Finds the declared component for an entry of a list, or reports that there is none. */
export type Resolve = (id: string, role: Role, path: Path) => Declared | undefined;

/** Reads `service.pipelines`. Pipelines with a malformed id are reported and left out. */
export function readPipelines(root: MapNode, resolve: Resolve, findings: Findings): Pipeline[] {
  const base: Path = ['service', 'pipelines'];
  const service = root.entries.get('service')?.value;
  const node = service?.kind === 'map' ? service.entries.get('pipelines')?.value : undefined;
  if (node?.kind !== 'map' || node.entries.size === 0) {
    const isEmpty = node === undefined || node.kind === 'map' || (node.kind === 'scalar' && node.value === null);
    if (isEmpty && !isBroken(root, base)) {
      findings.add(
        diagnosticIn(root, base, 'key', {
          code: 'ASSAY_CONFIG_EMPTY_PIPELINE',
          message: 'there is no pipeline, so nothing would run',
          expected: 'at least one pipeline under service.pipelines',
          hint: 'for example `service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}`',
        }),
      );
    }
    return [];
  }
  const out: Pipeline[] = [];
  for (const [id, entry] of node.entries) {
    const path = [...base, id];
    const signal = signalOf(id);
    if (signal === undefined) reportId(root, id, path, findings);
    const lists = ROLES.map((role) => readList(root, entry.value, role, path, resolve, findings)) as [
      Reference[],
      Reference[],
      Reference[],
    ];
    if (signal !== undefined) out.push({ id, signal, path, receivers: lists[0], processors: lists[1], exporters: lists[2] });
  }
  return out;
}

function readList(root: MapNode, pipeline: TreeNode, role: Role, base: Path, resolve: Resolve, findings: Findings): Reference[] {
  const node = pipeline.kind === 'map' ? pipeline.entries.get(role)?.value : undefined;
  const path = [...base, role];
  const isEmpty =
    node === undefined || (node.kind === 'list' && node.items.length === 0) || (node.kind === 'scalar' && node.value === null);
  const isPipeline = pipeline.kind === 'map' || (pipeline.kind === 'scalar' && pipeline.value === null);
  if (isEmpty && isPipeline && role !== 'processors' && !isBroken(root, path)) {
    findings.add(
      diagnosticIn(root, path, 'key', {
        code: 'ASSAY_CONFIG_EMPTY_PIPELINE',
        message: `the pipeline ${quote(String(base.at(-1)))} has no ${role}`,
        expected: `at least one of the declared ${role} or connectors`,
        hint: `write \`${role}: [ID]\``,
      }),
    );
  }
  const out: Reference[] = [];
  const seen = new Set<string>();
  for (const [index, item] of (node?.kind === 'list' ? node.items : []).entries()) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') continue; // the schema complains
    const at = [...path, index];
    if (seen.has(item.value)) {
      findings.add(
        diagnosticIn(root, at, 'value', {
          code: 'ASSAY_CONFIG_DUPLICATE_REFERENCE',
          message:
            role === 'processors'
              ? `the processor ${quote(item.value)} would run twice in this pipeline`
              : `${quote(item.value)} is listed twice`,
          expected: 'each component once in a list',
          hint: role === 'processors' ? 'remove one, or declare a second one under another name: type/name' : 'remove one',
        }),
      );
      continue;
    }
    seen.add(item.value);
    out.push({ id: item.value, path: at, target: resolve(item.value, role, at) });
  }
  return out;
}

function signalOf(id: string): Signal | undefined {
  const type = parseId(id)?.type;
  return SIGNALS.find((signal) => signal === type);
}

function reportId(root: MapNode, id: string, path: Path, findings: Findings): void {
  const type = id.split('/', 1)[0]!;
  findings.add(
    diagnosticIn(root, path, 'key', {
      code: 'ASSAY_CONFIG_PIPELINE_ID',
      message: type === 'profiles' ? 'Assay carries no profiles' : `${quote(id)} is no pipeline id`,
      expected: SIGNALS.map((signal) => `${signal} or ${signal}/name`).join(', '),
      hint: didYouMean(type, SIGNALS),
    }),
  );
}
