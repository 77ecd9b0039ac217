import { ENTITIES, type EntityRow, type Preset } from '../entities.data.ts';
import type { ActionName, EntityConfig } from './config.ts';
import { ACTION_NAMES, type Action, REPLACE } from './policy.ts';

/** A config entry for one entity or family, read. */
export interface EntitySetting {
  readonly on: boolean;
  readonly action: Action;
  readonly keepLast: number;
  /** NaN: the default. */
  readonly threshold: number;
  readonly replacement: string | undefined;
}

export const DEFAULT_KEEP_LAST = 4;
/** Score times 100 from which a finding counts, unless a config says otherwise. */
export const DEFAULT_THRESHOLD = 40;

/** Reads one entry of `entities`; undefined when the action is misspelt. */
export function readEntity(config: EntityConfig): EntitySetting | undefined {
  const given = typeof config === 'string' ? { action: config } : config;
  const name: ActionName | 'off' = given.action ?? 'replace';
  if (name === 'off') return { on: false, action: REPLACE, keepLast: 0, threshold: Number.NaN, replacement: undefined };
  const action = ACTION_NAMES.indexOf(name);
  if (action === -1) return undefined;
  const more = typeof config === 'string' ? {} : config;
  return {
    on: true,
    action: action as Action,
    keepLast: more.keep_last ?? DEFAULT_KEEP_LAST,
    threshold: more.threshold ?? Number.NaN,
    replacement: more.replacement,
  };
}

const byId = new Map(ENTITIES.map((row) => [row.id, row]));

/** The table row of an entity: its own, or its family's (`SECRET/GITHUB` takes `SECRET`). */
export function entityRow(id: string): EntityRow | undefined {
  return byId.get(id) ?? byId.get(familyOf(id));
}

export function familyOf(id: string): string {
  const slash = id.indexOf('/');
  return slash === -1 ? id : id.slice(0, slash);
}

/** Whether a preset has an entity on. */
export function inPreset(id: string, preset: Preset): boolean {
  return entityRow(id)?.presets.includes(preset) ?? false;
}
