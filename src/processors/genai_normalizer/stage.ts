import type { GenAiCall } from '../../genai/call.ts';
import type { CallDetails, CallReader } from '../../genai/call-reader.ts';
import type { Plan } from '../../genai/reader/plans.ts';
import type { Generation } from '../../genai/semconv/generations.data.ts';
import { KEEP, type LogStage, type SpanStage, type Verdict, type WalkContext } from '../../kernel/stage.ts';
import type { Key } from '../../otlp/keys.ts';
import { NO_DOUBLES } from '../../otlp/views/attribute-block.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { LogEdit, LogView } from '../../otlp/views/log.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import type { DuplicateTally } from './duplicate-tally.ts';
import { MarkBlocks } from './mark-blocks.ts';
import { Put } from './put.ts';
import { OriginalRemover } from './remove-originals.ts';
import { AGGREGATES, usageKeys } from './usage-keys.ts';
import { tellsWholeCall } from './whole-record.ts';
import { CallWriter } from './write-call.ts';
import { MessageWriter } from './write-messages.ts';
import { RestWriter } from './write-rest.ts';

/** What the stage does, in words of the config. */
export interface NormalizerSettings {
  readonly target: Generation;
  readonly originals: 'keep' | 'remove';
  readonly overwrite: boolean;
  readonly aggregateUsage: 'keep' | 'move';
  readonly messages: 'convert' | 'leave';
}

/** Writes each LLM span, and each log record that is a call, in the words of one generation of the conventions. */
export class NormalizerStage implements SpanStage, LogStage {
  readonly #settings: NormalizerSettings;
  readonly #put: Put;
  readonly #call: CallWriter;
  readonly #rest: RestWriter;
  readonly #messages: MessageWriter | undefined;
  readonly #remover: OriginalRemover | undefined;
  readonly #spanMarks = new MarkBlocks('spans');
  readonly #logMarks = new MarkBlocks('logs');
  readonly #usageKeys = new Map<Plan, readonly Key[]>();

  readonly #tally: DuplicateTally | undefined;

  constructor(settings: NormalizerSettings, tally?: DuplicateTally) {
    this.#settings = settings;
    this.#tally = tally;
    this.#put = new Put(settings.overwrite);
    this.#call = new CallWriter(settings.target);
    this.#rest = new RestWriter(settings.target);
    this.#messages = settings.messages === 'convert' ? new MessageWriter(settings.target, settings.originals === 'remove') : undefined;
    this.#remover = settings.originals === 'remove' ? new OriginalRemover(settings.target) : undefined;
  }

  span(span: SpanView, edit: SpanEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.read(span);
    if (call !== undefined) this.#write(call, edit.attributes, this.#spanMarks, ctx.calls);
    return KEEP;
  }

  log(record: LogView, edit: LogEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.readLog(record);
    // Records that carry one message of a call have no fields of their own to write.
    if (call !== undefined && (call.modelCall || call.hasUsage || call.operation === 'execute_tool' || tellsWholeCall(record)))
      this.#write(call, edit.attributes, this.#logMarks, ctx.calls);
    return KEEP;
  }

  #write(call: GenAiCall, attributes: AttributesEdit, marks: MarkBlocks, calls: CallReader): void {
    const put = this.#put;
    put.attributes = attributes;
    this.#tally?.look(calls);
    const fresh = !attributes.changed;
    const details = calls.details?.();
    if (details !== undefined) this.#messages?.write(call, details, put, fresh);
    if (fresh && details?.plain === true) this.#call.writeShaped(call, put, details.shape!, details.raw);
    else this.#call.write(call, put);
    if (details !== undefined) {
      this.#rest.write(details, put, fresh);
      if (this.#settings.aggregateUsage === 'move' && call.hasUsage && !call.modelCall) this.#moveUsage(call, details, attributes);
      this.#remover?.remove(details.plan, attributes);
    }
    // Last, so that what is appended after it by other stages goes with it in one piece.
    attributes.setBlock(marks.of(call), NO_DOUBLES, true);
  }

  /** The sum of a roll-up goes where no backend adds it to the calls below. */
  #moveUsage(call: GenAiCall, details: CallDetails, attributes: AttributesEdit): void {
    if (call.usageConsistent) {
      for (let i = 0; i < AGGREGATES.length; i++) {
        const { key, count } = AGGREGATES[i]!;
        const value = count(call.usage);
        if (value >= 0 && attributes.find(key) === -1) attributes.setInt(key, value);
      }
    }
    let keys = this.#usageKeys.get(details.plan);
    if (keys === undefined) {
      if (this.#usageKeys.size > 512) this.#usageKeys.clear();
      keys = usageKeys(details.plan);
      this.#usageKeys.set(details.plan, keys);
    }
    for (let i = 0; i < keys.length; i++) attributes.delete(keys[i]!);
  }
}
