import type { ErrorSpec } from '../wire/assay-error.ts';

/** Everything that can be wrong with a config. Warnings say so; all others keep the collector from starting (exit code 2). */
export const CONFIG_ERRORS: readonly ErrorSpec[] = [
  // Sources
  {
    code: 'ASSAY_CONFIG_URI',
    cause: 'A --config has an unknown scheme, or there are more than 100.',
    cure: 'Write a path, file:PATH, env:NAME or yaml:TEXT.',
  },
  {
    code: 'ASSAY_CONFIG_READ',
    cause: 'A config file or variable named by --config is not there, cannot be read, or is not UTF-8 text.',
    cure: 'Check the name and the permissions; relative paths start at the working directory.',
  },
  {
    code: 'ASSAY_CONFIG_SET',
    cause: 'A --set is not of the form KEY.KEY=VALUE.',
    cure: 'For example --set processors.batch.timeout=2s; separate keys that have dots inside with :: instead.',
  },
  { code: 'ASSAY_CONFIG_EMPTY', cause: 'All sources together hold no value.', cure: 'Name a file with --config.' },
  {
    code: 'ASSAY_CONFIG_TOO_LARGE',
    cause:
      'A source is longer than 1 MiB, nested deeper than 100 levels, or holds more than 100,000 values, aliases counted each time they are used.',
    cure: 'Check that the right file was named, and that no alias leads to further aliases.',
  },
  // YAML
  {
    code: 'ASSAY_CONFIG_SYNTAX',
    cause: 'The text is not YAML 1.2, or uses tags.',
    cure: 'Look at the line of the message and the one above: indentation, colons, quotes, brackets.',
  },
  {
    code: 'ASSAY_CONFIG_DUPLICATE_KEY',
    cause: 'A map has the same key twice; only one of them could take effect.',
    cure: 'Join both, or rename one. A second component of a type is called type/name.',
  },
  {
    code: 'ASSAY_CONFIG_MERGE_KEY',
    cause: 'A merge key (<<) of YAML 1.1. Parsers disagree on it, so Assay refuses it.',
    cure: 'Write the keys out, use an alias for a whole value, or lay files over each other with several --config.',
  },
  {
    code: 'ASSAY_CONFIG_FORBIDDEN_KEY',
    cause: 'A key is called __proto__, constructor or prototype.',
    cure: 'Remove it or choose another name.',
  },
  // Substitution
  {
    code: 'ASSAY_CONFIG_SUBSTITUTION',
    cause:
      'A ${...} is not closed, has a bad name or an unknown scheme, names a file that cannot be read, or leads to itself. As a warning: $NAME without braces.',
    cure: 'Write ${env:NAME}, ${env:NAME:-default} or ${file:path}; write $$ for a dollar sign.',
  },
  {
    code: 'ASSAY_CONFIG_UNSET_VARIABLE',
    cause: 'Warning: a variable is not set and has no default; the setting is as if it were not written.',
    cure: 'Set it, or write ${env:NAME:-default}.',
  },
  // Values
  {
    code: 'ASSAY_CONFIG_UNKNOWN_KEY',
    cause: 'A key that the component, or the config, does not know.',
    cure: 'Correct the spelling or the indentation; the message lists the valid keys.',
  },
  {
    code: 'ASSAY_CONFIG_MISSING_KEY',
    cause: 'A key that must be there is not, or has no value.',
    cure: 'Add it; the message says what it takes.',
  },
  {
    code: 'ASSAY_CONFIG_WRONG_TYPE',
    cause: 'A value is text where a number is needed, a list where a map is needed, and so on.',
    cure: 'Write what the message expects; put numbers that are meant as text in quotes.',
  },
  {
    code: 'ASSAY_CONFIG_BAD_VALUE',
    cause: 'A value has the right type but is not allowed: another word, out of range, another form.',
    cure: 'Write one of the values, or a value of the range, that the message names.',
  },
  {
    code: 'ASSAY_CONFIG_DURATION',
    cause: 'A duration without a unit, or with an unknown one.',
    cure: 'Write a number and ns, us, ms, s, m or h: 200ms, 1h30m, 0s.',
  },
  {
    code: 'ASSAY_CONFIG_BYTE_SIZE',
    cause: 'A size that is no whole number of bytes, or has an unknown unit.',
    cure: 'Write bytes as a number, or a number and a unit: 4MiB, 500kB.',
  },
  {
    code: 'ASSAY_CONFIG_DEPRECATED_NAME',
    cause: 'Warning: an old spelling of a component or key, which still works.',
    cure: 'Write the new name that the message gives, also in the pipelines.',
  },
  {
    code: 'ASSAY_CONFIG_IGNORED',
    cause: 'Warning: a setting of the Collector that is taken so that its YAML loads, and has no effect in Assay.',
    cure: 'Remove it, or leave it for the Collector.',
  },
  // Components and pipelines
  {
    code: 'ASSAY_CONFIG_COMPONENT_ID',
    cause: 'A component id is not type or type/name.',
    cure: 'Use letters, digits and underscores for the type, and no spaces or symbols in the name.',
  },
  {
    code: 'ASSAY_CONFIG_UNKNOWN_COMPONENT',
    cause: 'There is no component of that type and kind.',
    cure: 'Correct the spelling, or declare it under the section of its kind; `assay components` lists all.',
  },
  {
    code: 'ASSAY_CONFIG_PIPELINE_ID',
    cause: 'A pipeline is not called traces, metrics or logs, with an optional /name.',
    cure: 'Rename it.',
  },
  {
    code: 'ASSAY_CONFIG_UNDEFINED_COMPONENT',
    cause: 'A list, or a setting such as auth.authenticator, names a component that is not declared, or an extension that is not started.',
    cure: 'Declare it, correct the id, or list the extension in service.extensions.',
  },
  {
    code: 'ASSAY_CONFIG_UNUSED_COMPONENT',
    cause: 'Warning: a component is declared but stands in no pipeline, or not in service.extensions; it does not run.',
    cure: 'Use it or remove it.',
  },
  {
    code: 'ASSAY_CONFIG_AMBIGUOUS_ID',
    cause: 'A connector has the same id as a receiver or exporter.',
    cure: 'Give one of them a name: type/name.',
  },
  {
    code: 'ASSAY_CONFIG_DUPLICATE_REFERENCE',
    cause: 'A list of a pipeline, or service.extensions, names the same component twice.',
    cure: 'Remove one; a processor that should run twice needs a second declaration under another name.',
  },
  {
    code: 'ASSAY_CONFIG_EMPTY_PIPELINE',
    cause: 'There is no pipeline, or one has no receivers or no exporters.',
    cure: 'Add at least one of each.',
  },
  {
    code: 'ASSAY_CONFIG_SIGNAL',
    cause: 'A component does not carry the signal of its pipeline, or a connector is between signals that it does not convert.',
    cure: 'Move it to a pipeline of a signal that it carries; the message names them.',
  },
  {
    code: 'ASSAY_CONFIG_CONNECTOR_ONE_SIDED',
    cause: 'A connector only starts or only ends pipelines.',
    cure: 'List it among the exporters of one pipeline and the receivers of another.',
  },
  {
    code: 'ASSAY_CONFIG_CYCLE',
    cause: 'Connectors lead data back into a pipeline it came from.',
    cure: 'Remove one of the connectors that the message names.',
  },
  // Lint, all warnings
  {
    code: 'ASSAY_CONFIG_ADMISSION_ORDER',
    cause: 'Warning: a processor that refuses data under memory pressure is not the first of its pipeline.',
    cure: 'Move it to the front.',
  },
  {
    code: 'ASSAY_CONFIG_UNREDACTED',
    cause: 'Warning: content is stored or shown unredacted, while other pipelines redact.',
    cure: 'Add the redacting processor before it.',
  },
  {
    code: 'ASSAY_CONFIG_EXPOSED',
    cause: 'Warning: an address beyond loopback takes data without credentials.',
    cure: 'Add auth or client certificates, or listen on localhost.',
  },
  {
    code: 'ASSAY_CONFIG_LITERAL_SECRET',
    cause: 'Warning: a secret is written into the config.',
    cure: 'Write ${env:NAME} or ${file:/path}.',
  },
  // Mistakes of a component, not of the user
  {
    code: 'ASSAY_CONFIG_SCHEMA',
    cause: 'The schema of a component is not valid in strict mode.',
    cure: 'This is a fault of the component; report it.',
  },
  {
    code: 'ASSAY_CONFIG_CHECK_FAILED',
    cause: 'A component failed while it checked its settings.',
    cure: 'This is a fault of the component; report it, and simplify its settings until it passes.',
  },
];
