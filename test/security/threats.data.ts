/**
 * The threat model of SECURITY.md, row by row, and the tests that hold each: `folder or file below test/: words of the test's name`, as they
 * stand in the source. The key is the second cell of the row.
 */
export const THREATS: Readonly<Record<string, readonly string[]>> = {
  'malformed, huge or deeply nested requests': [
    'receivers/otlp/otlp-receiver.test.ts: names limit and key to a client whose request is too large',
    'transport/grpc-server.test.ts: believes no length: 4 GiB announced cost nothing',
    'e2e/bad-input/requests.test.ts: after all of this only good spans arrived, and all that were sent',
  ],
  'decompression bombs': [
    'e2e/bad-input/requests.test.ts: fifty bombs of 1000:1 at once cost neither the process nor its memory',
    'e2e/bad-input/requests.test.ts: a bomb in a gRPC message is refused the same way',
  ],
  'half requests, idle connections, never reading an answer': [
    'transport/http-server.test.ts: that sends half a request is answered 408 and cut',
    'transport/http-server.test.ts: that never reads its answers is cut, and requests are not taken in without bound meanwhile',
    'transport/grpc-server.test.ts: that opens a connection and says nothing is cut',
    'transport/http-server.test.ts: beyond the limit of connections is turned away while the others are served',
  ],
  'filling memory': [
    'transport/http-server.test.ts: answers 503 with Retry-After before reading when there is no memory',
    'delivery/queue.test.ts: is bounded by bytes whatever its sizer',
    'delivery/queue.test.ts: shares a budget of bytes with the other queues',
  ],
  'inventing models, labels, names without end': [
    'e2e/bad-input/content.test.ts: 10,000 different models make a bounded page and no heap of memory',
    'exporters/prometheus/prometheus.test.ts: holds no more series than allowed, refuses new ones by reason',
    'telemetry/metrics/own-metrics.test.ts: beyond the bound on series the rest shares one',
  ],
  'control characters in names, to forge log lines or terminal output': [
    'security/injection.test.ts: has one line a record in %s, and no word of a client or a backend that could be taken for one',
    'telemetry/log/logger.test.ts: control characters cannot forge a line or drive a terminal in %s',
    'exporters/debug/debug.test.ts: control characters in names and values cannot drive the terminal or forge a line',
    'cli/dead-letter.test.ts: lets no message of a backend forge a line or drive the terminal',
  ],
  'names such as `__proto__` in attributes, JSON and headers': [
    'security/pollution.test.ts: as keys and values of attributes, in resources and in JSON content, pass like any others',
    'security/pollution.test.ts: as names in OTLP/JSON are unknown fields, and as keys of attributes text',
    'config/parse-yaml.test.ts: refuses the key %s everywhere and pollutes nothing',
  ],
  'text that becomes a path or a header': [
    'security/injection.test.ts: of queues, dead letters and files are those of the config, whatever the telemetry says',
    'security/injection.test.ts: of an answer repeats nothing that a client sent',
    'exporters/file: names in the telemetry do not reach the file system',
    'delivery/disk/formats.test.ts: leads nowhere else, whatever the id',
  ],
  'guessing passwords and tokens': [
    'extensions/auth.test.ts: lets in who may and nobody else',
    'extensions/auth.test.ts: refuses before it reads the body',
    'extensions/basicauth/password-check.test.ts: bounds the line of checks that guesses can fill, and still answers whom it knows',
  ],
  'listening, or posing as a backend': [
    'transport/tls.test.ts: is no success, and no refusal, for a client that does not know the CA',
    'transport/tls.test.ts: with a client CA lets in only who shows a certificate of it',
    'transport/tls.test.ts: keeps to its minimum version',
    'receivers/otlp/otlp-receiver.test.ts: warns of a listener without authentication that other machines can reach',
  ],
  'finding content or keys': [
    'security/secrets.test.ts: show in no log, metric, health page, answer or printed config, whatever goes wrong',
    'security/secrets.test.ts: of every component are in this test: a new one must be added',
    'config/show.test.ts: show no literal secret of a broken config anywhere',
    'e2e/cli.test.ts: prints what is in force, defaults included, and no secret',
  ],
  'finding personal data': [
    'kernel/fused-walk.test.ts: takes out an item on which redaction throws, whatever threw before',
    'processors/genai_redaction: do not get out when',
  ],
  'trying all e-mail addresses against hashes': [
    'genai/redaction/policy.test.ts: hmac joins spellings of one value and tells values, entities and keys apart',
    'genai/redaction/policy.test.ts: hmac without a key replaces, with one warning',
  ],
  'symlinks in place of queues, dead letters, output and log files': [
    'delivery/disk/disk-store.test.ts: must not be a symbolic link, nor a file',
    'delivery/disk/disk-store.test.ts: holds no symbolic link that would be followed',
    'delivery/dead-letter/dead-letter.test.ts: does not follow a symbolic link',
    'exporters/file: a symlink in the place of the file and a folder that is not there are errors naming the key',
    'telemetry/log/logger.test.ts: a log file is private and a symlink in its place is refused',
  ],
  'reading what is stored': [
    'delivery/disk/disk-store.test.ts: can be read by its owner alone',
    'delivery/dead-letter/dead-letter.test.ts: can be read by its owner alone',
    'exporters/file: the file is private, also when it was there before with other rights',
  ],
  'patterns that stall the process': ['genai/redaction/policy.test.ts: run a pattern that stalls other engines in linear time'],
  'YAML alias bombs, endless substitution': [
    'config/parse-yaml.test.ts: stops at an alias bomb in no time',
    'config/parse-yaml.test.ts: stops at an alias bomb made of long text',
    'genai/pricing/overrides/parse.test.ts: aliases of YAML that multiply are refused instead of filling the memory',
    'security/injection.test.ts: in a policy file of genai_redaction ends the start instead of filling the memory',
  ],
  'line ends in headers': [
    'security/injection.test.ts: of a config cannot hold %s, and the message does not repeat it',
    'extensions/auth.test.ts: is told as %s, without the secret',
  ],
};
