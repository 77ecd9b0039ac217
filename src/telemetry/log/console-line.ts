import { safeText } from './safe-text.ts';

/** One record as pino writes it: level, ts, msg, component and free fields. */
export type LogRecord = Readonly<Record<string, unknown>>;

const HEAD = new Set(['level', 'ts', 'msg', 'otelcol.component.id', 'otelcol.component.kind']);

/** SGR codes; chosen to read on dark and light backgrounds. */
const COLOUR: Readonly<Record<string, string>> = { debug: '2', info: '32', warn: '33', error: '31' };

/** Characters kept for the component's id, so that messages begin in one column. */
const COMPONENT_WIDTH = 20;

function paint(text: string, code: string | undefined, colour: boolean): string {
  return colour && code !== undefined ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function textOf(record: LogRecord, name: string, fallback: string): string {
  const value = record[name];
  return typeof value === 'string' ? value : fallback;
}

function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = safeText(text ?? 'null');
  return typeof value === 'string' && (safe === '' || /[\s="]/.test(safe)) ? `"${safe.replaceAll('"', '\\"')}"` : safe;
}

/**
 * `2026-11-25T02:32:22.756Z  warn   otlp_grpc/x           message   key=value`, without the line end.
 * Text of fields and message is neutralised, so that a record is always one line.
 */
export function consoleLine(record: LogRecord, colour: boolean): string {
  const level = textOf(record, 'level', 'info');
  const component = safeText(textOf(record, 'otelcol.component.id', 'assay'));
  let line = `${paint(textOf(record, 'ts', ''), '2', colour)}  ${paint(level.padEnd(5), COLOUR[level], colour)}  `;
  line += `${paint(component.padEnd(COMPONENT_WIDTH), '36', colour)}  ${safeText(textOf(record, 'msg', ''))}`;
  let gap = '   ';
  for (const [key, value] of Object.entries(record)) {
    if (HEAD.has(key)) continue;
    line += `${gap}${paint(`${safeText(key)}=`, '2', colour)}${formatValue(value)}`;
    gap = ' ';
  }
  return line;
}
