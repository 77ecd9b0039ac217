import { isUtf8 } from 'node:buffer';
import { Writer } from '../../wire/writer.ts';
import type { Signal } from '../batch.ts';
import { MAX_DEPTH } from '../scan/scanner.ts';
import { type FieldSpec, MESSAGES, type MessageSpec, REQUEST_MESSAGE } from '../schema.data.ts';
import { type JsonError, JsonFault } from './json-error.ts';
import { JsonScanner } from './json-scanner.ts';
import { writePacked, writeScalar } from './scalars.ts';

/** Fields of a message by JSON name; the proto name (snake_case) is accepted too, as the protobuf JSON mapping asks of parsers. */
const byName = new Map<MessageSpec, Map<string, FieldSpec>>();

function fieldsOf(spec: MessageSpec): Map<string, FieldSpec> {
  let fields = byName.get(spec);
  if (fields === undefined) {
    fields = new Map();
    for (const field of spec.fields) {
      fields.set(field.json, field);
      fields.set(
        field.json.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        field,
      );
    }
    byName.set(spec, fields);
  }
  return fields;
}

/**
 * OTLP/JSON to protobuf, streaming: each value is written as it is read (OTLP 1.x, "JSON Protobuf Encoding": hex ids,
 * enum numbers, 64-bit numbers as strings or numbers; names of enums are accepted too). Unknown fields are skipped, null
 * is absent. The result still goes through `validateRequest`. Never throws for what the body holds.
 */
export function jsonToProto(signal: Signal, body: Uint8Array): Uint8Array | JsonError {
  if (!isUtf8(body)) return { code: 'ASSAY_OTLP_UTF8', offset: 0, path: '', message: 'the body is not valid UTF-8' };
  const transcoder = new FromJson(body);
  try {
    return transcoder.run(signal);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    const path = transcoder.path.slice(0, 12).join('.');
    return {
      code: fault.code,
      offset: fault.offset,
      path,
      message: `${path === '' ? 'the body' : path}: ${fault.message} (at byte ${fault.offset})`,
    };
  }
}

/** Whether `jsonToProto` refused the body. */
export function isJsonError(result: Uint8Array | JsonError): result is JsonError {
  return !(result instanceof Uint8Array);
}

class FromJson {
  readonly path: string[] = [];
  readonly #in: JsonScanner;
  readonly #out: Writer;

  constructor(body: Uint8Array) {
    this.#in = new JsonScanner(body);
    this.#out = new Writer(body.length + 64);
  }

  run(signal: Signal): Uint8Array {
    this.#message(MESSAGES[REQUEST_MESSAGE[signal]]!, 0);
    if (this.#in.next() !== -1) throw new JsonFault(this.#in.pos, 'something follows the JSON document');
    return this.#out.buf.subarray(0, this.#out.pos);
  }

  #message(spec: MessageSpec, depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonFault(this.#in.pos, `nested deeper than ${MAX_DEPTH} messages`, 'ASSAY_OTLP_DEPTH');
    const input = this.#in;
    const fields = fieldsOf(spec);
    input.expect(0x7b);
    if (input.take(0x7d)) return;
    do {
      const field = fields.get(input.shortString(1024));
      input.expect(0x3a);
      if (field === undefined) input.skip();
      else if (!input.takeNull()) {
        this.path.push(field.json);
        this.#field(field, depth);
        this.path.pop();
      }
    } while (input.more(0x7d));
  }

  #field(field: FieldSpec, depth: number): void {
    const input = this.#in;
    if (!field.repeated) return this.#value(field, depth);
    input.expect(0x5b);
    if (input.take(0x5d)) return undefined;
    if (field.packed) return writePacked(field, input, this.#out);
    do this.#value(field, depth);
    while (input.more(0x5d));
    return undefined;
  }

  #value(field: FieldSpec, depth: number): void {
    if (field.type !== 'message') return writeScalar(field, this.#in, this.#out);
    const mark = this.#out.begin(field.number);
    this.#message(MESSAGES[field.message!]!, depth + 1);
    this.#out.end(mark);
    return undefined;
  }
}
