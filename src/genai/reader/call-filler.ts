import { ARRAY, STRING, ValueView } from '../../otlp/views/values.ts';
import { Cursor } from '../../wire/cursor.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { decodeText } from '../../wire/text.ts';
import { TextSlice } from '../../wire/text-slice.ts';
import type { FinishClass, GenAiCall, Operation } from '../call.ts';
import { STOP_MAY_CALL_TOOLS } from '../finish/classes.data.ts';
import { type FinishClassifier, worse } from '../finish/classify.ts';
import { NOTHING, NUMBER, numberOf, TEXT, TRUE } from '../json-paths/hits.ts';
import { ProviderMap } from '../providers/provider-map.ts';
import { FIELD_NAMES, fieldIndex } from '../semconv/fields.data.ts';
import { OPERATION_NAMES } from '../semconv/operations.data.ts';
import type { RawUsage } from '../usage-rules/raw-usage.ts';
import { DECIDED, type Fetcher, type Found, LISTED } from './fetcher.ts';
import type { FieldPlan, Program } from './program.ts';
import { AT_INDEXED, OF_MODEL, type Source } from './source.ts';

const MAX_TOKENS = fieldIndex('gen_ai.request.max_tokens');
const STREAM = fieldIndex('gen_ai.request.stream');
const FIRST_CHUNK = fieldIndex('gen_ai.response.time_to_first_chunk');
const COST = fieldIndex('x.cost.total_usd');
const SECONDS = fieldIndex('x.usage.seconds');
const TOOL_CALLS = fieldIndex('x.tool_calls');

/** How many choices of one call are kept. */
const MOST_CHOICES = 16;
const LONGEST_TIER = 32;

const TRUE_TEXT: readonly string[] = ['true', 'True', 'TRUE', '1'];
const CACHED_TEXT: readonly string[] = ['hit', 'semantic_hit', ...TRUE_TEXT];

/** Puts what a fetcher found into a call. One instance per reader; owns the tables of words. */
export class CallFiller {
  readonly raw: RawUsage;
  readonly #call: GenAiCall;
  readonly #fetcher: Fetcher;
  readonly #finish: FinishClassifier;
  readonly #providers = new ProviderMap();
  readonly #operations = new ByteMap<Operation>(128);
  readonly #tiers = new ByteMap<string>(64);
  readonly #texts: readonly (TextSlice | undefined)[];
  readonly #filled = new Uint8Array(FIELD_NAMES.length);
  readonly #element = new ValueView();
  readonly #cursor = new Cursor(new Uint8Array(0));
  /** All reasons reported so far are states of the request. */
  onlyStates = true;

  constructor(call: GenAiCall, fetcher: Fetcher, raw: RawUsage, finish: FinishClassifier) {
    this.#call = call;
    this.#fetcher = fetcher;
    this.#finish = finish;
    this.raw = raw;
    for (const [text, operation] of Object.entries(OPERATION_NAMES)) this.#operations.setText(text, operation);
    const slices: Readonly<Record<string, TextSlice>> = {
      'gen_ai.request.model': call.requestModel,
      'gen_ai.response.model': call.responseModel,
      'gen_ai.response.id': call.responseId,
      'gen_ai.conversation.id': call.conversationId,
      'user.id': call.userId,
      'gen_ai.agent.name': call.agentName,
      'gen_ai.prompt.name': call.promptName,
      'gen_ai.prompt.version': call.promptVersion,
      'gen_ai.tool.name': call.toolName,
      'gen_ai.tool.call.id': call.toolCallId,
      'error.type': call.errorType,
    };
    this.#texts = FIELD_NAMES.map((name) => slices[name]);
  }

  /** Where a field's text goes; undefined for fields that are no texts of a call. */
  sliceOf(field: FieldPlan): TextSlice | undefined {
    return this.#texts[field.index];
  }

