import { walkAnnotations } from './annotations.ts';
import type { Declared, DeclaredBySection } from './components.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import type { Pipeline } from './pipelines.ts';
import { ROLES } from './pipelines.ts';
import { closest, didYouMean, oneOfText, quote } from './suggest.ts';
import type { MapNode, Path } from './tree.ts';

/** Checks `service.extensions` and returns the ids that will start, in order. */
export function readExtensions(root: MapNode, declared: DeclaredBySection, mentions: Set<Declared>, findings: Findings): string[] {
  const known = declared.get('extensions') ?? new Map<string, Declared>();
  const service = root.entries.get('service')?.value;
  const node = service?.kind === 'map' ? service.entries.get('extensions')?.value : undefined;
  const out: string[] = [];
  for (const [index, item] of (node?.kind === 'list' ? node.items : []).entries()) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') continue; // the schema complains
    const path: Path = ['service', 'extensions', index];
    const id = item.value;
    if (out.includes(id)) {
      findings.add(
        diagnosticIn(root, path, 'value', {
          code: 'ASSAY_CONFIG_DUPLICATE_REFERENCE',
          message: `${quote(id)} is listed twice`,
          expected: 'each extension once',
          hint: 'remove one',
        }),
      );
    } else if (!known.has(id)) reportUndefined(root, id, path, known, mentions, findings);
    else mentions.add(known.get(id)!);
    out.push(id);
  }
  return out;
}

/** Extensions that components name in their own settings (`auth.authenticator`, `sending_queue.storage`) must be declared and started. */
export function checkExtensionUses(
  root: MapNode,
  declared: DeclaredBySection,
  started: readonly string[],
  mentions: Set<Declared>,
  findings: Findings,
): void {
  const known = declared.get('extensions') ?? new Map<string, Declared>();
  for (const component of everything(declared)) {
    if (!component.valid || component.descriptor === undefined) continue;
    walkAnnotations(component.descriptor.config, component.config, ({ schema, value, path: inner }) => {
      if (schema['x-extension'] !== true || typeof value !== 'string' || value === '') return;
      const path = [...component.path, ...inner];
      if (!known.has(value)) reportUndefined(root, value, path, known, mentions, findings);
      else if (!started.includes(value)) {
        mentions.add(known.get(value)!);
        findings.add(
          diagnosticIn(root, path, 'value', {
            code: 'ASSAY_CONFIG_UNDEFINED_COMPONENT',
            message: `the extension ${quote(value)} is declared but not started`,
            expected: 'an extension listed in service.extensions',
            hint: `add ${quote(value)} to service.extensions`,
          }),
        );
      }
    });
  }
}

/** Declared components that nothing refers to. */
export function warnUnused(root: MapNode, declared: DeclaredBySection, mentions: ReadonlySet<Declared>, findings: Findings): void {
  for (const component of everything(declared)) {
    if (component.descriptor === undefined || mentions.has(component)) continue;
    const isExtension = component.kind === 'extension';
    findings.add(
      diagnosticIn(root, component.path, 'key', {
        code: 'ASSAY_CONFIG_UNUSED_COMPONENT',
        severity: 'warning',
        message: `the ${component.kind} ${quote(component.id)} is declared but not in ${isExtension ? 'service.extensions' : 'any pipeline'}`,
        hint: isExtension ? 'list it there, or remove it' : 'add it to a pipeline, or remove it',
      }),
    );
  }
}

/** One id for two things that may stand in the same list. */
export function checkAmbiguous(root: MapNode, declared: DeclaredBySection, findings: Findings): void {
  for (const connector of declared.get('connectors')?.values() ?? []) {
    const other = (['receivers', 'exporters'] as const).find((section) => declared.get(section)?.has(connector.id));
    if (other === undefined) continue;
    findings.add(
      diagnosticIn(root, connector.path, 'key', {
        code: 'ASSAY_CONFIG_AMBIGUOUS_ID',
        message: `${quote(connector.id)} is declared under connectors and under ${other}`,
        expected: 'an id that a pipeline can tell apart',
        hint: 'give one of them a name: type/name',
      }),
    );
  }
}

/** Components that stand in a pipeline. */
export function usedComponents(pipelines: readonly Pipeline[]): Set<Declared> {
  const used = new Set<Declared>();
  for (const pipeline of pipelines) {
    for (const role of ROLES) for (const { target } of pipeline[role]) if (target !== undefined) used.add(target);
  }
  return used;
}

/** Every declared component, section by section. */
export function* everything(declared: DeclaredBySection): Generator<Declared> {
  for (const components of declared.values()) yield* components.values();
}

function reportUndefined(
  root: MapNode,
  id: string,
  path: Path,
  known: ReadonlyMap<string, Declared>,
  mentions: Set<Declared>,
  findings: Findings,
): void {
  const meant = closest(id, known.keys());
  const near = meant === undefined ? undefined : known.get(meant);
  if (near !== undefined) mentions.add(near);
  findings.add(
    diagnosticIn(root, path, 'value', {
      code: 'ASSAY_CONFIG_UNDEFINED_COMPONENT',
      message: `${quote(id)} is not declared under extensions`,
      expected: known.size === 0 ? 'an extension declared under extensions' : oneOfText([...known.keys()]),
      hint: didYouMean(id, known.keys()) ?? `declare it: \`${id}:\` under \`extensions:\``,
    }),
  );
}
