import { type LinkedTerms, LinkedTermsCache } from '../../genai/redaction/engine/linked-terms.ts';
import { CONTENT, IDENTITY, type KeyInfo, NO_KEY } from '../../genai/redaction/key-class.ts';
import { ATTRIBUTE_DROPPED, ITEM_DROPPED, REPLACED, type Redactor } from '../../genai/redaction/redactor.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { ChildList } from '../../otlp/views/children.ts';
import type { MessageView } from '../../otlp/views/message.ts';
import { KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
import { Writer } from '../../wire/writer.ts';
import { identityTexts } from './identity-texts.ts';
import { KeyEntries, type KeyEntry } from './key-entries.ts';
import { ValueWriter } from './value-writer.ts';

/** Texts that have no attribute key: names, status messages, trace state. */
const TEXT_INFO: KeyInfo = NO_KEY;

/**
 * Redacts attribute lists and single text fields of whatever message. Never throws for a value: what fails is replaced
 * or dropped as `on_error` says. What throws beyond that takes the whole item out (`failClosed`).
 */
export class AttributeWalk {
  readonly #redactor: Redactor;
  readonly #keys: KeyEntries;
  readonly #values: ValueWriter;
  readonly #out = new Writer(16_384);
  readonly #view = new ValueView();
  /** Entries of the rows of the list at hand, so that no key is looked up twice. */
  readonly #rows: KeyEntry[] = [];
  readonly #known = new LinkedTermsCache();
  #linked: LinkedTerms | undefined = undefined;
  /** Identities of the resource and scope around, as text. */
  readonly #context: string[] = [];
  readonly #identities: string[] = [];
  /** True when something asked for the item to be dropped. */
  dropped = false;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
    this.#keys = new KeyEntries(redactor);
    this.#values = new ValueWriter(redactor, this.#keys);
  }

  /** Forgets the identities of the resource before. */
  beginResource(): void {
    this.#context.length = 0;
    this.#linked = undefined;
  }

  /**
   * Redacts the attributes of an item itself. Identities among them, in the attributes of its `children` and in its
   * the map in its `body` field (a log record's) are searched for in all its content, beside those of the resource.
   */
  item(attributes: AttributesEdit, children?: ChildList, message?: MessageView, body: number = 0): void {
    this.dropped = false;
    const size = this.#lookUp(attributes);
    this.#linked = undefined;
    if (this.#redactor.policy.linkIdentities) {
      if (children !== undefined) this.#ofChildren(children);
      if (message?.has(body) === true) this.#ofMap(message.source(body), message.fieldStart(body), message.fieldEnd(body));
      const { length } = this.#identities;
      for (let i = 0; i < this.#context.length; i++) this.#identities.push(this.#context[i]!);
      if (length + this.#context.length > 0) this.#linked = this.#known.of(this.#identities);
    }
    this.#all(attributes, size);
  }

  /** Redacts a resource's or scope's attributes, after taking up their identities for its items. */
  context(attributes: AttributesEdit): void {
    this.dropped = false;
    const size = this.#lookUp(attributes);
    if (this.#redactor.policy.linkIdentities) for (let i = 0; i < this.#identities.length; i++) this.#context.push(this.#identities[i]!);
    this.#linked = this.#context.length === 0 ? undefined : this.#known.of(this.#context);
    this.#all(attributes, size);
  }

  /** Redacts a list that is a part of an item, such as an event's. */
  attributes(attributes: AttributesEdit): void {
    this.#all(attributes, this.#lookUp(attributes));
  }

  /** Redacts a length-delimited text field of a message. */
  field(message: MessageView, field: number): void {
    if (!message.has(field)) return;
    const out = this.#out;
    out.reset();
    this.#redactor.redactText(message.source(field), message.fieldStart(field), message.fieldEnd(field), TEXT_INFO, out, this.#terms());
    const { disposition } = this.#redactor;
    if (disposition === REPLACED) message.setField(field, out.buf, 0, out.pos);
    else if (disposition !== 0) this.#dropText(disposition, () => message.setField(field, out.buf, 0, 0));
  }

  /** Redacts a text that is read and written as a string; `set` gets the new one. */
  text(text: string, set: (text: string) => void): void {
    if (text === '') return;
    const bytes = Buffer.from(text, 'utf8');
    const out = this.#out;
    out.reset();
    this.#redactor.redactText(bytes, 0, bytes.length, TEXT_INFO, out, this.#terms());
    const { disposition } = this.#redactor;
    if (disposition === REPLACED) set(out.buf.toString('utf8', 0, out.pos));
    else if (disposition !== 0) this.#dropText(disposition, () => set(''));
  }

  /** Redacts an AnyValue that is no attribute, such as a log body; `set` gets the new message, empty when it is dropped. */
  value(buf: Uint8Array, start: number, end: number, key: KeyInfo, set: (buf: Uint8Array, start: number, end: number) => void): void {
    const out = this.#out;
    out.reset();
    let outcome: number;
    try {
      outcome = this.#values.write(buf, start, end, key, this.#terms(), out);
    } catch {
      outcome = this.#failedValue();
    }
    if (outcome === REPLACED) set(out.buf, 0, out.pos);
    else if (outcome === ATTRIBUTE_DROPPED) set(out.buf, 0, 0);
    else if (outcome === ITEM_DROPPED) this.dropped = true;
  }

  /** Notes the entry of each row and the text of identities; returns the number of rows. */
  #lookUp(attributes: AttributesEdit): number {
    const { size } = attributes;
    const rows = this.#rows;
    this.#identities.length = 0;
    let before = this.#keys.first;
    for (let row = 0; row < size; row++) {
      const buf = attributes.source(row);
      const start = attributes.keyStart(row);
      const end = attributes.keyEnd(row);
      let entry = before.following(attributes.keyId(row), buf, start, end);
      if (entry === undefined) {
        entry = this.#keys.of(buf, start, end);
        before.follow(entry);
      }
      rows[row] = entry;
      before = entry;
      this.#noteIdentity(attributes, row, entry);
    }
    return size;
  }

  #ofChildren(list: ChildList): void {
    for (let more = list.first(); more; more = list.next()) {
      const { attributes } = list.view;
      for (let row = 0; row < attributes.size; row++) {
        const entry = this.#keys.of(attributes.source(row), attributes.keyStart(row), attributes.keyEnd(row));
        this.#noteIdentity(attributes, row, entry);
      }
    }
  }

  #ofMap(buf: Uint8Array, start: number, end: number): void {
    if (this.#view.load(buf, start, end).kind === KVLIST) identityTexts(buf, start, end, false, this.#keys, this.#identities);
  }

  #noteIdentity(attributes: AttributesEdit, row: number, entry: KeyEntry): void {
    const kind = attributes.kind(row);
    const isIdentity = entry.info.keyClass === IDENTITY;
    if (isIdentity && kind === STRING) this.#identities.push(attributes.value(row, this.#view).text());
    else if (kind !== -1 && (isIdentity || kind === KVLIST))
      identityTexts(attributes.source(row), attributes.valueStart(row), attributes.valueEnd(row), isIdentity, this.#keys, this.#identities);
  }

  /** Redacts rows whose entries are noted; deleted ones are passed over. */
  #all(attributes: AttributesEdit, size: number): void {
    for (let row = 0; row < size; row++) {
      if (attributes.kind(row) === -1) continue;
      try {
        this.#row(attributes, row, this.#rows[row]!);
      } catch {
        this.#failRow(attributes, row);
      }
    }
  }

  #row(attributes: AttributesEdit, row: number, entry: KeyEntry): void {
    const { info } = entry;
    if (entry.disposition === ITEM_DROPPED) this.dropped = true;
    if (entry.disposition === ATTRIBUTE_DROPPED) {
      attributes.deleteRow(row);
      return;
    }
    if (entry.renamed !== undefined) attributes.renameRowText(row, entry.renamed);
    if (info.keyClass === CONTENT && this.#redactor.policy.dropContent) {
      attributes.deleteRow(row);
      return;
    }
    const out = this.#out;
    out.reset();
    const outcome = this.#values.write(
      attributes.source(row),
      attributes.valueStart(row),
      attributes.valueEnd(row),
      info,
      this.#terms(),
      out,
    );
    if (outcome === REPLACED) attributes.replaceValue(row, out.buf, 0, out.pos);
    else if (outcome === ATTRIBUTE_DROPPED) attributes.deleteRow(row);
    else if (outcome === ITEM_DROPPED) this.dropped = true;
  }

  /** What `on_error` says about a value on which something else than the scan itself failed. */
  #failRow(attributes: AttributesEdit, row: number): void {
    const outcome = this.#failedValue();
    if (outcome === REPLACED) attributes.replaceValue(row, this.#out.buf, 0, this.#out.pos);
    else if (outcome === ITEM_DROPPED) this.dropped = true;
  }

  #failedValue(): number {
    const out = this.#out;
    out.reset();
    const mark = out.begin(STRING);
    this.#redactor.fail(out, mark);
    if (this.#redactor.disposition === REPLACED) out.end(mark);
    return this.#redactor.disposition;
  }

  #dropText(disposition: number, empty: () => void): void {
    if (disposition === ITEM_DROPPED) this.dropped = true;
    else empty();
  }

  #terms(): LinkedTerms | undefined {
    return this.#linked;
  }
}
