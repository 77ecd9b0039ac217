import type { GenAiCall } from '../../genai/call.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import type { Key } from '../../otlp/keys.ts';
import { dropUsage, moveModels } from './aggregates.ts';
import { costDetails, FREE_OF_COST } from './cost-details.ts';
import { lastException } from './exceptions.ts';
import { LF, OPENINFERENCE_KIND, OPERATION_NAME } from './keys.ts';
import {
  OBSERVATION_TYPES,
  type ObservationType,
  TYPE_OF_KIND,
  TYPE_OF_OPERATION,
  USAGE_STRIPPED_OPERATIONS,
} from './observation-types.data.ts';
import { usageDetails } from './usage-details.ts';

/** Langfuse keeps prompt versions in 16 bits. */
const MAX_PROMPT_VERSION = 65_535;

/**
 * Says explicitly what Langfuse's ingestion would otherwise guess from the span: type, model, usage, cost, level, first
 * chunk, prompt. What a Langfuse SDK has written stands.
 */
export function writeObservation(span: SpanView, edit: SpanEdit, call: GenAiCall | undefined): void {
  const { attributes } = edit;
  writeStatus(span, attributes, call);
  const type = observationType(attributes, call);
  if (type !== undefined) attributes.setText(LF.type, type);
  if (call === undefined) return;
  if (call.billable) writeUsage(attributes, call);
  else {
    dropUsage(attributes);
    if (!call.modelCall) moveModels(attributes);
    else if (call.cachedAnswer) attributes.setText(LF.cost, FREE_OF_COST);
  }
  if (!call.modelCall) return;
  const model = call.responseModel.isEmpty ? call.requestModel : call.responseModel;
  setSlice(attributes, LF.model, model);
  writeFirstChunk(span, attributes, call);
  if (type === 'generation' || (type === undefined && isGeneration(attributes))) writePrompt(attributes, call);
}

/** The type to write; undefined where the span has a right one, or is nobody's. */
function observationType(attributes: AttributesEdit, call: GenAiCall | undefined): ObservationType | undefined {
  const row = attributes.find(LF.type);
  if (row !== -1) {
    const given = attributes.text(row);
    // The ingestion takes lower case only and makes a plain span of everything else.
    const folded = OBSERVATION_TYPES.find((type) => type === given.toLowerCase());
    if (folded === given) return undefined;
    if (folded !== undefined) return folded;
  }
  if (call === undefined) return undefined;
  const type = TYPE_OF_OPERATION[call.operation];
  // A wrapper or duplicate of a call is no second generation.
  if ((type === 'generation' || type === 'embedding') && !call.modelCall) return 'span';
  if (type !== 'span') return type;
  const kindRow = attributes.find(OPENINFERENCE_KIND);
  return (kindRow === -1 ? undefined : TYPE_OF_KIND[attributes.text(kindRow)]) ?? 'span';
}

function isGeneration(attributes: AttributesEdit): boolean {
  return attributes.text(attributes.find(LF.type)) === 'generation';
}

function writeUsage(attributes: AttributesEdit, call: GenAiCall): void {
  const hasCost = attributes.find(LF.cost) !== -1;
  const cost = hasCost ? '' : costDetails(attributes, call.reportedCostUsd);
  if (cost !== '') attributes.setText(LF.cost, cost);
  if (attributes.find(LF.usage) === -1) {
    const usage = usageDetails(call, hasCost || cost !== '');
    if (usage !== '') attributes.setText(LF.usage, usage);
    // Counts that contradict each other must not be taken from elsewhere either.
    else if (!call.usageConsistent) dropUsage(attributes);
  }
  const row = attributes.find(OPERATION_NAME);
  if (row === -1) return;
  const operation = attributes.text(row);
  if (!USAGE_STRIPPED_OPERATIONS.includes(operation) || call.operation === '') return;
  // The only carrier of its cost would lose it under this operation.
  attributes.setText(OPERATION_NAME, call.operation);
  attributes.setText(LF.operationName, operation);
}

/** Exceptions are only seen in Langfuse as level and status message. */
function writeStatus(span: SpanView, attributes: AttributesEdit, call: GenAiCall | undefined): void {
  const failed = span.statusCode() === 2;
  const exception = lastException(span);
  const failedCall = call?.failed === true;
  if (attributes.find(LF.level) === -1 && !failed) {
    if (failedCall) attributes.setText(LF.level, 'ERROR');
    else if (exception !== '') attributes.setText(LF.level, 'WARNING');
  }
  if (attributes.find(LF.statusMessage) !== -1 || span.statusMessage() !== '') return;
  const message = exception !== '' ? exception : failedCall ? (call?.errorType.toString() ?? '') : '';
  if (message !== '') attributes.setText(LF.statusMessage, message);
}

/** Langfuse reads when the first chunk came, not how long it took. */
function writeFirstChunk(span: SpanView, attributes: AttributesEdit, call: GenAiCall): void {
  const seconds = call.timeToFirstChunkS;
  const startNs = span.startNs();
  if (attributes.find(LF.completionStart) !== -1 || !(seconds >= 0) || startNs === 0) return;
  const at = new Date(startNs / 1e6 + seconds * 1000);
  if (!Number.isNaN(at.getTime())) attributes.setText(LF.completionStart, at.toISOString());
}

/** A link to a prompt needs its name and a whole number as its version; anything else is dropped without a word. */
function writePrompt(attributes: AttributesEdit, call: GenAiCall): void {
  if (call.promptName.isEmpty || attributes.find(LF.promptName) !== -1) return;
  const text = call.promptVersion.toString();
  const version = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(version <= MAX_PROMPT_VERSION)) return;
  setSlice(attributes, LF.promptName, call.promptName);
  attributes.setInt(LF.promptVersion, version);
}

/** Unless the key is there already. */
function setSlice(attributes: AttributesEdit, key: Key, slice: TextSlice): void {
  if (!slice.isEmpty && attributes.find(key) === -1) attributes.setTextBytes(key, slice.buf, slice.start, slice.end);
}
