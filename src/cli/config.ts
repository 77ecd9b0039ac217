import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatDiagnostics } from '../config/format-diagnostics.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Registry } from '../kernel/registry.ts';
import { builtInRegistry } from '../registry.ts';
import { PACKAGE_ROOT } from '../telemetry/version.ts';
import { type CommandIo, type OptionValues, listOf, mayColour } from './command.ts';

/** Where the built-in default config lies. */
export const QUICKSTART: URL = new URL('config/quickstart.yaml', PACKAGE_ROOT);

/** Loads what `--config` and `--set` name; without any `--config`, the built-in quickstart. */
export function loadFromOptions(values: OptionValues, io: CommandIo, registry: Registry = builtInRegistry()): Promise<LoadedConfig> {
  const uris = listOf(values, 'config');
  return loadConfig({
    uris,
    sets: listOf(values, 'set'),
    env: io.env,
    registry,
    ...(uris.length === 0 ? { base: { name: fileURLToPath(QUICKSTART), text: readFileSync(QUICKSTART, 'utf8') } } : {}),
  });
}

/** Prints diagnostics to stderr as people read them; with `lines` as JSON, one a line, like a log that is JSON. */
export function showDiagnostics(loaded: LoadedConfig, io: CommandIo, lines: boolean = false): void {
  if (loaded.diagnostics.length === 0) return;
  if (lines) {
    for (const { severity, message, ...rest } of loaded.diagnostics) {
      io.stderr.write(`${JSON.stringify({ level: severity === 'warning' ? 'warn' : severity, msg: message, ...rest })}\n`);
    }
    return;
  }
  io.stderr.write(`${formatDiagnostics(loaded.diagnostics, loaded, { colour: mayColour(io.stderr, io.env) })}\n`);
}
