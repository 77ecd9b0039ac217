import { internKey } from '../../otlp/keys.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { bytesOf } from '../../wire/bytes.ts';
import { MODEL_KEYS, USAGE_PREFIXES } from './foreign-usage.data.ts';
import { startsWithAny } from './genai-span.ts';

const usagePrefixes = USAGE_PREFIXES.map(bytesOf);
const modelKeys = MODEL_KEYS.map(([key, renamed]) => ({ key: internKey(key), renamed: internKey(renamed) }));

/** Takes away every attribute from which Langfuse would take usage or cost. */
export function dropUsage(attributes: AttributesEdit): void {
  for (let row = 0; row < attributes.size; row++) {
    if (attributes.kind(row) === -1) continue;
    if (startsWithAny(attributes.source(row), attributes.keyStart(row), attributes.keyEnd(row), usagePrefixes)) attributes.deleteRow(row);
  }
}

/** Moves models into the metadata, where they can be filtered by and price nothing. */
export function moveModels(attributes: AttributesEdit): void {
  for (let i = 0; i < modelKeys.length; i++) {
    const { key, renamed } = modelKeys[i]!;
    const row = attributes.find(key);
    if (row !== -1) attributes.renameRow(row, renamed);
  }
}
