import { type Command, type OptionSpec, CONFIG_OPTIONS, OUTPUT_OPTION, REPLAY_ENDPOINT, HEALTH_ENDPOINT } from './command.ts';

/** Options that choose letters, shared by the commands on dead letters. */
const LETTER_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  reason: {
    type: 'string',
    value: 'WORD',
    help: 'only letters with this reason: refused, too_large, retry_exhausted, expired, shutdown ...',
  },
  exporter: { type: 'string', value: 'ID', help: 'only letters of this exporter' },
};

/** `--prices FILE...` of the commands that explain prices. */
const PRICES_OPTION: OptionSpec = {
  type: 'string',
  multiple: true,
  value: 'FILE',
  help: 'an override file, as in genai_cost.prices; several are asked in order',
};

/** The work of a command is loaded when it runs: help and a usage error need none of it. */
function from(load: () => Promise<Pick<Command, 'run'>>): Command['run'] {
  return async (options, words, io) => (await load()).run(options, words, io);
}

/** All commands, in the order of the help page. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'run',
    usage: '[--config URI]... [--set a.b=v]... [--watch]',
    summary: 'runs the collector; without a config the built-in quickstart',
    options: {
      ...CONFIG_OPTIONS,
      watch: { type: 'boolean', help: 'reload when a file of the config changes' },
      output: { ...OUTPUT_OPTION, help: 'json: the log as one JSON object a line (default: as configured)' },
    },
    details: `SIGTERM and SIGINT stop it: receivers close, what was accepted is delivered, the ledger is logged. A second
signal cuts that short. SIGHUP, or with --watch a changed file, reloads the config: only what changed is restarted, and a
config that is not valid or cannot start leaves the one before in force.

Exit 0 after a clean stop, 1 when something could not be delivered or the start failed, 2 on a bad config.

  assay --config collector.yaml --set service.telemetry.logs.level=debug`,
    run: from(() => import('./run.ts')),
  },
  {
    name: 'demo',
    usage: '[--count N] [--set a.b=v]...',
    summary: 'runs the quickstart on recorded calls of real SDKs and shows each call',
    options: {
      count: { type: 'string', value: 'N', help: 'end after N calls (default: run until Ctrl-C)' },
      interval: { type: 'string', value: 'MS', help: 'milliseconds between requests (default 200)' },
      set: CONFIG_OPTIONS['set']!,
      output: OUTPUT_OPTION,
    },
    details: `The recordings are sent to the collector's own OTLP ports, gRPC and HTTP in turn, with fresh ids and times.
When a port is taken, choose another one:

  assay demo --set receivers.otlp.protocols.grpc.endpoint=localhost:5317`,
    run: from(() => import('./demo.ts')),
  },
  {
    name: 'validate',
    usage: '[--config URI]... [--set a.b=v]...',
    summary: 'checks a config and shows every problem at once',
    options: { ...CONFIG_OPTIONS, output: OUTPUT_OPTION },
    details: 'Exit 0 when the config can run (warnings included), 2 when it cannot.',
    run: from(() => import('./validate.ts')),
  },
  {
    name: 'components',
    usage: '',
    summary: 'lists every component with its aliases, signals and stability',
    options: { output: OUTPUT_OPTION },
    run: from(() => import('./components.ts')),
  },
  {
    name: 'print-config',
    usage: '[--config URI]... [--set a.b=v]...',
    summary: 'prints the config as it takes effect, secrets masked',
    options: { ...CONFIG_OPTIONS, output: OUTPUT_OPTION },
    run: from(() => import('./print-config.ts')),
  },
  {
    name: 'schema',
    usage: '',
    summary: 'prints one JSON Schema for the whole config, for editors',
    options: { output: OUTPUT_OPTION },
    details:
      'In an editor with the YAML language server, write this as the first line of a config:\n  # yaml-language-server: $schema=./assay.schema.json',
    run: from(() => import('./schema.ts')),
  },
  {
    name: 'price',
    usage: 'MODEL [--provider P] [--at DATE]',
    summary: 'tells which price a model name gets, by which rule and from which source',
    options: {
      provider: { type: 'string', value: 'P', help: 'gen_ai.provider.name, for example openai or aws.bedrock' },
      at: { type: 'string', value: 'DATE', help: 'the price at that time (ISO 8601; default now)' },
      prices: PRICES_OPTION,
      output: OUTPUT_OPTION,
    },
    details: `Exit 0 when there is a price, 1 when there is none; the steps that were tried are shown either way.

  assay price us.anthropic.claude-sonnet-4-20250514-v1:0 --provider aws.bedrock`,
    run: from(() => import('./price.ts')),
  },
  {
    name: 'cost explain',
    usage: 'FILE [--prices FILE]...',
    summary: 'takes the cost of each recorded call apart: usage, rule, price, arithmetic',
    options: { prices: PRICES_OPTION, output: OUTPUT_OPTION },
    details: `FILE is an OTLP request as JSON or protobuf, for example what the file exporter wrote.

  assay cost explain request.json
  assay cost explain request.binpb --prices negotiated.yaml --output json`,
    run: from(() => import('./cost-explain.ts')),
  },
  {
    name: 'redact',
    usage: 'FILE [--config URI]... [--check]',
    summary: 'dry run of the redaction: what would be found, by which rule, and where; never the content',
    options: {
      ...CONFIG_OPTIONS,
      check: { type: 'boolean', help: 'exit 1 when something was found, for CI' },
      show: { type: 'boolean', help: 'print the texts found, too, on stderr; for your own eyes' },
      output: OUTPUT_OPTION,
    },
    details: `FILE is an OTLP request as JSON or protobuf. The policy is that of the first genai_redaction of the config, its policy_file and
hmac_key_file included (default: the preset balanced).

The report on stdout, table or JSON, says entity, score, rule and position and never the content: it is made to be kept, mailed and
read by a build. Whoever tunes a rule must see what it caught, so --show prints the texts as well, but on stderr and beside the report,
not in it: what is redirected, piped or parsed stays free of content also with --show. Do not keep that stderr.

  assay redact request.json --set processors.genai_redaction.preset=strict
  assay redact request.json --check > report.txt          in a build: exit 1 when something was found
  assay redact request.json --show > report.txt           the texts on your screen, the report in the file`,
    run: from(() => import('./redact.ts')),
  },
  {
    name: 'dead-letter list',
    usage: 'PATH [--reason WORD] [--exporter ID]',
    summary: 'lists what no attempt could deliver: when, whose, how much and why',
    options: { ...LETTER_OPTIONS, output: OUTPUT_OPTION },
    details: `PATH is the dead_letter.path of an exporter; its rotated files are read too. The content of the data is not shown. Exit 1 when a
part of the files is damaged; the rest is listed.`,
    run: from(() => import('./dead-letter-list.ts')),
  },
  {
    name: 'dead-letter replay',
    usage: 'PATH [--endpoint URL] [--header LINE]... [--reason WORD] [--skip N]',
    summary: 'sends dead letters again, to a collector or straight to a backend',
    options: {
      endpoint: {
        type: 'string',
        value: 'URL',
        help: `http://, https://, grpc:// or grpcs:// (default ${REPLAY_ENDPOINT}, the collector here)`,
      },
      header: { type: 'string', multiple: true, value: 'LINE', help: "sent with each request, for example 'authorization: Bearer ...'" },
      skip: { type: 'string', value: 'N', help: 'leave out the first N letters of the selection: those an earlier replay was done with' },
      ...LETTER_OPTIONS,
      output: OUTPUT_OPTION,
    },
    details: `The files stay as they are. When the destination is away the replay waits, tries again a few times, then ends and tells the number to
go on with. What it refuses once more is counted and passed over.

  assay dead-letter list /var/lib/assay/dead-letters
  assay dead-letter replay /var/lib/assay/dead-letters --reason retry_exhausted

Exit 0 when everything was taken, 1 when a letter was refused, damaged or left.`,
    run: from(() => import('./dead-letter-replay.ts')),
  },
  {
    name: 'healthcheck',
    usage: '[--endpoint URL]',
    summary: 'asks a running collector whether it is ready; for containers without a shell',
    options: {
      endpoint: { type: 'string', value: 'URL', help: `address of health_check (default ${HEALTH_ENDPOINT})` },
      output: OUTPUT_OPTION,
    },
    details: 'Exit 0 when the answer is 200, 1 otherwise or when nobody answers within two seconds.',
    run: from(() => import('./healthcheck.ts')),
  },
];
