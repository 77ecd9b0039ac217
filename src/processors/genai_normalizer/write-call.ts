import type { FinishClass, GenAiCall } from '../../genai/call.ts';
import { FinishClassifier } from '../../genai/finish/classify.ts';
import { ProviderMap } from '../../genai/providers/provider-map.ts';
import type { Shape } from '../../genai/reader/shape.ts';
import type { CallField } from '../../genai/semconv/fields.data.ts';
import { attributeOf, type Generation } from '../../genai/semconv/generations.data.ts';
import type { Usage } from '../../genai/usage.ts';
import { RAW_INPUT, RAW_OUTPUT, type RawUsage } from '../../genai/usage-rules/raw-usage.ts';
import { encodeValue, STRING, ValueView } from '../../otlp/views/values.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import { CORRECT, LEAVE, type Put, sameBytes, type Target, targetOf } from './put.ts';
import { type CountTarget, type ShapeWrites, shapeWritesOf } from './shape-writes.ts';
import { USAGE_COUNTS } from './usage-keys.ts';
import { EncodedWords, Vocabulary } from './vocabulary.ts';

type TextField = keyof { [K in keyof GenAiCall as GenAiCall[K] extends TextSlice ? K : never]: true };

/** Texts of a call and their fields. Tool names belong to tool spans only: on a chat span they are tools that were asked for. */
const TEXTS: readonly (readonly [field: CallField, text: TextField])[] = [
  ['gen_ai.request.model', 'requestModel'],
  ['gen_ai.response.model', 'responseModel'],
  ['gen_ai.response.id', 'responseId'],
  ['gen_ai.conversation.id', 'conversationId'],
  ['user.id', 'userId'],
  ['gen_ai.agent.name', 'agentName'],
  ['gen_ai.prompt.name', 'promptName'],
  ['gen_ai.prompt.version', 'promptVersion'],
  ['error.type', 'errorType'],
];

interface TextTarget {
  readonly field: CallField;
  readonly target: Target;
  readonly text: TextField;
}

const MOST_SHAPES = 4096;

/** Writes what a call says under the names of one generation. */
export class CallWriter {
  readonly #texts: readonly TextTarget[];
  readonly #toolName: Target | undefined;
  readonly #toolCallId: Target | undefined;
  readonly #operation: Target | undefined;
  readonly #provider: Target | undefined;
  readonly #finish: Target | undefined;
  readonly #stream: Target | undefined;
  readonly #firstChunk: Target | undefined;
  readonly #maxTokens: Target | undefined;
  readonly #words: Vocabulary;
  readonly #operations = new EncodedWords();
  readonly #classifier = new FinishClassifier();
  readonly #providers = new ProviderMap();
  readonly #raw = new ByteMap<Uint8Array>(256);
  readonly #value = new ValueView();
  readonly #counts: readonly (CountTarget & { readonly count: (usage: Usage) => number })[];
  readonly #byShape = new Map<Shape, ShapeWrites<TextTarget>>();
  #lastShape: Shape | undefined;
  #lastWrites: ShapeWrites<TextTarget> | undefined;

