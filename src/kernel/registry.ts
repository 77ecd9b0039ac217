import type { AnyDescriptor, ComponentKind } from './component.ts';

/** A component found under the spelling that was asked for. */
export interface Found {
  readonly descriptor: AnyDescriptor;
  /** True when the asked spelling is an old one; the user gets one warning naming `descriptor.type`. */
  readonly viaAlias: boolean;
}

/** All components a collector knows. Made once from a list; nothing registers itself at import. */
export interface Registry {
  /** By the type as written in YAML, current or old spelling; undefined when there is no such component of that kind. */
  find(kind: ComponentKind, type: string): Found | undefined;
  /** In the order of the list. */
  all(): readonly AnyDescriptor[];
}

/**
 * A registry over `list`. Throws a TypeError when two components of one kind claim the same spelling: that is a mistake
 * of whoever wrote the list, and no config could choose between them.
 */
export function makeRegistry(list: readonly AnyDescriptor[]): Registry {
  const all = Object.freeze([...list]);
  const bySpelling = new Map<string, Found>();
  for (const descriptor of all) {
    for (const spelling of [descriptor.type, ...descriptor.aliases]) {
      const key = `${descriptor.kind}/${spelling}`;
      if (bySpelling.has(key)) throw new TypeError(`two ${descriptor.kind}s are called ${spelling}`);
      bySpelling.set(key, { descriptor, viaAlias: spelling !== descriptor.type });
    }
  }
  return { find: (kind, type) => bySpelling.get(`${kind}/${type}`), all: () => all };
}
