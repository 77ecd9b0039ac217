import type { Batch } from '../../otlp/batch.ts';
import { internKey } from '../../otlp/keys.ts';
import type { LogView } from '../../otlp/views/log.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { BOOL, STRING, ValueView } from '../../otlp/views/values.ts';
import { GenAiCall, type Operation } from '../call.ts';
import type { CallDetails, CallReader, DuplicateCounts } from '../call-reader.ts';
import type { DialectSettings } from '../dialect.ts';
import { DuplicateFinder } from '../duplicates/duplicate-finder.ts';
import type { Masks } from '../duplicates/mixed-traces.ts';
import { FinishClassifier } from '../finish/classify.ts';
import { fieldIndex } from '../semconv/fields.data.ts';
import { MODEL_OPERATIONS } from '../semconv/operations.data.ts';
import { RawUsage } from '../usage-rules/raw-usage.ts';
import { decideCounting, fillUsage, INCLUSIVE, type TableAnswer } from '../usage-rules/resolve.ts';
import { CallFiller } from './call-filler.ts';
import { clearCall, sayNothing } from './clear-call.ts';
import type { Decision } from './decisions.ts';
import { Detector } from './detector.ts';
import { LLM_KEY, NESTING_KEY } from './marks.ts';
import { Fetcher } from './fetcher.ts';
import { Item } from './item.ts';
import { KnownTexts } from './known-texts.ts';
import { buildShape } from './build-shape.ts';
import type { Shape } from './shape.ts';
import { ShapeCache } from './shape-cache.ts';
import { ShapeRunner } from './shape-runner.ts';
import { type LogEvent, type Plan, PlanMaker } from './plans.ts';

const TOOL_CALLS = fieldIndex('x.tool_calls');
const MAX_TOKENS = fieldIndex('gen_ai.request.max_tokens');
const ASSAY_DIALECT = internKey('assay.dialect');
const ASSAY_BILLABLE = internKey('assay.billable');
const ASSAY_USAGE_RULE = internKey('assay.usage.rule');
const MOVED_INPUT = internKey('assay.aggregate.usage.input_tokens');
const MOVED_OUTPUT = internKey('assay.aggregate.usage.output_tokens');
const EVENT_NAME = internKey('event.name');
const LONGEST_EVENT_NAME = 128;
const MASKS: Masks = { llm: LLM_KEY, nesting: NESTING_KEY };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The reader behind `createCallReader`: detects, runs the plan, decides counting and whether the item is a paid call. */
export class DialectCallReader implements CallReader {
  readonly item: Item = new Item();
  readonly fetcher: Fetcher = new Fetcher();
  readonly #call = new GenAiCall();
  readonly #raw = new RawUsage();
  readonly #filler: CallFiller;
  readonly #plans: PlanMaker;
  readonly #detector: Detector;
  readonly #value = new ValueView();
  readonly #texts = new KnownTexts();
  readonly #duplicates: DuplicateFinder;
  readonly #shapes = new ShapeCache();
  readonly #runner: ShapeRunner;
  #generation = 0;
  #lastView: SpanView | LogView | undefined;
  #lastSerial = -1;
  #lastCall: GenAiCall | undefined;
  #plan: Plan | undefined;
  #shape: Shape | undefined;
  readonly #details: Mutable<CallDetails>;

  constructor(settings: DialectSettings) {
    this.#plans = new PlanMaker(settings);
    this.#detector = new Detector(this.#plans);
    this.#filler = new CallFiller(this.#call, this.fetcher, this.#raw, new FinishClassifier());
    this.#runner = new ShapeRunner(this.#call, this.fetcher, this.#filler, this.#detector.key);
    this.#duplicates = new DuplicateFinder(settings.duplicates);
    this.#details = { plan: undefined!, fetcher: this.fetcher, raw: this.#raw, shape: undefined, plain: false };
  }

  details(): CallDetails | undefined {
    const plan = this.#plan;
    if (plan === undefined) return undefined;
    const details = this.#details;
    details.plan = plan;
    details.shape = this.#shape;
    details.plain = this.#shape !== undefined && this.#runner.plain;
    return details;
  }

