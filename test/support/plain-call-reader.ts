import type { CallReader } from '../../src/genai/call-reader.ts';
import { GenAiCall, type Operation } from '../../src/genai/call.ts';
import { clearUsage, type Usage } from '../../src/genai/usage.ts';
import { internKey, type Key } from '../../src/otlp/keys.ts';
import type { SpanView } from '../../src/otlp/views/span.ts';

const OPERATION = internKey('gen_ai.operation.name');
const PROVIDER = internKey('gen_ai.provider.name');
const RESPONSE_MODEL = internKey('gen_ai.response.model');
const BILLABLE = internKey('assay.billable');
const TTFC = internKey('gen_ai.response.time_to_first_chunk');
const COUNTS: readonly [Key, keyof Usage][] = [
  [internKey('gen_ai.usage.input_tokens'), 'inputTotal'],
  [internKey('gen_ai.usage.output_tokens'), 'outputTotal'],
  [internKey('gen_ai.usage.cache_read.input_tokens'), 'cacheRead'],
  [internKey('gen_ai.usage.cache_write.input_tokens'), 'cacheWrite5m'],
  [internKey('gen_ai.usage.reasoning.output_tokens'), 'reasoning'],
  [internKey('gen_ai.usage.audio.input_tokens'), 'audioInput'],
  [internKey('gen_ai.usage.image.input_tokens'), 'imageInput'],
];
const PAID: readonly string[] = ['chat', 'generate_content', 'text_completion', 'embeddings'];

/** Reads spans in the current conventions only: a reader whose answers a test can see at a glance. */
export class PlainCallReader implements CallReader {
  readonly call: GenAiCall = new GenAiCall();
  readonly #modelKey: Key;

  /** `modelKey` is where the requested model stands, as other dialects have it elsewhere. */
  constructor(modelKey: string = 'gen_ai.request.model') {
    this.#modelKey = internKey(modelKey);
  }

  read(span: SpanView): GenAiCall | undefined {
    const { call } = this;
    const { attributes } = span;
    const operation = attributes.find(OPERATION);
    if (operation === -1) return undefined;
    call.operation = attributes.text(operation) as Operation;
    const billable = attributes.find(BILLABLE);
    call.modelCall = PAID.includes(call.operation) && (billable === -1 || attributes.bool(billable));
    const provider = attributes.find(PROVIDER);
    call.provider = provider === -1 ? '' : attributes.text(provider);
    for (const [key, slice] of [
      [this.#modelKey, call.requestModel],
      [RESPONSE_MODEL, call.responseModel],
    ] as const) {
      const row = attributes.find(key);
      slice.clear();
      // A STRING value stands behind its tag and length.
      if (row !== -1) slice.set(attributes.source(row), attributes.valueEnd(row) - attributes.text(row).length, attributes.valueEnd(row));
    }
    clearUsage(call.usage);
    call.hasUsage = false;
    for (const [key, field] of COUNTS) {
      const row = attributes.find(key);
      if (row === -1) continue;
      call.usage[field] = attributes.int(row);
      call.hasUsage = true;
    }
    call.billable = call.modelCall && call.hasUsage;
    call.usageConsistent = !(call.usage.inputTotal < -1);
    const ttfc = attributes.find(TTFC);
    call.timeToFirstChunkS = ttfc === -1 ? Number.NaN : attributes.double(ttfc);
    call.failed = span.statusCode() === 2;
    return call;
  }

  readLog(): undefined {
    return undefined;
  }

  prepare(): void {}
}
