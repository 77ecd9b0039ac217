import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { RotationConfig } from './config.ts';

const DAY_MS = 86_400_000;

/** `traces.json` put aside at a time becomes `traces-2026-11-25T02-31-54.123.json`; UTC, as lumberjack (the Collector's rotation) names them. */
export function backupPath(path: string, nowMs: number): string {
  const extension = extname(path);
  const stem = basename(path, extension);
  const stamp = new Date(nowMs).toISOString().replaceAll(':', '-').replace('Z', '');
  return join(dirname(path), `${stem}-${stamp}${extension}`);
}

/** The time in the name of a backup of `path`, or undefined for any other file. */
function backupTime(path: string, name: string): number | undefined {
  const extension = extname(path);
  const stem = basename(path, extension);
  if (!name.startsWith(`${stem}-`) || !name.endsWith(extension)) return undefined;
  const stamp = name.slice(stem.length + 1, name.length - extension.length);
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2}\.\d{3})$/.exec(stamp);
  const time = parts === null ? Number.NaN : Date.parse(`${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Deletes backups that are too many or too old; files with other names are never touched. */
export async function pruneBackups(path: string, rotation: RotationConfig, nowMs: number): Promise<void> {
  const folder = dirname(path);
  const backups: { readonly name: string; readonly time: number }[] = [];
  for (const name of await readdir(folder)) {
    const time = backupTime(path, name);
    if (time !== undefined) backups.push({ name, time });
  }
  backups.sort((a, b) => b.time - a.time);
  const oldest = rotation.max_days === 0 ? Number.NEGATIVE_INFINITY : nowMs - rotation.max_days * DAY_MS;
  const kept = rotation.max_backups === 0 ? backups.length : rotation.max_backups;
  for (const [i, backup] of backups.entries()) if (i >= kept || backup.time < oldest) await rm(join(folder, backup.name), { force: true });
}
