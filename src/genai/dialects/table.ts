import type { FieldName } from '../semconv/fields.data.ts';

/** R: produced and read here; S: source read; D: vendor's documentation only; X: indexed excerpt or third-party reader. */
export type Evidence = 'R' | 'S' | 'D' | 'X';

/** All parts given must hold. */
export interface Condition {
  /** This attribute is there; with `is`, its text is one of these. */
  readonly attr?: string;
  readonly is?: readonly string[];
  /** This attribute is not there. */
  readonly lacks?: string;
  readonly span_name?: readonly string[];
  readonly span_name_prefix?: readonly string[];
  /** The operation, once known, is one of these. */
  readonly operation?: readonly string[];
  /** Log records only: the event name is one of these. */
  readonly log_event?: readonly string[];
  /** The span's status is ERROR. */
  readonly failed?: true;
}

/**
 * One place where a field may stand. Exactly one of `attr`, `attrs`, `json`, `indexed`, `event`, `body`, `const`,
 * `span_name`, `messages` says where.
 */
export interface SourceRow {
  readonly attr?: string;
  /** With `do: sum`: the sum of all that are there. */
  readonly attrs?: readonly string[];
  /** Attribute holding a JSON document, or already structured; `path` or `paths` into it (see json-paths). */
  readonly json?: string;
  readonly path?: string;
  readonly paths?: readonly string[];
  /** With `do: count`: only these texts count. */
  readonly equals?: readonly string[];
  /** Attributes `a.<i>.b`, written `a.*.b`, in the order of the span. */
  readonly indexed?: string;
  /** Span event by name, and `key` of its attributes; without `key` its time. */
  readonly event?: string;
  readonly key?: string;
  /** Path into a log record's body. */
  readonly body?: string;
  readonly const?: string | number | boolean;
  readonly span_name?: true;
  readonly when?: Condition;
  /**
   * `map:<values>`, `lower`, `first_word`, `json_unquote`, `ms_to_s`, `iso_minus_start`, `event_minus_start`,
   * `ignore_zero`, `sum`, `needs:<path>`, `count`, `count_commas`, `python_class`,
   * `messages:<shape>`; several are done from left to right.
   */
  readonly do?: string | readonly string[];
  readonly ev: Evidence;
  readonly note?: string;
}

/** What makes an emitter recognisable. Weak hits count only beside others, or when nothing else matched. */
export interface Detect {
  readonly scope?: readonly string[];
  readonly scope_prefix?: readonly string[];
  readonly weak_scope?: readonly string[];
  readonly weak_scope_prefix?: readonly string[];
  /** Scopes that rule the dialect out. */
  readonly not_scope?: readonly string[];
  readonly not_scope_prefix?: readonly string[];
  readonly resource?: Readonly<Record<string, readonly string[]>>;
  readonly attr?: readonly string[];
  readonly attr_prefix?: readonly string[];
  readonly weak_attr?: readonly string[];
  readonly weak_attr_prefix?: readonly string[];
  /** Attribute with one of these texts; a trailing `*` matches a start. */
  readonly attr_value?: Readonly<Record<string, readonly string[]>>;
  readonly span_name?: readonly string[];
  /** Log records: start of the event name, or of the body text where the event name is missing. */
  readonly log_event_prefix?: readonly string[];
}

/**
 * Whether the emitter's input counts include what was read from and written to a cache, and its output counts the
 * reasoning (`inside`) or not (`beside`). The first row whose conditions hold and that says something decides.
 */
export interface UsageRow {
  readonly id: string;
  readonly cache?: 'inside' | 'beside';
  readonly reasoning?: 'inside' | 'beside';
  readonly provider?: readonly string[];
  readonly scope_prefix?: readonly string[];
  /** Bound on the scope's version: `<=0.27.0`, `<6`, `>=2`. */
  readonly version?: string;
  readonly has?: string;
  readonly lacks?: string;
  readonly ev: Evidence;
  readonly note?: string;
}

/** Which spans with a model operation are no call of their own. */
export interface BillableRule {
  /** Vetoes: any that holds makes the span not billable. */
  readonly unless?: readonly Condition[];
  /** The emitter writes both log records and spans; this one is the call, unless the operator says otherwise. */
  readonly signal?: 'spans' | 'logs';
}

/** Who tells of the call: of two spans for one call the first in the order sdk, framework, gateway, server is kept. */
export type Role = 'sdk' | 'framework' | 'gateway' | 'server';

/** A log record that is an operation: `name` is the event name without the dialect's prefix. */
export interface LogEventRow {
  readonly name: string;
  readonly operation: string;
  /** The record is the call itself and not a copy of what a span says. */
  readonly call?: true;
  readonly failed?: true;
  readonly when?: Condition;
  readonly ev: Evidence;
}

/**
 * A dialect as data: how it is recognised and where it keeps what. All built-in ones, and those of `dialects.extra`, have
 * this one form; no code knows any of them by name. An `overlay` decorates spans of any dialect and never decides.
 */
export interface DialectTable {
  readonly id: string;
  readonly title: string;
  /** Versions read or run, with repository and commit. */
  readonly source: string;
  readonly role: Role;
  readonly overlay?: true;
  /** Its own spans repeat each other within one scope (a request and the call beneath it). */
  readonly nests?: true;
  readonly detect: Detect;
  /** Dialects whose places are asked after this one's own. */
  readonly then?: readonly string[];
  readonly usage?: readonly UsageRow[];
  readonly billable?: BillableRule;
  /** Texts that mean absent, besides the general ones. */
  readonly absent?: readonly string[];
  /** Value maps of this dialect, for `map:<name>`; null means: nothing in the conventions. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly log_events?: readonly LogEventRow[];
  readonly log_event_prefix?: string;
  readonly map: Readonly<Partial<Record<FieldName, readonly SourceRow[]>>>;
}
