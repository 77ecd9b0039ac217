import type { GenAiCall, Operation } from '../../genai/call.ts';
import { FinishClassifier } from '../../genai/finish/classify.ts';
import { beginsCanonical, isCanonical, looksCanonical } from '../../genai/messages/canonical.ts';
import { convert, type MessageShape, type Place, toolDefinitions } from '../../genai/messages/convert.ts';
import { holdsAll } from '../../genai/messages/leaves.ts';
import type { Conversation, Json, Message } from '../../genai/messages/message.ts';
import { isIndexed } from '../../genai/messages/indexed.ts';
import type { Fetcher } from '../../genai/reader/fetcher.ts';
import type { Plan } from '../../genai/reader/plans.ts';
import type { Shape } from '../../genai/reader/shape.ts';
import { AT_ATTR, AT_INDEXED, type Source } from '../../genai/reader/source.ts';
import { attributeOf, FINISH_WORDS, type Generation } from '../../genai/semconv/generations.data.ts';
import type { CallDetails } from '../../genai/call-reader.ts';
import type { FieldName } from '../../genai/semconv/fields.data.ts';
import { SPAN } from '../../otlp/fields.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { ChildList } from '../../otlp/views/children.ts';
import { ARRAY, NONE, ValueView } from '../../otlp/views/values.ts';
import { messagesOfEvents, removeMessageEvents } from './event-messages.ts';
import { learnFromAnswer, toolCallsOf } from './learn-from-answer.ts';
import { documentOf, listOfTexts, rowToJson, shapeOf, VERCEL_RESPONSE_KEYS, vercelResponse } from './message-source.ts';
import { type Put, type Target, targetOf } from './put.ts';

/** Operations whose messages the conventions describe. */
const WITH_MESSAGES: ReadonlySet<Operation> = new Set<Operation>(['chat', 'generate_content', 'text_completion', 'invoke_agent']);

/** Enough of a document to see its shape. */
const HEAD = 512;

const PLACES: Readonly<Record<string, Place>> = {
  'gen_ai.system_instructions': 'system',
  'gen_ai.input.messages': 'input',
  'gen_ai.output.messages': 'output',
};

/** One source with the shape that its values have. */
interface Shaped {
  readonly source: Source;
  readonly shape: MessageShape;
}

interface Wanted {
  readonly place: Place | 'tools';
  readonly target: Target;
  readonly sources: readonly Shaped[];
}

/**
 * Writes prompts and answers in the shape of the conventions, where they can be mapped. Messages already in that shape
 * stay; others under the same name are replaced and the emitter's kept aside.
 */
export class MessageWriter {
  readonly #generation: Generation;
  readonly #remove: boolean;
  readonly #system: Target | undefined;
  readonly #places: readonly { readonly place: Place; readonly target: Target }[];
  readonly #classifier = new FinishClassifier();
  readonly #byPlan = new Map<Plan, readonly Wanted[]>();
  readonly #byShape = new Map<Shape, readonly Wanted[]>();

