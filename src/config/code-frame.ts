import { REDACTED } from './secrets.data.ts';
import { soundsSecret } from './secrets.ts';

const WIDTH = 110;

/**
 * Three lines of a source around a place: the line before, the line, and a caret under the column. Secrets are masked: `secrets`
 * wherever they occur, and whatever stands after a key that sounds like one. Undefined when the source has no such line.
 */
export function codeFrame(source: string, line: number, col: number, secrets: readonly string[]): string[] | undefined {
  const lines = source.split('\n', line);
  const raw = lines[line - 1];
  if (raw === undefined) return undefined;
  const hidden = hiddenLines(lines);
  const shown = maskLine(raw, hidden.has(line - 1), col - 1, secrets);
  const gutter = String(line).length;
  const out: string[] = [];
  const before = line >= 2 ? lines[line - 2]! : undefined;
  if (before !== undefined && before.trim() !== '') {
    out.push(
      ` ${String(line - 1).padStart(gutter)} | ${printable(maskLine(before, hidden.has(line - 2), 0, secrets).text).slice(0, WIDTH)}`.trimEnd(),
    );
  }
  const from = shown.at > WIDTH - 20 ? shown.at - 40 : 0;
  out.push(` ${line} | ${printable(shown.text).slice(from, from + WIDTH)}`.trimEnd());
  const token = /^(?:\[REDACTED\]|"[^"]*"|'[^']*'|\$\{[^}]*\}|[\w./$:-]*[\w./$-])/.exec(shown.text.slice(shown.at))?.[0].length ?? 1;
  const room = Math.max(1, WIDTH - (shown.at - from));
  out.push(` ${' '.repeat(gutter)} | ${' '.repeat(shown.at - from)}${'^'.repeat(Math.max(1, Math.min(token, room)))}`);
  return out;
}

interface Shown {
  readonly text: string;
  /** The column asked for, from 0, after masking. */
  readonly at: number;
}

const KEYED = /([\w./-]+)["']?\s*[:=]\s*(?=\S)/g;

function maskLine(line: string, isHidden: boolean, at: number, secrets: readonly string[]): Shown {
  const indent = line.length - line.trimStart().length;
  if (isHidden) return { text: `${line.slice(0, indent)}${REDACTED}`, at: Math.min(at, indent) };
  let shown: Shown = { text: line, at };
  for (const secret of secrets) {
    for (let found = shown.text.indexOf(secret); found >= 0; found = shown.text.indexOf(secret, found + REDACTED.length)) {
      shown = replace(shown, found, found + secret.length);
    }
  }
  for (const match of shown.text.matchAll(KEYED)) {
    const start = match.index + match[0].length;
    const rest = shown.text.slice(start);
    // A reference shows only a name; a comment, a block sign or an anchor is no secret.
    if (!soundsSecret(match[1]!) || /^(?:\$\{[\w:.-]*\}\s*$|\$\{env:\w+\}|#|[|>][-+\d]*\s*$|\[REDACTED\])/.test(rest)) continue;
    return replace(shown, start, shown.text.length);
  }
  return shown;
}

function replace(shown: Shown, from: number, to: number): Shown {
  const { text, at } = shown;
  const grown = REDACTED.length - (to - from);
  return { text: text.slice(0, from) + REDACTED + text.slice(to), at: at < from ? at : at < to ? from : at + grown };
}

/** Lines that continue a secret value: deeper than its key, and not a key themselves. */
function hiddenLines(lines: readonly string[]): Set<number> {
  const hidden = new Set<number>();
  let keyIndent = -1;
  let inText = false; // the secret key has a value on its own line, which owns all deeper lines
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const key = /^\s*(?:- +)?["']?([\w./-]+)["']?\s*:(.*)$/.exec(line);
    if (keyIndent >= 0 && indent > keyIndent && (key === null || inText)) hidden.add(index);
    else {
      keyIndent = key !== null && soundsSecret(key[1]!) ? indent : -1;
      inText = key !== null && key[2]!.trim() !== '';
    }
  }
  return hidden;
}

/** Text for a terminal on one line: signs that move the cursor or turn the writing direction are replaced, tabs become one space. */
export function printable(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