  /** Asks a field's sources in order until one is taken. */
  fill(field: FieldPlan): void {
    const { sources } = field;
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i]!;
      const found = this.#fetcher.fetch(source);
      if (found === NOTHING) continue;
      if (found === DECIDED || this.take(field, source, found)) return;
    }
  }

  begin(): void {
    this.onlyStates = true;
  }

  /** Fills all fields, asking only the sources whose attribute is there. `later` is the place of a field to leave out. */
  fillMarked(program: Program, later: number): void {
    const { dispatch, fields } = program;
    const { sources, words, rows } = dispatch;
    const filled = this.#filled;
    filled.fill(0);
    for (let word = 0; word < words.length; word++) {
      for (let bits = words[word]!; bits !== 0; bits &= bits - 1) {
        const at = (word << 5) + 31 - Math.clz32(bits & -bits);
        const source = sources[at]!;
        const place = source.field;
        if (filled[place] === 1 || place === later) continue;
        const found = this.#fetcher.fetchAt(source, rows[at]!);
        if (found === NOTHING) continue;
        if (found === DECIDED || this.take(fields[place]!, source, found)) filled[place] = 1;
      }
    }
  }

  /** Whether the reported reason leaves open that the answer asks for tools. */
  mayCallTools(): boolean {
    const call = this.#call;
    return call.finishClass !== 'stop' || this.onlyStates || STOP_MAY_CALL_TOOLS.includes(call.provider);
  }

  /** An answer that asks for tools ends by that, also where the emitter says `completed`, or the provider `STOP`, or nothing. */
  refineFinish(): void {
    const call = this.#call;
    if (call.toolCalls > 0 && (call.finishClass === 'stop' || call.finishClass === '')) call.finishClass = 'tool_call';
  }

  /** Infers the provider from the model's name where the emitter names none. */
  inferProvider(): void {
    const call = this.#call;
    if (call.provider !== '') return;
    const model = call.requestModel.isEmpty ? call.responseModel : call.requestModel;
    if (!model.isEmpty) call.provider = this.#providers.ofModel(model.buf, model.start, model.end);
  }

  /** Gives a value found to its field; false when it is none for it, and the next source is asked. */
  take(field: FieldPlan, source: Source, found: Found): boolean {
    switch (field.kind) {
      case 'text':
        return this.#takeText(field.index, found);
      case 'count':
        return this.#takeCount(field.index, found);
      case 'number':
        return this.#takeNumber(field.index, found);
      case 'bool':
        return this.#takeBool(field.index, found);
      case 'finish':
        return this.#takeFinish(source, found);
      case 'operation':
        return this.#takeOperation(found);
      case 'provider':
        return this.#takeProvider(source, found);
      case 'tier':
        return this.#takeTier(found);
      case 'flag':
        return this.#takeFlag(found);
      default:
        return true;
    }
  }

  #takeText(index: number, found: Found): boolean {
    const slice = this.#texts[index];
    const { text } = this.#fetcher;
    if (slice === undefined) return true;
    if (found === TEXT) {
      slice.set(text.buf, text.start, text.end);
      return true;
    }
    if (found !== NUMBER || !Number.isFinite(this.#fetcher.number)) return false;
    // A version or an id as a number: rare, so it may be made a text of its own.
    const bytes = Buffer.from(String(this.#fetcher.number), 'utf8');
    slice.set(bytes, 0, bytes.length);
    return true;
  }

  #takeCount(index: number, found: Found): boolean {
    const { number, text } = this.#fetcher;
    const value = found === NUMBER ? number : found === TEXT ? numberOf(text.buf, text.start, text.end) : Number.NaN;
    if (index === MAX_TOKENS) {
      if (!(value > 0) || !Number.isFinite(value)) return false;
      this.#call.maxTokens = value;
    } else if (index === TOOL_CALLS) this.#call.toolCalls = value;
    else this.raw.put(index, value, false);
    return true;
  }

  #takeNumber(index: number, found: Found): boolean {
    const { number, text } = this.#fetcher;
    const value = found === NUMBER ? number : found === TEXT ? numberOf(text.buf, text.start, text.end) : Number.NaN;
    if (index === SECONDS) {
      this.raw.put(index, value, true);
      return true;
    }
    if (!Number.isFinite(value) || value < 0) return false;
    if (index === COST) this.#call.reportedCostUsd = value;
    else if (index === FIRST_CHUNK) this.#call.timeToFirstChunkS = value;
    return true;
  }

  #takeBool(index: number, found: Found): boolean {
    if (index !== STREAM) return true;
    this.#call.streaming = this.#isTrue(found, TRUE_TEXT) ? 1 : 0;
    return true;
  }

  #takeFlag(found: Found): boolean {
    if (this.#isTrue(found, CACHED_TEXT)) this.#call.cachedAnswer = true;
    return true;
  }

  #isTrue(found: Found, texts: readonly string[]): boolean {
    const { text, number } = this.#fetcher;
    if (found === TEXT) return text.length <= 12 && texts.includes(decodeText(text.buf, text.start, text.end).toLowerCase());
    return found === TRUE || (found === NUMBER && number === 1);
  }

  #takeOperation(found: Found): boolean {
    const { text } = this.#fetcher;
    // A text that is no operation of ours has decided all the same: the emitter means something else.
    this.#call.operation = found === TEXT ? (this.#operations.get(text.buf, text.start, text.end) ?? '') : '';
    return true;
  }

  #takeProvider(source: Source, found: Found): boolean {
    const { text } = this.#fetcher;
    if (found !== TEXT) return false;
    const { buf, start, end } = text;
    this.#call.provider = source.ops & OF_MODEL ? this.#providers.ofModel(buf, start, end) : this.#providers.spelled(buf, start, end);
    return this.#call.provider !== '';
  }

  #takeTier(found: Found): boolean {
    const { text } = this.#fetcher;
    if (found !== TEXT || text.length > LONGEST_TIER) return false;
    let tier = this.#tiers.get(text.buf, text.start, text.end);
    if (tier === undefined) {
      tier = text.toString();
      this.#tiers.set(text.buf, text.start, text.end, tier);
    }
    if (tier === 'auto') return false;
    this.#call.serviceTier = tier;
    return true;
  }

  /** Arrays, JSON lists, comma-joined texts, single words, indexed attributes: one reason per choice, in order. */
  #takeFinish(source: Source, found: Found): boolean {
    const call = this.#call;
    const fetcher = this.#fetcher;
    call.finishCount = 0;
    call.finishClass = '';
    this.onlyStates = true;
    if (source.kind === AT_INDEXED) {
      for (let row = fetcher.nextIndexed(source, 0); row !== -1; row = fetcher.nextIndexed(source, row + 1)) {
        this.#addReason(fetcher.text.buf, fetcher.text.start, fetcher.text.end);
      }
    } else if (found === LISTED && source.listed) this.#fromHits(source);
    else if (found === LISTED) this.#fromArray(fetcher.value);
    else if (found === TEXT) this.#fromText(fetcher.text.buf, fetcher.text.start, fetcher.text.end);
    if (call.finishClass !== '') return true;
    call.finishCount = 0;
    return false;
  }

  #fromHits(source: Source): void {
    const { hits } = this.#fetcher;
    if (hits === undefined) return;
    for (let i = 0; i < hits.listed; i++) {
      if (hits.listSlot(i) !== source.slot) continue;
      hits.listText(i, this.#fetcher.text);
      this.#addReason(this.#fetcher.text.buf, this.#fetcher.text.start, this.#fetcher.text.end);
    }
  }

  #fromArray(value: ValueView): void {
    if (value.kind !== ARRAY) return;
    const { buf, end } = value;
    const c = this.#cursor.at(buf, value.start);
    while (c.pos < end) {
      const tag = c.varint();
      if (tag !== 0x0a) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      const from = c.pos;
      c.pos += length;
      const element = this.#element.load(buf, from, from + length);
      if (element.kind === STRING) this.#addReason(buf, element.start, element.end);
    }
  }

  #fromText(buf: Uint8Array, start: number, end: number): void {
    const bracket = buf[start] === 0x5b;
    let from = bracket ? start + 1 : start;
    const stop = bracket && buf[end - 1] === 0x5d ? end - 1 : end;
    while (from <= stop) {
      let to = from;
      while (to < stop && buf[to] !== 0x2c) to++;
      let a = from;
      let b = to;
      while (a < b && (buf[a]! <= 0x20 || buf[a] === 0x22 || buf[a] === 0x27)) a++;
      while (b > a && (buf[b - 1]! <= 0x20 || buf[b - 1] === 0x22 || buf[b - 1] === 0x27)) b--;
      if (b > a) this.#addReason(buf, a, b);
      from = to + 1;
    }
  }

  #addReason(buf: Uint8Array, start: number, end: number): void {
    const call = this.#call;
    if (call.finishCount === MOST_CHOICES) return;
    let slice = call.finishReasons[call.finishCount];
    if (slice === undefined) {
      slice = new TextSlice();
      call.finishReasons.push(slice);
    }
    slice.set(buf, start, end);
    call.finishCount++;
    const verdict = this.#finish.verdict(buf, start, end);
    if (verdict.class === '') return;
    if (!verdict.state) this.onlyStates = false;
    call.finishClass = worse(call.finishClass, verdict.class as FinishClass);
  }
}
