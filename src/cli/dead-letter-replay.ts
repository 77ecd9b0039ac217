import type { ClientTransport } from '../transport/client-transport.ts';
import type { SendResult } from '../transport/send-result.ts';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE, listOf, textOf, REPLAY_ENDPOINT } from './command.ts';
import { connectTo, parseHeaders } from './dead-letter/destination.ts';
import { lettersOf, type LetterFilter, matchesFilter } from './dead-letter/letters.ts';

const TIMEOUT_MS = 30_000;
/** Attempts for one letter when the destination is busy or away. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How a replay went; in letters, except `items` and `rejectedItems`. */
interface Tally {
  sent: number;
  items: number;
  rejectedItems: number;
  refused: number;
  damaged: number;
  /** Letters of the selection that are done with, for `--skip`. */
  done: number;
}

/** `assay dead-letter replay`; returns the exit code. */
export async function run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number> {
  const [path, ...rest] = words;
  const headers = parseHeaders(listOf(options, 'header'));
  const skip = Number(textOf(options, 'skip') ?? '0');
  const usage = (text: string): number => {
    io.stderr.write(`assay dead-letter replay: ${text}\n`);
    return EXIT_USAGE;
  };
  if (path === undefined || rest.length > 0) return usage('name one file, the dead_letter.path of an exporter');
  if (headers === undefined) return usage("--header takes 'name: value'");
  if (!Number.isSafeInteger(skip) || skip < 0) return usage('--skip takes a whole number');
  const transport = connectTo(textOf(options, 'endpoint') ?? REPLAY_ENDPOINT, headers);
  if (transport === undefined) return usage('--endpoint takes http://host:port, https://, grpc:// or grpcs://');
  const filter = { reason: textOf(options, 'reason'), exporter: textOf(options, 'exporter') };
  try {
    return await replay({ path, skip, filter, transport, io, json: textOf(options, 'output') === 'json' });
  } finally {
    await transport.close();
  }
}

interface Replay {
  readonly path: string;
  readonly skip: number;
  readonly filter: LetterFilter;
  readonly transport: ClientTransport;
  readonly io: CommandIo;
  readonly json: boolean;
}

async function replay({ path, skip, filter, transport, io, json }: Replay): Promise<number> {
  const tally: Tally = { sent: 0, items: 0, rejectedItems: 0, refused: 0, damaged: 0, done: skip };
  let seen = 0;
  let stuck: SendResult | undefined;
  for await (const letter of lettersOf(path)) {
    const { event } = letter;
    if (event.kind === 'damaged') tally.damaged++;
    if (event.kind === 'damaged' || !matchesFilter(letter, filter) || seen++ < skip) continue;
    const { signal, items, time, exporter } = event.header;
    const result = await attempt(() =>
      transport.send(signal, event.payload, { timeoutMs: TIMEOUT_MS, abort: new AbortController().signal }),
    );
    if (result.kind === 'retry') {
      stuck = result;
      break;
    }
    tally.done++;
    if (result.kind === 'ok') {
      tally.sent++;
      tally.items += items - result.rejectedItems;
      tally.rejectedItems += result.rejectedItems;
    } else {
      tally.refused++;
      io.stderr.write(`${time} ${exporter}: refused again: ${result.reason} [${result.code}]\n`);
    }
  }
  if (stuck !== undefined && stuck.kind === 'retry') {
    io.stderr.write(`the destination does not take it now: ${stuck.reason} [${stuck.code}]; go on later with --skip ${tally.done}\n`);
  }
  const { sent, items, rejectedItems, refused, damaged, done } = tally;
  if (json) io.stdout.write(`${JSON.stringify({ sent, items, rejected_items: rejectedItems, refused, damaged, done })}\n`);
  else
    io.stdout.write(
      `${sent} letters sent, ${items} items; ${refused} refused, ${rejectedItems} items rejected, ${damaged} damaged places\n`,
    );
  return stuck === undefined && refused + rejectedItems + damaged === 0 ? EXIT_OK : EXIT_FAILED;
}

async function attempt(send: () => Promise<SendResult>): Promise<SendResult> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let n = 1; ; n++) {
    const result = await send();
    if (result.kind !== 'retry' || n === ATTEMPTS) return result;
    await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, result.afterMs ?? pauseMs)));
    pauseMs *= 2;
  }
}
