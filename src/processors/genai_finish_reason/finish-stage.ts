import type { FinishClass, GenAiCall } from '../../genai/call.ts';
import { FinishClassifier, worse } from '../../genai/finish/classify.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { KEEP, type LogStage, type SpanStage, type Verdict, type WalkContext } from '../../kernel/stage.ts';
import { internKey } from '../../otlp/keys.ts';
import type { LogEdit, LogView } from '../../otlp/views/log.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { LOG_RECORD, SPAN } from '../../otlp/fields.ts';
import { AttributeBlock, NO_DOUBLES } from '../../otlp/views/attribute-block.ts';
import { encodeValue } from '../../otlp/views/values.ts';
import { CLASSES, type FinishReasonConfig } from './config.ts';

const FINISH_CLASS = internKey('assay.finish.class');
const FINISH_SOURCE = internKey('assay.finish.source');

type Known = Exclude<FinishClass, ''>;

/** Class and source, encoded once for each pair: reported ones and inferred ones. */
interface Verdicts {
  readonly reported: Readonly<Record<Known, AttributeBlock>>;
  readonly inferred: Readonly<Record<Known, AttributeBlock>>;
}

function verdictsOf(field: number): Verdicts {
  const blocks = (source: Uint8Array): Readonly<Record<Known, AttributeBlock>> =>
    Object.fromEntries(
      CLASSES.map((name) => [
        name,
        new AttributeBlock(field, [
          [FINISH_CLASS, encodeValue(name)],
          [FINISH_SOURCE, source],
        ]),
      ]),
    ) as Readonly<Record<Known, AttributeBlock>>;
  return { reported: blocks(encodeValue('reported')), inferred: blocks(encodeValue('inferred')) };
}

const ON_SPANS = verdictsOf(SPAN.attributes);
const ON_LOGS = verdictsOf(LOG_RECORD.attributes);

/** Operations that end with a text, so that a finish reason is to be expected. */
const GENERATES: ReadonlySet<string> = new Set(['chat', 'generate_content', 'text_completion']);

/** Classifies how each model call ended and writes class and source beside the emitter's own words. */
export class FinishStage implements SpanStage, LogStage {
  readonly #infer: boolean;
  readonly #own: FinishClassifier | undefined;
  readonly #calls: Readonly<Record<Known, Counter>>;
  /** Set by `#classify`. */
  #inferred = false;

  constructor(config: FinishReasonConfig, host: Host) {
    this.#infer = config.infer;
    this.#own = Object.keys(config.classes).length > 0 ? new FinishClassifier(config.classes) : undefined;
    this.#calls = Object.fromEntries(
      CLASSES.map((name) => [name, host.metrics.counter('assay_finished_calls', { component: host.id, class: name })]),
    ) as Readonly<Record<Known, Counter>>;
  }

  span(span: SpanView, edit: SpanEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.read(span);
    if (call?.modelCall === true) this.#write(call, edit.attributes, ON_SPANS);
    return KEEP;
  }

  log(record: LogView, edit: LogEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.readLog(record);
    if (call?.modelCall === true) this.#write(call, edit.attributes, ON_LOGS);
    return KEEP;
  }

  #write(call: GenAiCall, attributes: AttributesEdit, verdicts: Verdicts): void {
    if (attributes.find(FINISH_CLASS) !== -1) return;
    const found = this.#classify(call);
    if (found === '') return;
    attributes.setBlock((this.#inferred ? verdicts.inferred : verdicts.reported)[found], NO_DOUBLES, false);
    this.#calls[found].add(1);
  }

  /** What was reported stands; a failed call is an error whatever else it says; the rest is inferred, or stays unknown. */
  #classify(call: GenAiCall): FinishClass {
    const reported = this.#own === undefined ? call.finishClass : reclassified(call, this.#own);
    this.#inferred = false;
    if (!this.#infer) return reported;
    if (call.failed && reported !== 'error') {
      this.#inferred = true;
      return 'error';
    }
    if (reported !== '' && reported !== 'unknown') return reported;
    if (!GENERATES.has(call.operation)) return reported;
    this.#inferred = reported === '';
    if (call.maxTokens > 0 && call.usage.outputTotal >= call.maxTokens) {
      this.#inferred = true;
      return 'length';
    }
    return 'unknown';
  }
}

/** The worst class of the raw reasons under the user's own table. */
function reclassified(call: GenAiCall, classifier: FinishClassifier): FinishClass {
  let worst: FinishClass = '';
  for (let i = 0; i < call.finishCount; i++) {
    const { buf, start, end } = call.finishReasons[i]!;
    worst = worse(worst, classifier.verdict(buf, start, end).class);
  }
  return worst === '' ? call.finishClass : worst;
}