  get duplicates(): DuplicateCounts {
    return this.#duplicates.recent;
  }

  prepare(batch: Batch): void {
    this.#duplicates.reset();
    if (batch.signal !== 'traces') return;
    const looked = this.#duplicates.prepare(batch, MASKS, {
      look: (span) => {
        const call = this.#readOne(span);
        return call?.modelCall === true ? { call, role: this.#plan!.table.role } : undefined;
      },
    });
    if (looked) this.#lastView = undefined;
  }

  read(span: SpanView): GenAiCall | undefined {
    if (this.#lastView === span && this.#lastSerial === span.serial) return this.#lastCall;
    const call = this.#readOne(span);
    if (call?.modelCall === true && this.#duplicates.isDuplicate(span, call) && !(this.#plan!.normalized && call.billable)) {
      call.modelCall = false;
      call.billable = false;
    } else if (call?.billable === true && this.#duplicates.isCached(span)) {
      call.billable = false;
      call.cachedAnswer = true;
    }
    return call;
  }

  #readOne(span: SpanView): GenAiCall | undefined {
    this.#begin(span);
    const detector = this.#detector;
    if (!detector.look(span, 0)) return undefined;
    const shape = span.attributes.changed || detector.key.tooLarge ? undefined : this.#shapeOf(span);
    if (shape !== undefined) {
      this.item.ofSpan(span);
      if (!this.#isNamed()) return this.#readShape(shape);
    }
    this.item.ofSpan(span);
    const { nameBuf, nameStart, nameEnd } = this.item;
    const decision = detector.decide(span, detector.marks.ofName(nameBuf, nameStart, nameEnd));
    const plan = decision === undefined ? undefined : this.#planOf(decision);
    if (plan === undefined) return undefined;
    this.#run(plan, '');
    if (sayNothing(this.#call)) return undefined;
    return this.#finish(plan, MODEL_OPERATIONS.has(this.#call.operation) && plan.billsSpans);
  }

  /** A shape seen before; a new one is made when its key comes for the second time. */
  #shapeOf(span: SpanView): Shape | undefined {
    const { key } = this.#detector;
    const context = this.#detector.contextOf(span).id;
    if (this.#detector.generation !== this.#generation) {
      this.#generation = this.#detector.generation;
      this.#shapes.clear();
    }
    const known = this.#shapes.find(context, key);
    if (known !== undefined) return known;
    if (!this.#shapes.isDue(context, key) || key.placeOf(ASSAY_DIALECT.id) !== -1) return undefined;
    const decision = this.#detector.decide(span, 0);
    if (decision?.plan === undefined) return undefined;
    const filler = this.#filler;
    const shape = buildShape(context, key, decision, decision.plan, TOOL_CALLS, MAX_TOKENS, (field) => filler.sliceOf(field));
    this.#shapes.add(shape, key.hash);
    return shape;
  }

  #readShape(shape: Shape): GenAiCall | undefined {
    const call = this.#call;
    const { plan } = shape;
    this.#shape = shape;
    this.#start(plan);
    this.#runner.run(shape);
    this.#afterFields(plan);
    if (MODEL_OPERATIONS.has(call.operation)) {
      if (!this.#filler.mayCallTools()) call.toolCalls = 0;
      else if (shape.toolCalls.length > 0) {
        this.#runner.runList(shape.toolCalls);
        this.#filler.refineFinish();
      }
    }
    if (this.#raw.any || this.#raw.bad) {
      if (shape.provider !== call.provider) {
        shape.provider = call.provider;
        shape.answer = plan.usage.answer(call.provider, this.item.attributes);
      }
      this.#resolve(plan, shape.answer!);
    } else if (plan.layers.length > 0) this.#count(plan);
    if (sayNothing(call)) return undefined;
    return this.#finish(plan, MODEL_OPERATIONS.has(call.operation) && plan.billsSpans);
  }

  #isNamed(): boolean {
    return this.#detector.marks.ofName(this.item.nameBuf, this.item.nameStart, this.item.nameEnd) !== 0;
  }

  readLog(record: LogView): GenAiCall | undefined {
    if (this.#lastView === record && this.#lastSerial === record.serial) return this.#lastCall;
    this.#begin(record);
    const { item } = this;
    item.ofLog(record);
    this.#findEventName(record);
    if (item.nameStart === item.nameEnd) return undefined;
    const named = this.#detector.marks.ofLogName(item.nameBuf, item.nameStart, item.nameEnd);
    if (!this.#detector.look(record, named)) return undefined;
    const decision = this.#detector.decide(record, named);
    if (decision === undefined) return undefined;
    const plan = this.#planOf(decision);
    if (plan === undefined) return undefined;
    this.fetcher.begin(item, this.#call, plan.program, plan.absent);
    const event = this.#eventOf(decision);
    if (event === undefined) return undefined;
    const call = this.#call;
    this.#run(plan, event.row.operation as Operation);
    if (event.row.failed === true) call.failed = true;
    return this.#finish(plan, event.row.call === true && MODEL_OPERATIONS.has(call.operation) && plan.billsLogs);
  }

  #begin(view: SpanView | LogView): void {
    this.#lastView = view;
    this.#lastSerial = view.serial;
    this.#lastCall = undefined;
    this.#plan = undefined;
    this.#shape = undefined;
  }

  /** The plan of a decision, or the one for items that were normalised before. */
  #planOf(decision: Decision): Plan | undefined {
    const { attributes } = this.item;
    const row = attributes.find(ASSAY_DIALECT);
    if (row === -1) return decision.plan;
    const value = attributes.value(row, this.#value);
    if (value.kind !== STRING) return decision.plan;
    return this.#detector.again(decision, this.#texts.get(value.buf, value.start, value.end)) ?? decision.plan;
  }

  #start(plan: Plan): void {
    clearCall(this.#call);
    this.#raw.clear();
    this.#filler.begin();
    this.fetcher.begin(this.item, this.#call, plan.program, plan.absent);
  }

  /** What follows from the fields together. */
  #afterFields(plan: Plan): void {
    const call = this.#call;
    this.#filler.inferProvider();
    call.dialect = plan.table.id;
    call.failed = this.item.failed || !call.errorType.isEmpty;
    if (call.streaming === -1 && call.timeToFirstChunkS >= 0) call.streaming = 1;
  }

  /** Runs a plan by the keys that are there. `operation`, unless empty, is known already (from an event's name). */
  #run(plan: Plan, operation: Operation): void {
    const call = this.#call;
    const { item } = this;
    const { fields } = plan.program;
    this.#start(plan);
    let toolCalls = -1;
    for (let i = fields.length - 1; i >= 0 && toolCalls === -1; i--) if (fields[i]!.index === TOOL_CALLS) toolCalls = i;
    if (item.attributes.changed) {
      for (let i = 0; i < fields.length; i++) if (i !== toolCalls) this.#filler.fill(fields[i]!);
    } else {
      plan.program.dispatch.mark(item.attributes);
      this.#filler.fillMarked(plan.program, toolCalls);
    }
    if (operation !== '') call.operation = operation;
    this.#afterFields(plan);
    if (toolCalls !== -1 && MODEL_OPERATIONS.has(call.operation)) {
      // A reported stop asks for no tool; otherwise the content must be asked, which costs a scan of it.
      if (this.#filler.mayCallTools()) {
        this.#filler.fill(fields[toolCalls]!);
        this.#filler.refineFinish();
      } else call.toolCalls = 0;
    }
    this.#count(plan);
  }

  /** Usage of the dialect; where it has none, of a layer. */
  #count(plan: Plan): void {
    const raw = this.#raw;
    if (raw.any || raw.bad) {
      this.#resolve(plan, plan.usage.answer(this.#call.provider, this.item.attributes));
      return;
    }
    for (let i = 0; i < plan.layers.length; i++) {
      const layer = plan.layers[i]!;
      this.fetcher.begin(this.item, this.#call, layer.program, plan.absent);
      for (let f = 0; f < layer.program.fields.length; f++) this.#filler.fill(layer.program.fields[f]!);
      if (raw.any || raw.bad) {
        this.#resolve(plan, layer.usage.answer(this.#call.provider, this.item.attributes));
        return;
      }
    }
  }

  #resolve(plan: Plan, answer: TableAnswer): void {
    const call = this.#call;
    const counting = plan.normalized && this.#isRewritten() ? INCLUSIVE : decideCounting(this.#raw, answer, plan.override);
    call.usageRule = counting.name;
    call.usageConsistent = fillUsage(call.usage, this.#raw, counting);
    const { usage } = call;
    call.hasUsage =
      this.#raw.bad ||
      usage.inputTotal >= 0 ||
      usage.outputTotal >= 0 ||
      usage.imageOutput >= 0 ||
      usage.audioInput >= 0 ||
      usage.seconds >= 0 ||
      usage.pages >= 0;
  }

  /** Whether the counts of a normalised item are Assay's, which are inclusive: paid calls, cached answers, moved sums. */
  #isRewritten(): boolean {
    const { attributes } = this.item;
    const row = attributes.find(ASSAY_BILLABLE);
    if (row === -1 || this.#call.cachedAnswer || attributes.find(MOVED_INPUT) !== -1 || attributes.find(MOVED_OUTPUT) !== -1) return true;
    return attributes.value(row, this.#value).kind !== BOOL || this.#value.bool();
  }

  #finish(plan: Plan, modelOperation: boolean): GenAiCall {
    const call = this.#call;
    let vetoed = false;
    for (let i = 0; i < plan.notBillable.length && !vetoed; i++) vetoed = this.fetcher.holds(plan.notBillable[i]!);
    call.modelCall = modelOperation && !vetoed;
    call.billable = call.modelCall && call.hasUsage && !call.cachedAnswer;
    if (plan.normalized) this.#takeVerdict();
    this.#plan = plan;
    this.#lastCall = call;
    return call;
  }

  /** What Assay wrote before stands. */
  #takeVerdict(): void {
    const call = this.#call;
    const { attributes } = this.item;
    const billable = attributes.find(ASSAY_BILLABLE);
    if (billable !== -1 && attributes.value(billable, this.#value).kind === BOOL) {
      call.billable = this.#value.bool();
      if (!call.billable && call.hasUsage) call.modelCall = false;
    }
    const rule = attributes.find(ASSAY_USAGE_RULE);
    if (rule !== -1 && attributes.value(rule, this.#value).kind === STRING) {
      call.usageRule = this.#texts.get(this.#value.buf, this.#value.start, this.#value.end);
    }
  }

  /** Event name of a record: its field, an attribute, or the body's text, in this order. */
  #findEventName(record: LogView): void {
    const { item } = this;
    if (item.nameEnd > item.nameStart) return;
    const row = record.attributes.find(EVENT_NAME);
    if (row !== -1) record.attributes.value(row, this.#value);
    else if (!record.body(this.#value)) return;
    const { kind, buf, start, end } = this.#value;
    if (kind === STRING && end - start <= LONGEST_EVENT_NAME) item.name(buf, start, end);
  }

  #eventOf(decision: Decision): LogEvent | undefined {
    const { logEvents } = this.#plans;
    const base = decision.detected?.base ?? -1;
    return this.#matching(logEvents[base]) ?? this.#matching(logEvents[logEvents.length - 1]);
  }

  #matching(events: PlanMaker['logEvents'][number] | undefined): LogEvent | undefined {
    const { item } = this;
    const rows = events?.get(item.nameBuf, item.nameStart, item.nameEnd);
    if (rows === undefined) return undefined;
    for (let i = 0; i < rows.length; i++) if (rows[i]!.test === undefined || this.fetcher.holds(rows[i]!.test!)) return rows[i];
    return undefined;
  }
}
