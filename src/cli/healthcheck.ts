import { request } from 'node:http';
import { type Command, EXIT_FAILED, EXIT_OK, OUTPUT_OPTION, textOf } from './command.ts';

const DEFAULT_ENDPOINT = 'http://localhost:13133/';

export const healthcheckCommand: Command = {
  name: 'healthcheck',
  usage: '[--endpoint URL]',
  summary: 'asks a running collector whether it is ready; for containers without a shell',
  options: {
    endpoint: { type: 'string', value: 'URL', help: `address of health_check (default ${DEFAULT_ENDPOINT})` },
    output: OUTPUT_OPTION,
  },
  details: 'Exit 0 when the answer is 200, 1 otherwise or when nobody answers within two seconds.',
  async run(options, _words, io) {
    const url = textOf(options, 'endpoint') ?? DEFAULT_ENDPOINT;
    const answer = await ask(url);
    if (textOf(options, 'output') === 'json') {
      io.stdout.write(`${JSON.stringify({ endpoint: url, status: answer ?? null, ready: answer === 200 })}\n`);
      return answer === 200 ? EXIT_OK : EXIT_FAILED;
    }
    (answer === 200 ? io.stdout : io.stderr).write(`${url}: ${answer ?? 'no answer'}\n`);
    return answer === 200 ? EXIT_OK : EXIT_FAILED;
  },
};

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
