import type { Registry } from '../kernel/registry.ts';
import { parseId } from './component-id.ts';
import type { Declared, DeclaredBySection } from './components.ts';
import { diagnosticIn } from './diagnostic.ts';
import type { Findings } from './diagnostic.ts';
import type { Resolve, Role } from './pipelines.ts';
import { SECTIONS } from './sections.data.ts';
import { closest, didYouMean, oneOfText, quote } from './suggest.ts';
import type { MapNode } from './tree.ts';

/** What a resolver looks at and writes to. */
export interface ResolverContext {
  readonly root: MapNode;
  readonly declared: DeclaredBySection;
  readonly registry: Registry;
  /** Collects what was referred to, or was probably meant by a mistyped reference: none of that is "unused". */
  readonly mentions: Set<Declared>;
  readonly findings: Findings;
}

/**
 * Resolves ids of a pipeline's lists against what is declared: a receiver (exporter), or a connector. An id that is near one whose
 * declaration was already refused is taken for it: `memory_limitter:` above and `memory_limiter` below are one mistake.
 */
export function resolver({ root, declared, registry, mentions, findings }: ResolverContext): Resolve {
  return (id, role, path) => {
    const own = declared.get(role);
    const connectors = role === 'processors' ? undefined : declared.get('connectors');
    const candidates = [...(own?.values() ?? []), ...(connectors?.values() ?? [])];
    const usable = candidates.filter(({ descriptor }) => descriptor !== undefined);
    const refused = candidates.filter(({ descriptor }) => descriptor === undefined);
    const near = nearest(id, usable);
    const target = own?.get(id) ?? connectors?.get(id) ?? (near === undefined ? nearest(id, refused) : undefined);
    const mentioned = target ?? near;
    if (mentioned !== undefined) mentions.add(mentioned);
    if (target !== undefined) return target;
    const ids = usable.map((component) => component.id);
    findings.add(
      diagnosticIn(root, path, 'value', {
        code: 'ASSAY_CONFIG_UNDEFINED_COMPONENT',
        message: `${quote(id)} is not declared under ${role}${connectors === undefined ? '' : ' or connectors'}`,
        expected: ids.length === 0 ? `a component declared under ${role}` : oneOfText(ids),
        hint: didYouMean(id, ids) ?? declaredElsewhere(id, role, declared) ?? howToDeclare(id, role, registry),
      }),
    );
    return undefined;
  };
}

function nearest(id: string, components: readonly Declared[]): Declared | undefined {
  const meant = closest(
    id,
    components.map((component) => component.id),
  );
  return components.find((component) => component.id === meant);
}

function declaredElsewhere(id: string, role: Role, declared: DeclaredBySection): string | undefined {
  const section = [...declared].find(([other, components]) => other !== role && components.has(id))?.[0];
  return section === undefined ? undefined : `it is declared under ${section}, so it cannot stand under ${role}`;
}

/** Names the section in which a component of that type can be declared, or says that there is no such type. */
function howToDeclare(id: string, role: Role, registry: Registry): string {
  const type = parseId(id)?.type ?? id;
  const fitting = SECTIONS.filter(({ section }) => section === role || (section === 'connectors' && role !== 'processors'));
  const home = fitting.find(({ kind }) => registry.find(kind, type) !== undefined);
  if (home !== undefined) return `declare it: \`${id}:\` under \`${home.section}:\``;
  const types = registry.all().filter(({ kind }) => fitting.some((row) => row.kind === kind));
  const meant = closest(
    type,
    types.map((descriptor) => descriptor.type),
  );
  return `there is no component of type ${quote(type)}${meant === undefined ? '' : `; did you mean ${quote(meant)}?`}`;
}
