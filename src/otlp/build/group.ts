import type { Writer } from '../../wire/writer.ts';
import { RESOURCE, RESOURCE_ITEMS, SCOPE, SCOPE_ITEMS } from '../fields.ts';
import { type PlainAttributes, writeAttributes } from './any-value.ts';

/** Resource and scope around the items of one group; both may be absent. */
export interface PlainGroup {
  readonly resource?: PlainAttributes;
  readonly scope?: { readonly name?: string; readonly version?: string; readonly attributes?: PlainAttributes };
  /** schema_url of the resource. */
  readonly schemaUrl?: string;
}

/** Writes the fields of a ResourceSpans, ResourceLogs or ResourceMetrics with one scope; `items` writes into field 2 of it. */
export function writeGroup(w: Writer, group: PlainGroup, items: () => void): void {
  if (group.resource !== undefined) {
    const resource = w.begin(RESOURCE_ITEMS.resource);
    writeAttributes(w, RESOURCE.attributes, group.resource);
    w.end(resource);
  }
  const scopeItems = w.begin(RESOURCE_ITEMS.scopeItems);
  if (group.scope !== undefined) {
    const scope = w.begin(SCOPE_ITEMS.scope);
    if (group.scope.name !== undefined) w.textField(SCOPE.name, group.scope.name);
    if (group.scope.version !== undefined) w.textField(SCOPE.version, group.scope.version);
    writeAttributes(w, SCOPE.attributes, group.scope.attributes);
    w.end(scope);
  }
  items();
  w.end(scopeItems);
  if (group.schemaUrl !== undefined) w.textField(RESOURCE_ITEMS.schemaUrl, group.schemaUrl);
}
