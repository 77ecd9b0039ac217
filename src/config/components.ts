import type { AnyDescriptor, ComponentKind, ConfigProblem } from '../kernel/component.ts';
import type { Registry } from '../kernel/registry.ts';
import { AssayError } from '../wire/assay-error.ts';
import { ID_FORM, parseId } from './component-id.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Finding, Findings } from './diagnostic.ts';
import { fit } from './fit.ts';
import { schemaProblems } from './schema-problems.ts';
import { SECTIONS } from './sections.data.ts';
import { didYouMean, oneOfText, quote } from './suggest.ts';
import { isBroken } from './tree.ts';
import type { MapNode, Path, TreeNode } from './tree.ts';
import type { Section } from './types.ts';

/** A component as declared, valid or not. Pipelines may refer to an invalid one without a second complaint. */
export interface Declared {
  readonly id: string;
  readonly name: string;
  readonly section: Section;
  readonly kind: ComponentKind;
  readonly path: Path;
  readonly node: TreeNode;
  /** Undefined for an unknown type or a malformed id. */
  readonly descriptor: AnyDescriptor | undefined;
  /** Config with defaults; also set when it has errors. */
  readonly config: unknown;
  /** True when `config` fits the schema. */
  readonly valid: boolean;
}

/** Components by section, then by id as written. */
export type DeclaredBySection = ReadonlyMap<Section, ReadonlyMap<string, Declared>>;

/** Reads and checks all components of a merged config. */
export function readComponents(root: MapNode, registry: Registry, findings: Findings): DeclaredBySection {
  const out = new Map<Section, ReadonlyMap<string, Declared>>();
  for (const { section, kind } of SECTIONS) {
    const declared = new Map<string, Declared>();
    const node = root.entries.get(section)?.value;
    if (node?.kind === 'map') {
      for (const [id, entry] of node.entries) declared.set(id, readComponent(root, section, kind, id, entry.value, registry, findings));
    } else if (node !== undefined && (node.kind === 'list' || node.value !== null)) {
      findings.add(
        diagnosticIn(root, [section], 'value', {
          code: 'ASSAY_CONFIG_WRONG_TYPE',
          message: `${section} is ${node.kind === 'list' ? 'a list' : 'a single value'}`,
          expected: `a map from ids to settings`,
          hint: `write \`${section}:\`, and below it, indented, \`type:\` or \`type/name:\``,
        }),
      );
    }
    out.set(section, declared);
  }
  return out;
}

function readComponent(
  root: MapNode,
  section: Section,
  kind: ComponentKind,
  id: string,
  node: TreeNode,
  registry: Registry,
  findings: Findings,
): Declared {
  const path = [section, id];
  const unusable = { id, name: '', section, kind, path, node, descriptor: undefined, config: undefined, valid: false };
  const parts = parseId(id);
  if (parts === undefined) {
    findings.add(
      diagnosticIn(root, path, 'key', { code: 'ASSAY_CONFIG_COMPONENT_ID', message: `${quote(id)} is no component id`, expected: ID_FORM }),
    );
    return unusable;
  }
  const match = registry.find(kind, parts.type);
  if (match === undefined) {
    findings.add(diagnosticIn(root, path, 'key', unknownType(kind, parts.type, registry)));
    return unusable;
  }
  const { descriptor, viaAlias } = match;
  if (viaAlias) {
    const now = parts.name === '' ? descriptor.type : `${descriptor.type}/${parts.name}`;
    findings.add(
      diagnosticIn(root, path, 'key', {
        code: 'ASSAY_CONFIG_DEPRECATED_NAME',
        severity: 'warning',
        message: `the ${kind} ${quote(parts.type)} is now called ${quote(descriptor.type)}; the old name still works`,
        hint: `write ${quote(now)} here and in the pipelines`,
      }),
    );
  }
  const { value, errors } = fit(descriptor.config, node);
  for (const diagnostic of schemaProblems(errors, descriptor.config, root, path)) findings.add(diagnostic);
  const valid = errors.length === 0;
  if (valid) for (const problem of ownProblems(descriptor, value)) addOwn(root, path, problem, findings);
  return { id, name: parts.name, section, kind, path, node, descriptor, config: value, valid };
}

function unknownType(kind: ComponentKind, type: string, registry: Registry): Finding {
  const types = registry.all().filter((descriptor) => descriptor.kind === kind);
  const names = types.map((descriptor) => descriptor.type).toSorted();
  const others = SECTIONS.filter((row) => row.kind !== kind && registry.find(row.kind, type) !== undefined);
  const elsewhere =
    others.length === 0
      ? undefined
      : `${quote(type)} is ${others.map((row) => article(row.kind)).join(' and ')}: declare it under ${others[0]!.section}`;
  return {
    code: 'ASSAY_CONFIG_UNKNOWN_COMPONENT',
    message: `there is no ${kind} called ${quote(type)}`,
    expected: oneOfText(names),
    hint:
      didYouMean(
        type,
        types.flatMap((descriptor) => [descriptor.type, ...descriptor.aliases]),
      ) ?? elsewhere,
  };
}

/** A component's `check`; one that throws is a mistake of the component, told without what it threw: that may repeat a secret. */
function ownProblems(descriptor: AnyDescriptor, config: unknown): readonly ConfigProblem[] {
  try {
    return descriptor.check?.(config as never) ?? [];
  } catch (error) {
    const code = error instanceof AssayError ? error.code : 'ASSAY_CONFIG_CHECK_FAILED';
    const message =
      error instanceof AssayError ? error.message : `the ${descriptor.kind} ${descriptor.type} could not check these settings`;
    return [{ path: [], code, message }];
  }
}

function addOwn(root: MapNode, base: Path, problem: ConfigProblem, findings: Findings): void {
  const path = [...base, ...problem.path];
  if (isBroken(root, path)) return;
  const { code, message, hint, severity } = problem;
  findings.add(diagnosticIn(root, path, 'value', { code, message, hint, severity: severity ?? 'error' }));
}

function article(kind: ComponentKind): string {
  return kind === 'exporter' || kind === 'extension' ? `an ${kind}` : `a ${kind}`;
}
