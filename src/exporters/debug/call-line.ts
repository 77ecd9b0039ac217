import { safeText } from '../../telemetry/log/safe-text.ts';
import type { CallFields } from './call-fields.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right: boolean;
  text(call: CallFields): string;
}

const UNKNOWN = '-';

/** Two more digits than the price has before its first other digit: $0.0000312, $0.0123, $1.50. */
export function formatUsd(usd: number): string {
  if (Number.isNaN(usd)) return UNKNOWN;
  if (usd === 0 || Math.abs(usd) >= 1) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(12, Math.max(4, 2 - Math.floor(Math.log10(Math.abs(usd))))))}`;
}

function formatCount(count: number): string {
  return count < 0 ? UNKNOWN : count.toLocaleString('en-US');
}

function formatTime(ms: number): string {
  return ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString().slice(11, 23) : UNKNOWN;
}

function formatCost(call: CallFields): string {
  return Number.isNaN(call.costUsd) && call.unpricedReason !== '' ? call.unpricedReason : formatUsd(call.costUsd);
}

/** The columns of the contract: time, dialect, model, tokens, cost, finish class, redactions. */
const COLUMNS: readonly Column[] = [
  { title: 'time (UTC)', width: 12, right: false, text: (call) => formatTime(call.timeMs) },
  { title: 'dialect', width: 18, right: false, text: (call) => call.dialect || UNKNOWN },
  { title: 'model', width: 30, right: false, text: (call) => call.model || UNKNOWN },
  { title: 'input', width: 9, right: true, text: (call) => formatCount(call.inputTokens) },
  { title: 'output', width: 9, right: true, text: (call) => formatCount(call.outputTokens) },
  { title: 'cost', width: 18, right: true, text: formatCost },
  { title: 'finish', width: 14, right: false, text: (call) => call.finishClass || UNKNOWN },
  { title: 'redactions', width: 60, right: false, text: (call) => call.redactions.join(' ') || UNKNOWN },
];

function cell(text: string, column: Column): string {
  const safe = safeText(text.slice(0, column.width * 2));
  const cut = safe.length > column.width ? `${safe.slice(0, column.width - 1)}…` : safe;
  return column.right ? cut.padStart(column.width) : cut.padEnd(column.width);
}

function row(cells: readonly string[]): string {
  return cells.join('  ').trimEnd();
}

/** The line above the calls. */
export const CALL_HEADER: string = row(COLUMNS.map((column) => cell(column.title, column)));

/** One call on one aligned line without line end. Texts of the telemetry are cut and neutralised. */
export function callLine(call: CallFields): string {
  return row(COLUMNS.map((column) => cell(column.text(call), column)));
}
