import { safeText } from '../telemetry/log/safe-text.ts';
import { type Command, EXIT_FAILED, EXIT_OK, EXIT_USAGE, type OptionSpec, OUTPUT_OPTION, textOf } from './command.ts';
import { type FiledLetter, lettersOf, matchesFilter } from './dead-letter/letters.ts';

/** Options that choose letters, shared by the commands on dead letters. */
export const LETTER_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  reason: {
    type: 'string',
    value: 'WORD',
    help: 'only letters with this reason: refused, too_large, retry_exhausted, expired, shutdown ...',
  },
  exporter: { type: 'string', value: 'ID', help: 'only letters of this exporter' },
};

export const deadLetterListCommand: Command = {
  name: 'dead-letter list',
  usage: 'PATH [--reason WORD] [--exporter ID]',
  summary: 'lists what no attempt could deliver: when, whose, how much and why',
  options: { ...LETTER_OPTIONS, output: OUTPUT_OPTION },
  details: `PATH is the dead_letter.path of an exporter; its rotated files are read too. The content of the data is not shown. Exit 1 when a
part of the files is damaged; the rest is listed.`,
  async run(options, words, io) {
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
  },
};

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
