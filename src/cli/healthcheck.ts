import { request } from 'node:http';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, textOf, HEALTH_ENDPOINT } from './command.ts';

/** `assay healthcheck`; returns the exit code. */
export async function run(options: OptionValues, _words: readonly string[], io: CommandIo): Promise<number> {
  const url = textOf(options, 'endpoint') ?? HEALTH_ENDPOINT;
  const answer = await ask(url);
  if (textOf(options, 'output') === 'json') {
    io.stdout.write(`${JSON.stringify({ endpoint: url, status: answer ?? null, ready: answer === 200 })}\n`);
    return answer === 200 ? EXIT_OK : EXIT_FAILED;
  }
  (answer === 200 ? io.stdout : io.stderr).write(`${url}: ${answer ?? 'no answer'}\n`);
  return answer === 200 ? EXIT_OK : EXIT_FAILED;
}

function ask(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = request(url, { timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(undefined));
    call.end();
  });
}
