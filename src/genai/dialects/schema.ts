import { FIELD_NAMES } from '../semconv/fields.data.ts';

/** JSON Schema 2020-12 as plain data. */
type Schema = { readonly [keyword: string]: unknown };

const NAME: Schema = { type: 'string', minLength: 1, maxLength: 256 };
const NAMES: Schema = { type: 'array', items: NAME, minItems: 1, maxItems: 256 };
const closed = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});
const about = (schema: Schema, description: string): Schema => ({ ...schema, description });

const CONDITION: Schema = closed(
  {
    attr: about(NAME, 'This attribute is there.'),
    is: about(NAMES, 'Its text is one of these.'),
    lacks: about(NAME, 'This attribute is not there.'),
    span_name: about(NAMES, 'The span has one of these names.'),
    span_name_prefix: about(NAMES, "The span's name starts with one of these."),
    operation: about({ type: 'array', items: { type: 'string' }, minItems: 1 }, 'The operation found so far is one of these.'),
    log_event: about(NAMES, 'The log record has one of these event names.'),
    failed: about({ const: true }, 'The status of the span is ERROR.'),
  },
  { description: 'All parts given must hold.', minProperties: 1 },
);

const TRANSFORM: Schema = {
  type: 'string',
  pattern:
    '^(map:\\w+|needs:.+|messages:\\w+|lower|first_word|json_unquote|ms_to_s|iso_minus_start|event_minus_start|ignore_zero|sum|count|count_commas|provider_of_model|python_class)$',
};

/** One place where a field may stand. */
export const SOURCE_SCHEMA: Schema = closed(
  {
    attr: about(NAME, 'An attribute.'),
    attrs: about(NAMES, 'Attributes; with `do: sum` their sum.'),
    json: about(NAME, 'An attribute holding a JSON document; `path` or `paths` lead into it.'),
    path: about({ type: 'string', maxLength: 256 }, 'Dotted; * is every element, name* every member that starts so, a number one place.'),
    paths: about(NAMES, 'Several paths, for sum and count.'),
    equals: about(NAMES, 'With `do: count`: only these texts count.'),
    indexed: about(NAME, 'Attributes with a number in them, written a.*.b.'),
    event: about(NAME, 'A span event; without `key` its time.'),
    key: about(NAME, 'Attribute of the event.'),
    body: about({ type: 'string', maxLength: 256 }, "Path into a log record's body."),
    const: { description: 'This value.' },
    span_name: about({ const: true }, 'The name of the span.'),
    when: CONDITION,
    do: {
      description: 'What is done with it, from left to right.',
      anyOf: [TRANSFORM, { type: 'array', items: TRANSFORM, minItems: 1, maxItems: 8 }],
    },
    ev: about({ enum: ['R', 'S', 'D', 'X'] }, 'Evidence: R run, S source read, D documentation, X hearsay.'),
    note: about({ type: 'string', maxLength: 512 }, 'For people.'),
  },
  {
    oneOf: ['attr', 'attrs', 'json', 'indexed', 'event', 'body', 'const', 'span_name'].map((place) => ({ required: [place] })),
  },
);

/** `map` of a dialect: fields by their current conventional name. */
export const MAP_SCHEMA: Schema = {
  type: 'object',
  description: 'Places of each field, in the order in which they are asked.',
  propertyNames: { enum: FIELD_NAMES },
  additionalProperties: { type: 'array', items: SOURCE_SCHEMA, minItems: 1, maxItems: 64 },
};

const DETECT: Schema = closed(
  {
    scope: about(NAMES, 'Names of instrumentation scopes.'),
    scope_prefix: NAMES,
    weak_scope: about(NAMES, 'Weak hits count only beside others, or when nothing else matched.'),
    weak_scope_prefix: NAMES,
    not_scope: about(NAMES, 'Scopes that rule the dialect out.'),
    not_scope_prefix: NAMES,
    resource: { type: 'object', additionalProperties: NAMES },
    attr: about(NAMES, 'Attributes that only this emitter writes.'),
    attr_prefix: NAMES,
    weak_attr: NAMES,
    weak_attr_prefix: NAMES,
    attr_value: {
      type: 'object',
      additionalProperties: NAMES,
      description: 'Attribute with one of these texts; a * at the end matches a start.',
    },
    span_name: NAMES,
    log_event_prefix: about(NAMES, "Start of a log record's event name."),
  },
  { description: 'What makes the emitter recognisable; any one is enough.', minProperties: 1 },
);

const COUNTED: Schema = { enum: ['inside', 'beside'] };

/** One dialect, in the form of the built-in ones. */
export const DIALECT_SCHEMA: Schema = closed(
  {
    id: about({ type: 'string', pattern: '^[a-z][a-z0-9_]{1,63}$' }, 'Written as assay.dialect.'),
    title: about({ type: 'string', maxLength: 256 }, 'For people.'),
    source: about({ type: 'string', maxLength: 512 }, 'Which version was read.'),
    role: about(
      { enum: ['sdk', 'framework', 'gateway', 'server'] },
      'Of two spans for one call the first in this order is kept; sdk when absent.',
    ),
    overlay: about({ const: true }, 'Decorates spans of any dialect and never decides.'),
    nests: about({ const: true }, 'Its own spans repeat each other.'),
    detect: DETECT,
    then: about(NAMES, 'Dialects whose places are asked after its own.'),
    usage: {
      type: 'array',
      description: 'Whether input counts include what was cached, and output counts the reasoning; the first row that holds decides.',
      items: closed(
        {
          id: about(NAME, 'Shown in assay.usage.rule.'),
          cache: COUNTED,
          reasoning: COUNTED,
          provider: NAMES,
          scope_prefix: NAMES,
          version: about({ type: 'string', pattern: '^(<=|<|>=|>|=)\\s*\\d+(\\.\\d+)*$' }, "Bound on the scope's version."),
          has: NAME,
          lacks: NAME,
          ev: { enum: ['R', 'S', 'D', 'X'] },
          note: { type: 'string' },
        },
        { required: ['id'], anyOf: [{ required: ['cache'] }, { required: ['reasoning'] }] },
      ),
    },
    billable: closed({
      unless: about({ type: 'array', items: CONDITION }, 'Spans that are no call of their own.'),
      signal: about({ enum: ['spans', 'logs'] }, 'Which of two records of a call is the one that is paid for.'),
    }),
    absent: about({ type: 'array', items: { type: 'string' } }, 'Texts that mean absent.'),
    values: {
      type: 'object',
      description: 'Value maps for `do: map:<name>`; null: nothing in the conventions.',
      additionalProperties: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
    },
    log_event_prefix: NAME,
    log_events: {
      type: 'array',
      items: closed(
        {
          name: NAME,
          operation: { type: 'string' },
          call: { const: true },
          failed: { const: true },
          when: CONDITION,
          ev: { enum: ['R', 'S', 'D', 'X'] },
        },
        { required: ['name', 'operation'] },
      ),
    },
    map: MAP_SCHEMA,
  },
  { required: ['id', 'detect', 'map'] },
);

/** A file of `dialects.extra`. */
export const DIALECT_FILE_SCHEMA: Schema = closed(
  { dialects: { type: 'array', items: DIALECT_SCHEMA, minItems: 1, maxItems: 64 } },
  { required: ['dialects'] },
);
