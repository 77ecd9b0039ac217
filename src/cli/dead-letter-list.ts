import { safeText } from '../telemetry/log/safe-text.ts';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE, textOf } from './command.ts';
import { type FiledLetter, lettersOf, matchesFilter } from './dead-letter/letters.ts';

/** `assay dead-letter list`; returns the exit code. */
export async function run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number> {
  const [path, ...rest] = words;
  if (path === undefined || rest.length > 0) {
    io.stderr.write('assay dead-letter list: name one file, the dead_letter.path of an exporter\n');
    return EXIT_USAGE;
  }
  const json = textOf(options, 'output') === 'json';
  const filter = { reason: textOf(options, 'reason'), exporter: textOf(options, 'exporter') };
  const counts = { letters: 0, items: 0, bytes: 0 };
  let damaged = 0;
  for await (const letter of lettersOf(path)) {
    if (letter.event.kind === 'damaged') {
      damaged++;
      io.stderr.write(`${letter.file}: ${letter.event.bytes} bytes from ${letter.event.at} on are damaged\n`);
    } else if (matchesFilter(letter, filter)) {
      counts.letters++;
      counts.items += letter.event.header.items;
      counts.bytes += letter.event.payload.length;
      io.stdout.write(json ? `${JSON.stringify(plain(letter))}\n` : `${line(letter)}\n`);
    }
  }
  if (!json) io.stdout.write(`${counts.letters} letters, ${counts.items} items, ${counts.bytes} bytes\n`);
  return damaged > 0 ? EXIT_FAILED : EXIT_OK;
}

/** Everything of a letter but its payload. */
function plain({ file, event }: FiledLetter): Record<string, unknown> {
  return event.kind === 'letter' ? { file, ...event.header, bytes: event.payload.length } : {};
}

/** The message may quote a backend, so that it could hold anything: control characters are shown as escapes. */
function line({ event }: FiledLetter): string {
  if (event.kind !== 'letter') return '';
  const { time, exporter, signal, items, reason, code, message, hint } = event.header;
  const size = `${items} items, ${event.payload.length} bytes`;
  const shown = [time, exporter, signal, size, reason, `${message} [${code}]`].map((part) => safeText(part)).join('  ');
  return hint === undefined ? shown : `${shown}\n    ${safeText(hint)}`;
}
