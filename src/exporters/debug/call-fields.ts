import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { ARRAY, BOOL, INT, STRING, ValueView } from '../../otlp/views/values.ts';
import { arrayTexts } from './value-text.ts';

/** What the line of one LLM call shows. Counts are -1 and the cost NaN when unknown; texts are '' then. */
export interface CallFields {
  /** Epoch milliseconds at which the call ended. */
  readonly timeMs: number;
  readonly dialect: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedReason: string;
  readonly finishClass: string;
  /** `EMAIL_ADDRESS:2` ... */
  readonly redactions: readonly string[];
}

const BILLABLE = internKey('assay.billable');
const DIALECT = internKey('assay.dialect');
const OPERATION = internKey('gen_ai.operation.name');
const RESPONSE_MODEL = internKey('gen_ai.response.model');
const REQUEST_MODEL = internKey('gen_ai.request.model');
const INPUT = internKey('gen_ai.usage.input_tokens');
const OUTPUT = internKey('gen_ai.usage.output_tokens');
const COST = internKey('assay.cost.total');
const UNPRICED = internKey('assay.cost.unpriced_reason');
const FINISH = internKey('assay.finish.class');
const ENTITIES = internKey('assay.redaction.entities');
const REDACTIONS = internKey('assay.redaction.count');

/** Operations of the conventions that are no call of a model; spans of these are shown only when marked as billable. */
const NO_MODEL_CALL: ReadonlySet<string> = new Set([
  'create_agent',
  'invoke_agent',
  'execute_tool',
  'invoke_workflow',
  'plan',
  'memory',
  'retrieval',
]);

const view = new ValueView();

function text(attributes: AttributesView, key: Key): string {
  const row = attributes.find(key);
  return row !== -1 && attributes.kind(row) === STRING ? attributes.text(row) : '';
}

function count(attributes: AttributesView, key: Key): number {
  const row = attributes.find(key);
  return row !== -1 && attributes.kind(row) === INT ? attributes.int(row) : -1;
}

/** True and false as written by the normaliser, undefined when it did not run. */
function billable(attributes: AttributesView): boolean | undefined {
  const row = attributes.find(BILLABLE);
  return row !== -1 && attributes.kind(row) === BOOL ? attributes.bool(row) : undefined;
}

function redactions(attributes: AttributesView): string[] {
  const row = attributes.find(ENTITIES);
  if (row !== -1 && attributes.kind(row) === ARRAY) return arrayTexts(attributes.value(row, view));
  const total = count(attributes, REDACTIONS);
  return total > 0 ? [String(total)] : [];
}

/**
 * The call that a span is, read from `assay.*` and `gen_ai.*`, or undefined for other spans and for those that repeat
 * another one's usage (`assay.billable: false`).
 */
export function readCallFields(span: SpanView): CallFields | undefined {
  const { attributes } = span;
  const paid = billable(attributes);
  if (paid === false) return undefined;
  const model = text(attributes, RESPONSE_MODEL) || text(attributes, REQUEST_MODEL);
  if (paid === undefined && (model === '' || NO_MODEL_CALL.has(text(attributes, OPERATION)))) return undefined;
  const cost = attributes.find(COST);
  return {
    timeMs: span.endNs() / 1e6,
    dialect: text(attributes, DIALECT),
    model,
    inputTokens: count(attributes, INPUT),
    outputTokens: count(attributes, OUTPUT),
    costUsd: cost === -1 ? Number.NaN : attributes.double(cost),
    unpricedReason: text(attributes, UNPRICED),
    finishClass: text(attributes, FINISH),
    redactions: redactions(attributes),
  };
}