  /** `remove`: what was converted without loss is taken away where it stood. */
  constructor(generation: Generation, remove: boolean) {
    this.#generation = generation;
    this.#remove = remove;
    const system = attributeOf('gen_ai.system_instructions', generation);
    this.#system = system === undefined ? undefined : targetOf(system);
    this.#places = Object.entries(PLACES).flatMap(([field, place]) => {
      const name = attributeOf(field as FieldName, generation);
      return name === undefined ? [] : [{ place, target: targetOf(name) }];
    });
  }

  /** `fresh`: see RestWriter. */
  write(call: GenAiCall, details: CallDetails, put: Put, fresh: boolean): void {
    if (this.#system === undefined || !WITH_MESSAGES.has(call.operation)) return;
    this.#fromAttributes(call, details, put, fresh);
    const { span } = details.fetcher.item;
    if (span !== undefined && span.message.has(SPAN.events)) this.#fromEvents(call, span.events, put);
  }

  #fromAttributes(call: GenAiCall, { plan, fetcher, shape }: CallDetails, put: Put, fresh: boolean): void {
    const wanted = fresh && shape !== undefined ? this.#ofShape(shape) : this.#wanted(plan);
    if (wanted.length === 0) return;
    fetcher.begin(fetcher.item, fetcher.call, plan.rest(), plan.absent);
    for (let i = 0; i < wanted.length; i++) {
      const one = wanted[i]!;
      try {
        if (one.place === 'tools') this.#writeTools(one, fetcher, put);
        else if (!this.#inPlace(one.place, one.target, call, put)) this.#fromSources(one, one.place, call, fetcher, put);
      } catch (error) {
        // Nested deeper than the stack: such a document stays where it is.
        if (!(error instanceof RangeError)) throw error;
      }
    }
  }

  /** Looks at what stands under the target's own name; false when nothing does. */
  #inPlace(place: Place, target: Target, call: GenAiCall, put: Put): boolean {
    const { attributes } = put;
    const row = attributes.find(target.key);
    if (row === -1 || attributes.kind(row) === NONE) return false;
    const system = place === 'system';
    if (attributes.kind(row) === ARRAY || startsCanonical(attributes, row, system) || looksCanonical(head(attributes, row), system))
      return true;
    const value = rowToJson(attributes, row);
    if (value === undefined || isCanonical(value, system)) return true;
    const conversation = convert('auto', place, value);
    if (conversation !== undefined) this.#put(conversation, place, target, call, put);
    return true;
  }

  #fromSources(wanted: Wanted, place: Place, call: GenAiCall, fetcher: Fetcher, put: Put): void {
    for (const { source, shape } of wanted.sources) {
      const document = shape === 'vercel_response' ? vercelResponse(fetcher.item.attributes) : documentOf(source, fetcher);
      if (document === undefined) continue;
      const conversation = convert(shape, place, document);
      if (conversation === undefined || !this.#put(conversation, place, wanted.target, call, put)) continue;
      if (this.#remove && holdsAll(document, conversation as unknown as Json)) removeSource({ source, shape }, put.attributes);
      return;
    }
  }

  /** What only events tell goes where no attribute has said it; the events stay unless all of it could be said. */
  #fromEvents(call: GenAiCall, events: ChildList, put: Put): void {
    const missing = this.#places.filter(({ target }) => put.attributes.find(target.key) === -1);
    if (missing.every(({ place }) => place === 'system')) return;
    const told = messagesOfEvents(events);
    if (told === undefined) return;
    const { conversation, documents } = told;
    let written = 0;
    for (const { place, target } of missing) if (this.#put(conversation, place, target, call, put)) written++;
    if (!this.#remove || written < Object.keys(conversation).length) return;
    // Reasons are written in words of the conventions; the events are the only place of the provider's.
    const said = { ...conversation, output: this.#withReasons(conversation.output ?? [], call) };
    if (holdsAll(documents, said as unknown as Json)) removeMessageEvents(events);
  }

  /** False when the conversation has nothing for the place. */
  #put(conversation: Conversation, place: Place, target: Target, call: GenAiCall, put: Put): boolean {
    const found = conversation[place];
    if (found === undefined || found.length === 0) return false;
    const { system } = conversation;
    const apart =
      place === 'input' && system !== undefined && system.length > 0 && put.attributes.find(this.#system!.key) === -1
        ? JSON.stringify(system)
        : '';
    const messages = found as readonly Message[];
    if (place === 'output') learnFromAnswer(call, messages, this.#classifier);
    put.document(target, JSON.stringify(place === 'output' ? this.#withReasons(messages, call) : found));
    if (apart !== '') put.document(this.#system!, apart);
    return true;
  }

  /** The reason of each answer in the generation's words: its own, or the call's when both are one for one. */
  #withReasons(messages: readonly Message[], call: GenAiCall): readonly Message[] {
    return messages.map((message, i) => {
      const raw = message.finish_reason ?? (call.finishCount === messages.length ? call.finishReasons[i]!.toString() : undefined);
      if (raw === undefined) return message;
      const verdict = this.#classifier.ofText(raw);
      const name = verdict.class === 'stop' && call.finishClass === 'tool_call' && toolCallsOf(message) > 0 ? 'tool_call' : verdict.class;
      return { ...message, finish_reason: FINISH_WORDS[this.#generation][name] ?? raw };
    });
  }

  #writeTools(wanted: Wanted, fetcher: Fetcher, put: Put): void {
    if (put.attributes.find(wanted.target.key) !== -1) return;
    for (const shaped of wanted.sources) {
      const document = documentOf(shaped.source, fetcher);
      const tools = document === undefined ? undefined : listOfTexts(document);
      const defined = tools === undefined ? undefined : toolDefinitions(tools);
      if (defined === undefined || defined.length === 0) continue;
      put.document(wanted.target, JSON.stringify(defined));
      if (this.#remove && holdsAll(document!, defined)) removeSource(shaped, put.attributes);
      return;
    }
  }

  #ofShape(shape: Shape): readonly Wanted[] {
    const known = this.#byShape.get(shape);
    if (known !== undefined) return known;
    if (this.#byShape.size > 4096) this.#byShape.clear();
    const wanted = this.#wanted(shape.plan)
      .map((one) => ({ ...one, sources: one.sources.filter(({ source }) => shape.mayHave(source)) }))
      .filter(({ target, sources }) => sources.length > 0 || shape.has(target.key.id));
    this.#byShape.set(shape, wanted);
    return wanted;
  }

  #wanted(plan: Plan): readonly Wanted[] {
    const known = this.#byPlan.get(plan);
    if (known !== undefined) return known;
    if (this.#byPlan.size > 512) this.#byPlan.clear();
    const wanted: Wanted[] = [];
    for (const field of plan.rest().fields) {
      const name = attributeOf(field.name, this.#generation);
      const place = PLACES[field.name] ?? (field.name === 'gen_ai.tool.definitions' ? 'tools' : undefined);
      if (name === undefined || place === undefined) continue;
      const target = targetOf(name);
      const sources = field.sources.flatMap((source) => {
        const shape = shapeOf(source);
        return shape === undefined || (source.kind === AT_ATTR && source.key?.id === target.key.id) ? [] : [{ source, shape }];
      });
      if (place !== 'tools' || sources.length > 0) wanted.push({ place, target, sources });
    }
    this.#byPlan.set(plan, wanted);
    return wanted;
  }
}

const value = new ValueView();

/** The spelling of most emitters, seen without making a string. */
function startsCanonical(attributes: AttributesEdit, row: number, system: boolean): boolean {
  const { buf, start, end } = attributes.value(row, value);
  return beginsCanonical(buf, start, end, system);
}

/** The beginning of a text, in which only ASCII matters. */
function head(attributes: AttributesEdit, row: number): string {
  const { buf, start, end } = attributes.value(row, value);
  return Buffer.from(buf.buffer, buf.byteOffset, buf.length).toString('latin1', start, Math.min(end, start + HEAD));
}

/** Takes away what was converted: the attribute, or all of an indexed list. */
function removeSource({ source, shape }: Shaped, attributes: AttributesEdit): void {
  if (shape === 'vercel_response') for (const key of VERCEL_RESPONSE_KEYS) attributes.delete(key);
  else if (source.kind === AT_ATTR) attributes.delete(source.key!);
  else if (source.kind === AT_INDEXED) {
    for (let row = attributes.size - 1; row >= 0; row--)
      if (attributes.kind(row) !== -1 && isIndexed(attributes, row, source.prefix)) attributes.deleteRow(row);
  }
}