  constructor(generation: Generation) {
    const target = (field: CallField): Target | undefined => {
      const name = attributeOf(field, generation);
      return name === undefined ? undefined : targetOf(name);
    };
    this.#texts = TEXTS.flatMap(([field, text]) => {
      const found = target(field);
      return found === undefined ? [] : [{ field, target: found, text }];
    });
    this.#toolName = target('gen_ai.tool.name');
    this.#toolCallId = target('gen_ai.tool.call.id');
    this.#operation = target('gen_ai.operation.name');
    this.#provider = target('gen_ai.provider.name');
    this.#finish = target('gen_ai.response.finish_reasons');
    this.#stream = target('gen_ai.request.stream');
    this.#firstChunk = target('gen_ai.response.time_to_first_chunk');
    this.#maxTokens = target('gen_ai.request.max_tokens');
    this.#words = new Vocabulary(generation);
    this.#counts = USAGE_COUNTS.flatMap(({ field, count }) => {
      const found = target(field);
      return found === undefined ? [] : [{ field, target: found, count }];
    });
  }

  write(call: GenAiCall, put: Put): void {
    this.#writeOperation(call, put);
    this.#writeProvider(call, put);
    this.#writeTexts(this.#texts, call, put);
    this.#writeTool(call, put);
    if (this.#maxTokens !== undefined) put.count(this.#maxTokens, call.maxTokens, LEAVE);
    this.#writeTiming(call, put);
    if (!call.modelCall) return;
    this.#writeFinish(call, put);
    if (call.hasUsage && call.usageConsistent) this.#writeUsage(call, put);
  }

  /** As `write`, for an item of a known shape that is as it was when it was read: asks only for what may be missing. */
  writeShaped(call: GenAiCall, put: Put, shape: Shape, raw: RawUsage): void {
    const writes = this.#writesOf(shape);
    const { operation, provider, finish } = writes;
    if (operation?.last?.settledBy !== this && this.#writeOperation(call, put) && operation?.last !== undefined)
      operation.last.settledBy = this;
    if (provider?.last?.settledBy !== this && this.#writeProvider(call, put) && provider?.last !== undefined)
      provider.last.settledBy = this;
    if (writes.texts.length > 0) this.#writeTexts(writes.texts, call, put);
    this.#writeTool(call, put);
    if (writes.maxTokens && this.#maxTokens !== undefined) put.count(this.#maxTokens, call.maxTokens, LEAVE);
    if (writes.timing) this.#writeTiming(call, put);
    if (!call.modelCall) return;
    const seen = finish?.last;
    if (seen === undefined || seen.settledBy !== this || seen.finishClass !== call.finishClass) {
      const stands = this.#writeFinish(call, put);
      if (seen !== undefined && stands && seen.finishClass === call.finishClass) seen.settledBy = this;
    }
    if (!call.hasUsage || !call.usageConsistent) return;
    const { counts } = raw;
    // Counting changes nothing but these two: it adds what stands beside them.
    const same = call.usage.inputTotal === counts[RAW_INPUT] && call.usage.outputTotal === counts[RAW_OUTPUT];
    if (!writes.countsStand || !same) this.#writeUsage(call, put);
  }

  #writesOf(shape: Shape): ShapeWrites<TextTarget> {
    if (shape === this.#lastShape) return this.#lastWrites!;
    let writes = this.#byShape.get(shape);
    if (writes === undefined) {
      if (this.#byShape.size >= MOST_SHAPES) this.#byShape.clear();
      writes = shapeWritesOf<TextTarget>(shape, {
        texts: this.#texts,
        counts: this.#counts,
        operation: this.#operation,
        provider: this.#provider,
        finish: this.#finish,
        maxTokens: this.#maxTokens,
      });
      this.#byShape.set(shape, writes);
    }
    this.#lastShape = shape;
    this.#lastWrites = writes;
    return writes;
  }

  #writeTexts(texts: readonly TextTarget[], call: GenAiCall, put: Put): void {
    for (let i = 0; i < texts.length; i++) {
      const { target, text } = texts[i]!;
      put.text(target, call[text]);
    }
  }

  #writeTool(call: GenAiCall, put: Put): void {
    if (call.operation !== 'execute_tool') return;
    if (this.#toolName !== undefined) put.text(this.#toolName, call.toolName);
    if (this.#toolCallId !== undefined) put.text(this.#toolCallId, call.toolCallId);
  }

  #writeTiming(call: GenAiCall, put: Put): void {
    if (this.#stream !== undefined && call.streaming === 1) put.flag(this.#stream, true);
    if (this.#firstChunk !== undefined) put.amount(this.#firstChunk, call.timeToFirstChunkS);
  }

  /** True when the right one stands there. A spelling of another generation is corrected, and so is a name that the dialect is known to give wrongly. */
  #writeOperation(call: GenAiCall, put: Put): boolean {
    if (this.#operation === undefined || call.operation === '' || call.operation === 'memory') return false;
    return put.word(this.#operation, this.#operations.of(call.operation), CORRECT);
  }

  /** True when the right one stands there. Old spellings and names of frameworks are corrected; a provider that means another one stays. */
  #writeProvider(call: GenAiCall, put: Put): boolean {
    const target = this.#provider;
    if (target === undefined || call.provider === '') return false;
    const encoded = this.#words.provider(call.provider);
    const row = put.attributes.find(target.key);
    let known = false;
    if (row !== -1) {
      if (sameBytes(put.attributes, row, encoded)) return true;
      const value = put.attributes.value(row, this.#value);
      const spelled = value.kind === STRING ? this.#providers.spelled(value.buf, value.start, value.end) : '';
      // On agent spans the framework is the provider that is meant.
      if (spelled === '' && !call.modelCall) return false;
      known = spelled === '' || spelled === call.provider;
    }
    return put.word(target, encoded, known);
  }

  /** True when the right ones stand there. */
  #writeFinish(call: GenAiCall, put: Put): boolean {
    const target = this.#finish;
    // A class that only follows from the content is no reason that was reported.
    if (target === undefined || call.finishClass === '' || call.finishCount === 0) return false;
    const encoded = call.finishCount === 1 ? this.#words.single(call.finishClass) : undefined;
    const list = encoded ?? encodeValue(this.#reasons(call));
    this.#keepRaw(call, target, put, list);
    return put.word(target, list, CORRECT);
  }

  /** One word per choice; what has no word of the generation stays as it was. */
  #reasons(call: GenAiCall): readonly string[] {
    const list: string[] = [];
    for (let i = 0; i < call.finishCount; i++) {
      const raw = call.finishReasons[i]!;
      const verdict = this.#classifier.verdict(raw.buf, raw.start, raw.end);
      const name: FinishClass = verdict.state && call.finishClass === 'tool_call' ? 'tool_call' : verdict.class;
      list.push(this.#words.word(name) ?? raw.toString());
    }
    return list;
  }

  /** The emitter's words, where they stood under a name of its own and say it otherwise; they are the reason that was reported. */
  #keepRaw(call: GenAiCall, target: Target, put: Put, list: Uint8Array): void {
    if (put.attributes.find(target.key) !== -1 || put.attributes.find(target.original) !== -1) return;
    const raw =
      call.finishCount === 1
        ? this.#rawList(call.finishReasons[0]!)
        : encodeValue(call.finishReasons.slice(0, call.finishCount).map(String));
    if (!Buffer.from(raw.buffer, raw.byteOffset, raw.length).equals(list)) put.attributes.setEncoded(target.original, raw);
  }

  #rawList(raw: TextSlice): Uint8Array {
    let encoded = this.#raw.get(raw.buf, raw.start, raw.end);
    if (encoded === undefined) {
      encoded = encodeValue([raw.toString()]);
      this.#raw.set(raw.buf, raw.start, raw.end, encoded);
    }
    return encoded;
  }

  #writeUsage({ usage }: GenAiCall, put: Put): void {
    for (let i = 0; i < this.#counts.length; i++) {
      const { target, count } = this.#counts[i]!;
      put.count(target, count(usage), CORRECT);
    }
  }
}
