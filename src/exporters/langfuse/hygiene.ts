import { eachElement, isScalar, readPlain } from '../../otlp/build/read-plain.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { ARRAY, BYTES, encodeValue, KVLIST, NONE, ValueView } from '../../otlp/views/values.ts';

/** Nesting and breadth of what is flattened; the validating scan bounds both far above what anyone sends. */
const LIMITS = { maxDepth: 64, maxElements: 100_000 };

const value = new ValueView();
const element = new ValueView();

/**
 * Makes attributes fit for Langfuse's ingestion, where a key without a value loses the whole batch after it was accepted,
 * an empty list becomes the text `{"arrayValue":{}}`, and maps and bytes are kept as raw OTLP JSON (langfuse.md section 1).
 * Value-less and empty ones go, maps and mixed lists become JSON texts, bytes base64.
 */
export function cleanAttributes(attributes: AttributesEdit): void {
  for (let row = 0; row < attributes.size; row++) {
    const kind = attributes.kind(row);
    if (kind === NONE) attributes.deleteRow(row);
    else if (kind === ARRAY) cleanArray(attributes, row);
    else if (kind === KVLIST || kind === BYTES) flatten(attributes, row);
  }
}

function cleanArray(attributes: AttributesEdit, row: number): void {
  attributes.value(row, value);
  let elements = 0;
  let plain = true;
  eachElement(value, (start, end) => {
    elements++;
    if (!isScalar(element.load(value.buf, start, end))) plain = false;
  });
  if (elements === 0) attributes.deleteRow(row);
  else if (!plain) flatten(attributes, row);
}

function flatten(attributes: AttributesEdit, row: number): void {
  const plain = readPlain(attributes.value(row, value), LIMITS);
  const encoded = encodeValue(typeof plain === 'string' ? plain : JSON.stringify(plain));
  attributes.replaceValue(row, encoded, 0, encoded.length);
}
