import type { Finding } from './finding.ts';

interface Column {
  readonly title: string;
  readonly of: (finding: Finding) => string;
}

const ENTITY: Column = { title: 'entity', of: (f) => f.entity };
const SPAN: Column = { title: 'span', of: (f) => f.spanId };
const PLACE: Column = { title: 'place', of: (f) => (f.jsonPath === '' ? f.place : `${f.place} ${f.jsonPath}`) };

const COLUMNS: readonly Column[] = [
  ENTITY,
  { title: 'score', of: (f) => f.score.toFixed(2) },
  { title: 'rule', of: (f) => `${f.recogniser} (${f.rule})` },
  { title: 'action', of: (f) => f.action },
  SPAN,
  PLACE,
  { title: 'bytes', of: (f) => `${f.start}-${f.end}` },
];

const TEXT_COLUMNS: readonly Column[] = [ENTITY, SPAN, PLACE, { title: 'text', of: (f) => JSON.stringify(f.text ?? '') }];

/** An aligned table with a line of sums, without the texts found. No colour, no wrapping. */
export function formatFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing found\n';
  const sums = new Map<string, number>();
  for (const { entity } of findings) sums.set(entity, (sums.get(entity) ?? 0) + 1);
  const total = [...sums].toSorted(([a], [b]) => a.localeCompare(b)).map(([entity, count]) => `${entity}:${count}`);
  return `${table(COLUMNS, findings)}\n\n${findings.length} found: ${total.join(' ')}\n`;
}

/** The same for machines: an array, one object a finding, without the texts found. */
export function formatFindingsJson(findings: readonly Finding[]): string {
  return `${JSON.stringify(
    findings.map(({ text: _text, ...finding }) => finding),
    null,
    2,
  )}\n`;
}

/** The texts found, each with its entity and place: for the operator's own eyes, never for a report. */
export function formatTexts(findings: readonly Finding[]): string {
  return findings.length === 0 ? '' : `${table(TEXT_COLUMNS, findings)}\n`;
}

function table(columns: readonly Column[], findings: readonly Finding[]): string {
  const rows = [columns.map(({ title }) => title), ...findings.map((finding) => columns.map(({ of }) => of(finding)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
