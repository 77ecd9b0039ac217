import type { Finding } from './finding.ts';

const COLUMNS: readonly { readonly title: string; readonly of: (finding: Finding) => string }[] = [
  { title: 'entity', of: (f) => f.entity },
  { title: 'score', of: (f) => f.score.toFixed(2) },
  { title: 'rule', of: (f) => `${f.recogniser} (${f.rule})` },
  { title: 'action', of: (f) => f.action },
  { title: 'span', of: (f) => f.spanId },
  { title: 'place', of: (f) => (f.jsonPath === '' ? f.place : `${f.place} ${f.jsonPath}`) },
  { title: 'bytes', of: (f) => `${f.start}-${f.end}` },
];

/** An aligned table with a line of sums; columns of text only when the findings have it. No colour, no wrapping. */
export function formatFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing found\n';
  const columns = findings.some((finding) => finding.text !== undefined)
    ? [...COLUMNS, { title: 'text', of: (f: Finding) => JSON.stringify(f.text ?? '') }]
    : COLUMNS;
  const rows = [columns.map(({ title }) => title), ...findings.map((finding) => columns.map(({ of }) => of(finding)))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const sums = new Map<string, number>();
  for (const { entity } of findings) sums.set(entity, (sums.get(entity) ?? 0) + 1);
  const total = [...sums].toSorted(([a], [b]) => a.localeCompare(b)).map(([entity, count]) => `${entity}:${count}`);
  return `${lines.join('\n')}\n\n${findings.length} found: ${total.join(' ')}\n`;
}

/** The same for machines: an array, one object a finding. */
export function formatFindingsJson(findings: readonly Finding[]): string {
  return `${JSON.stringify(findings, null, 2)}\n`;
}
