import { codeFrame, printable } from './code-frame.ts';
import type { Diagnostic } from './diagnostic.ts';

/** What the printer needs beside the findings. `LoadedConfig` fits. */
export interface FrameSources {
  /** Texts by display name. */
  readonly sources: ReadonlyMap<string, string>;
  /** Texts that must not be shown. */
  readonly secrets: readonly string[];
}

/** How findings are printed. */
export interface FormatOptions {
  /** ANSI colours; off unless asked for. */
  readonly colour?: boolean;
}

type Paint = (text: string, code: string) => string;

/**
 * Findings for people, one block each, then a line of counts:
 *
 *     collector.yaml:6:5: error: unknown key "timout" [ASSAY_CONFIG_UNKNOWN_KEY]
 *      5 |   batch:
 *      6 |     timout: 200ms
 *        |     ^^^^^^
 *       at       processors.batch.timout
 *       expected one of timeout, send_batch_size
 *       help     did you mean "timeout"?
 *
 * Empty when there is nothing to tell.
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], frames: FrameSources, options: FormatOptions = {}): string {
  if (diagnostics.length === 0) return '';
  const paint: Paint = options.colour === true ? (text, code) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;
  const blocks = diagnostics.map((diagnostic) => formatOne(diagnostic, frames, paint));
  return `${blocks.join('\n\n')}\n\n${countsText(diagnostics)}\n`;
}

/** For machines: one JSON object with counts and the findings as they are. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings } = count(diagnostics);
  return `${JSON.stringify({ valid: errors === 0, errors, warnings, diagnostics }, null, 2)}\n`;
}

function formatOne(diagnostic: Diagnostic, { sources, secrets }: FrameSources, paint: Paint): string {
  const { source, line, col, severity } = diagnostic;
  const place = source === undefined ? '' : `${paint(`${printable(source)}:${line ?? 1}:${col ?? 1}:`, '1')} `;
  const out = [
    `${place}${paint(`${severity}:`, severity === 'error' ? '1;31' : '1;33')} ${printable(diagnostic.message)} ${paint(`[${diagnostic.code}]`, '2')}`,
  ];
  const text = source === undefined ? undefined : sources.get(source);
  const frame = text === undefined || line === undefined ? undefined : codeFrame(text, line, col ?? 1, secrets);
  if (frame !== undefined) out.push(...frame.map((row, index) => (index === frame.length - 1 ? paint(row, '31') : row)));
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['at', diagnostic.path === '' ? undefined : diagnostic.path],
    ['expected', diagnostic.expected],
    ['help', diagnostic.hint],
  ];
  for (const [label, value] of facts) if (value !== undefined) out.push(`  ${paint(label.padEnd(8), '36')} ${printable(value)}`);
  return out.join('\n');
}

function countsText(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings } = count(diagnostics);
  const parts = [plural(errors, 'error'), plural(warnings, 'warning')].filter((part) => part !== '');
  return parts.join(', ');
}

function plural(amount: number, noun: string): string {
  return amount === 0 ? '' : `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function count(diagnostics: readonly Diagnostic[]): { errors: number; warnings: number } {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}
