import type { DeclaredBySection } from './components.ts';
import { toPlain } from './fit.ts';
import { maskSecrets } from './mask.ts';
import { SECTIONS, TOP_LEVEL_KEYS } from './sections.data.ts';
import { SERVICE_SCHEMA } from './service.data.ts';
import type { ServiceSettings } from './service.ts';
import type { MapNode } from './tree.ts';

/**
 * The config as it takes effect: valid parts with their defaults, others as written; secrets masked. Sections stand in a fixed
 * order, components and pipelines as written; empty sections are left out.
 */
export function effectiveConfig(root: MapNode, declared: DeclaredBySection, service: ServiceSettings | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { section } of SECTIONS) {
    const components: Record<string, unknown> = {};
    for (const { id, descriptor, config, node, valid } of declared.get(section)?.values() ?? []) {
      components[id] = maskSecrets(valid ? config : toPlain(node), descriptor?.config, node, valid);
    }
    if (Object.keys(components).length > 0) out[section] = components;
  }
  for (const [key, { value: node }] of root.entries) {
    if (!TOP_LEVEL_KEYS.includes(key)) out[key] = maskSecrets(toPlain(node), undefined, node, false);
  }
  const node = root.entries.get('service')?.value;
  if (service !== undefined) out['service'] = maskSecrets(service.effective, SERVICE_SCHEMA, node, true);
  else if (node !== undefined) out['service'] = maskSecrets(toPlain(node), undefined, node, false);
  return out;
}
