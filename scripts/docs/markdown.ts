/** A table in Markdown. Cells must not hold line breaks; bars in them are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Text as code, whatever backticks it holds. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/**
 * Puts `content` between `<!-- name -->` and `<!-- /name -->`. Throws when the pair is not there exactly once, so that a
 * document cannot lose its table unnoticed.
 */
export function fill(text: string, name: string, content: string): string {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from === -1 || to < from || text.indexOf(open, from + 1) !== -1) throw new Error(`${open} ... ${close} must be there exactly once`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

/** The first sentence after the first heading. */
export function firstSentence(text: string): string {
  const body = text.replace(/^#[^\n]*\n+/, '').split(/\n\s*\n/)[0] ?? '';
  const flat = body.replaceAll(/\s+/g, ' ').trim();
  return /^.*?\.(?= |$)/.exec(flat)?.[0] ?? flat;
}
