import type { Policy } from '../../genai/redaction/policy/policy.ts';
import { Redactor } from '../../genai/redaction/redactor.ts';
import { drop, KEEP, type LogStage, type MetricStage, type ResourceStage, type SpanStage, type Verdict } from '../../kernel/stage.ts';
import { EVENT, LINK, LOG_RECORD, SPAN } from '../../otlp/fields.ts';
import { internKey } from '../../otlp/keys.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { ChildList } from '../../otlp/views/children.ts';
import type { LogEdit, LogView } from '../../otlp/views/log.ts';
import type { PointEdit, PointView } from '../../otlp/views/point.ts';
import type { ResourceEdit, ResourceView } from '../../otlp/views/resource.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import { KVLIST, ValueView } from '../../otlp/views/values.ts';
import { CONTENT, type KeyInfo, NO_KEY } from '../../genai/redaction/key-class.ts';
import { AttributeWalk } from './attribute-walk.ts';
import type { RedactionCounters } from './counters.ts';
import { SummaryWriter } from './summary.ts';

const DROPPED = drop('redaction');

const EVENT_NAME = internKey('event.name');
const MESSAGE_EVENTS = 'gen_ai.';

/** Whether a log record is an event of the GenAI conventions, by its name or by the attribute of older emitters. */
function isMessageEvent(record: LogView): boolean {
  if (record.eventName().startsWith(MESSAGE_EVENTS)) return true;
  const row = record.attributes.find(EVENT_NAME);
  return row !== -1 && record.attributes.text(row).startsWith(MESSAGE_EVENTS);
}

/** A log body may be a prompt, so it is content: linked identities are searched for in it. */
const BODY_INFO: KeyInfo = Object.freeze({ ...NO_KEY, keyClass: CONTENT, name: '(body)' });

/**
 * Redacts everything text can sit in: attributes of every kind and their keys, names, status, events, links, trace state,
 * resource and scope, log bodies, exemplars. An item on which it throws is taken out by the kernel.
 */
export class RedactionStage implements SpanStage, LogStage, MetricStage, ResourceStage {
  readonly #counters: RedactionCounters;
  readonly #body = new ValueView();
  #redactor: Redactor;
  #walk: AttributeWalk;
  #spanSummary: SummaryWriter;
  #logSummary: SummaryWriter;

  constructor(redactor: Redactor, counters: RedactionCounters) {
    this.#redactor = redactor;
    this.#walk = new AttributeWalk(redactor);
    this.#spanSummary = new SummaryWriter(SPAN.attributes, redactor);
    this.#logSummary = new SummaryWriter(LOG_RECORD.attributes, redactor);
    this.#counters = counters;
  }

  get policy(): Policy {
    return this.#redactor.policy;
  }

  /** Goes on by another policy. Called between batches. */
  use(policy: Policy): void {
    this.#redactor = new Redactor(policy);
    this.#walk = new AttributeWalk(this.#redactor);
    this.#spanSummary = new SummaryWriter(SPAN.attributes, this.#redactor);
    this.#logSummary = new SummaryWriter(LOG_RECORD.attributes, this.#redactor);
    this.#counters.follow(this.#redactor);
  }

  resource(resource: ResourceView, edit: ResourceEdit): void {
    const walk = this.#walk;
    this.#redactor.beginItem();
    if (!resource.isScope) walk.beginResource();
    walk.context(edit.attributes);
    if (resource.isScope) {
      walk.text(resource.name(), (text) => edit.setName(text));
      walk.text(resource.version(), (text) => edit.setVersion(text));
    }
    // A resource or scope cannot be dropped; one that asks for it loses all that it says.
    if (walk.dropped) {
      for (let row = 0; row < edit.attributes.size; row++) edit.attributes.deleteRow(row);
      edit.setName('');
      edit.setVersion('');
    }
    if (this.#redactor.itemTotal > 0) this.#counters.flush();
  }

  span(span: SpanView, edit: SpanEdit): Verdict {
    const walk = this.#walk;
    this.#redactor.beginItem();
    walk.item(edit.attributes, edit.events);
    walk.field(edit.message, SPAN.name);
    walk.field(edit.message, SPAN.traceState);
    if (mayHaveMessage(edit)) walk.text(span.statusMessage(), (text) => edit.setStatusMessage(text));
    this.#children(edit.events, EVENT.name);
    this.#children(edit.links, LINK.traceState);
    return this.#finish(edit.attributes, this.#spanSummary);
  }

  log(record: LogView, edit: LogEdit): Verdict {
    const walk = this.#walk;
    this.#redactor.beginItem();
    walk.item(edit.attributes, undefined, edit.message, LOG_RECORD.body);
    walk.field(edit.message, LOG_RECORD.severityText);
    walk.field(edit.message, LOG_RECORD.eventName);
    if (record.body(this.#body)) {
      const { message } = edit;
      const field = LOG_RECORD.body;
      // The body of a message event is the message; of a map only its content parts go.
      if (this.policy.dropContent && this.#body.kind !== KVLIST && isMessageEvent(record)) {
        edit.setBody(message.buf, 0, 0);
        return this.#finish(edit.attributes, this.#logSummary);
      }
      walk.value(message.source(field), message.fieldStart(field), message.fieldEnd(field), BODY_INFO, (buf, start, end) =>
        edit.setBody(buf, start, end),
      );
    }
    return this.#finish(edit.attributes, this.#logSummary);
  }

  point(_point: PointView, edit: PointEdit): Verdict {
    const walk = this.#walk;
    this.#redactor.beginItem();
    walk.item(edit.attributes);
    this.#children(edit.exemplars, 0);
    if (this.#redactor.itemTotal > 0) this.#counters.flush();
    return walk.dropped ? DROPPED : KEEP;
  }

  /** Events, links, exemplars: their attributes, and one text field when they have one. */
  #children(list: ChildList, field: number): void {
    for (let more = list.first(); more; more = list.next()) {
      this.#walk.attributes(list.view.attributes);
      if (field !== 0) this.#walk.field(list.view, field);
    }
  }

  #finish(attributes: AttributesEdit, summary: SummaryWriter): Verdict {
    if (this.#walk.dropped) {
      this.#counters.flush();
      return DROPPED;
    }
    if (this.#redactor.itemTotal > 0) {
      summary.write(attributes);
      this.#counters.flush();
    }
    return KEEP;
  }
}

/** A status of up to two bytes is a code. */
function mayHaveMessage({ message }: SpanEdit): boolean {
  return message.has(SPAN.status) && message.fieldEnd(SPAN.status) - message.fieldStart(SPAN.status) > 2;
}
