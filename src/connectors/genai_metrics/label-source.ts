import type { GenAiCall } from '../../genai/call.ts';
import { MODEL_PREFIX, PROVIDER_EXACT, PROVIDER_PREFIX } from '../../genai/providers/providers.data.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { BOOL, DOUBLE, INT, STRING, ValueView } from '../../otlp/views/values.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import type { LabelKey } from './label-key.ts';

/** One configured dimension, its keys interned. */
export interface Dimension {
  readonly key: Key;
  /** Label name. */
  readonly name: string;
  /** Value of spans that lack the attribute; undefined leaves the label out. */
  readonly fallback: string | undefined;
  readonly from: 'span' | 'resource' | 'either';
}

const SERVICE_NAME = internKey('service.name');
const PROVIDER = internKey('gen_ai.provider.name');
const SYSTEM = internKey('gen_ai.system');
const OPERATION = internKey('gen_ai.operation.name');
const REQUEST_MODEL = internKey('gen_ai.request.model');
const RESPONSE_MODEL = internKey('gen_ai.response.model');
const ERROR_TYPE = internKey('error.type');
const TOOL_NAME = internKey('gen_ai.tool.name');
const AGENT_NAME = internKey('gen_ai.agent.name');

const KNOWN_PROVIDERS: ReadonlySet<string> = new Set(
  [PROVIDER_EXACT, PROVIDER_PREFIX, MODEL_PREFIX].flatMap((table) => Object.values<string>(table)),
);

/** `error.type` of a failure that names none (semantic conventions, error.type). */
const OTHER_ERROR = '_OTHER';

const value = new ValueView();

/**
 * Fills keys with label values of the span at hand. Values are those that the span has *now*, after all edits of the
 * walk: a call was read before redaction, so its texts count only while they still stand unchanged in an attribute.
 */
export class LabelSource {
  readonly #dimensions: readonly Dimension[];

  constructor(dimensions: readonly Dimension[]) {
    this.#dimensions = dimensions;
  }

  /** COMMON_LABELS and the dimensions, in that order; `call` is undefined for spans that are no LLM spans. */
  common(key: LabelKey, span: SpanView, call: GenAiCall | undefined): void {
    const { attributes } = span;
    key.reset();
    if (call === undefined) for (let i = 0; i < 4; i++) key.absent();
    else {
      if (call.operation !== '') key.text(call.operation);
      else if (!appendAttribute(key, attributes, OPERATION)) key.absent();
      // The call knows the canonical name of a provider that an attribute spells in an older way. A name that is nobody's is
      // text of the sender like any other, and read as it stands now.
      if (KNOWN_PROVIDERS.has(call.provider)) key.text(call.provider);
      else if (!appendAttribute(key, attributes, PROVIDER) && !appendAttribute(key, attributes, SYSTEM)) key.absent();
      appendText(key, attributes, REQUEST_MODEL, call.requestModel);
      appendText(key, attributes, RESPONSE_MODEL, call.responseModel);
    }
    if (!appendAttribute(key, span.resource.attributes, SERVICE_NAME)) key.absent();
    for (let i = 0; i < this.#dimensions.length; i++) appendDimension(key, span, this.#dimensions[i]!);
  }
}

/** Whether the call ended with an error. */
export function hasFailed(span: SpanView, call: GenAiCall): boolean {
  return call.failed || span.statusCode() === 2;
}

export function appendErrorType(key: LabelKey, span: SpanView, call: GenAiCall): void {
  if (appendAttribute(key, span.attributes, ERROR_TYPE)) return;
  if (isLive(call.errorType, span.attributes)) key.bytes(call.errorType.buf, call.errorType.start, call.errorType.end);
  else key.text(OTHER_ERROR);
}

export function appendToolName(key: LabelKey, span: SpanView, call: GenAiCall): void {
  appendText(key, span.attributes, TOOL_NAME, call.toolName);
}

export function appendAgentName(key: LabelKey, span: SpanView, call: GenAiCall): void {
  appendText(key, span.attributes, AGENT_NAME, call.agentName);
}

/** The attribute as a label value; false (and nothing appended) when it is absent, empty or no scalar. */
export function appendAttribute(key: LabelKey, attributes: AttributesView, name: Key): boolean {
  const row = attributes.find(name);
  if (row === -1) return false;
  attributes.value(row, value);
  if (value.kind === STRING) {
    if (value.start === value.end) return false;
    key.bytes(value.buf, value.start, value.end);
    return true;
  }
  if (value.kind === BOOL) key.text(value.bool() ? 'true' : 'false');
  else if (value.kind === INT) key.text(String(value.int()));
  else if (value.kind === DOUBLE) key.text(String(value.double()));
  else return false;
  return true;
}

/** The attribute in the canonical spelling, else what the call knows. */
function appendText(key: LabelKey, attributes: AttributesView, name: Key, slice: TextSlice): void {
  if (appendAttribute(key, attributes, name)) return;
  if (isLive(slice, attributes)) key.bytes(slice.buf, slice.start, slice.end);
  else key.absent();
}

function appendDimension(key: LabelKey, span: SpanView, dimension: Dimension): void {
  if (dimension.from !== 'resource' && appendAttribute(key, span.attributes, dimension.key)) return;
  if (dimension.from !== 'span' && appendAttribute(key, span.resource.attributes, dimension.key)) return;
  if (dimension.fallback === undefined) key.absent();
  else key.text(dimension.fallback);
}

/** Whether the slice still stands in an attribute that nobody edited or deleted. */
function isLive(slice: TextSlice, attributes: AttributesView): boolean {
  if (slice.isEmpty) return false;
  for (let row = 0; row < attributes.size; row++) {
    if (attributes.valueStart(row) > slice.start || attributes.valueEnd(row) < slice.end) continue;
    if (attributes.source(row) === slice.buf && attributes.kind(row) !== -1) return true;
  }
  return false;
}
