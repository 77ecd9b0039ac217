import { createCallReader } from '../genai/call-reader.ts';
import type { GenAiCall } from '../genai/call.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../genai/dialect.ts';
import { type CostExplanation, explainCost } from '../genai/pricing/explain-cost.ts';
import { formatCostExplanation } from '../genai/pricing/format-cost.ts';
import type { PriceBook } from '../genai/pricing/price-book.ts';
import type { Batch } from '../otlp/batch.ts';
import { LogWalk, SpanWalk } from '../otlp/walk.ts';
import { type CommandIo, type OptionValues, EXIT_OK, EXIT_USAGE, textOf } from './command.ts';
import { readOtlpFile } from './otlp-file.ts';
import { bookFromOptions } from './prices.ts';

/** One span or log record that tells of a model call, and what it costs. */
interface ExplainedCall {
  readonly id: string;
  readonly name: string;
  readonly dialect: string;
  readonly operation: string;
  readonly billable: boolean;
  /** Why it is not paid for, where it is not. */
  readonly note: string;
  readonly cost: CostExplanation | undefined;
}

/** `assay cost explain`; returns the exit code. */
export async function run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number> {
  const [path, ...rest] = words;
  if (path === undefined || rest.length > 0) {
    io.stderr.write('assay cost explain: name one file of OTLP, JSON or protobuf\n');
    return EXIT_USAGE;
  }
  const book = bookFromOptions(options, io);
  if (book === undefined) return EXIT_USAGE;
  const calls = readOtlpFile(path).flatMap((batch) => explainBatch(batch, book));
  if (textOf(options, 'output') === 'json') io.stdout.write(`${JSON.stringify(calls, null, 2)}\n`);
  else if (calls.length === 0) io.stdout.write('no span or log record of this file is an LLM call\n');
  else for (const call of calls) io.stdout.write(`${formatCall(call)}\n\n`);
  return EXIT_OK;
}

/** All calls of a batch in order. Exported for the tests that hold every recording against the provider's true figures. */
export function explainBatch(batch: Batch, book: PriceBook): ExplainedCall[] {
  const reader = createCallReader(DEFAULT_DIALECT_SETTINGS);
  reader.prepare(batch);
  const calls: ExplainedCall[] = [];
  if (batch.signal === 'traces') {
    new SpanWalk().run(batch, {
      item(span) {
        const call = reader.read(span);
        if (call !== undefined && worthTelling(call)) {
          calls.push(
            explained(call, book, { id: span.spanId(), name: span.name(), endMs: span.endNs() / 1e6, durationS: span.durationS() }),
          );
        }
        return true;
      },
    });
  } else if (batch.signal === 'logs') {
    new LogWalk().run(batch, {
      item(record) {
        const call = reader.readLog(record);
        if (call !== undefined && worthTelling(call)) {
          calls.push(
            explained(call, book, { id: record.spanId(), name: record.eventName(), endMs: record.timeNs() / 1e6, durationS: Number.NaN }),
          );
        }
        return true;
      },
    });
  }
  return calls;
}

/** Spans of agents and tools without usage have nothing to explain. */
function worthTelling(call: GenAiCall): boolean {
  return call.modelCall || call.billable || call.hasUsage;
}

interface Place {
  readonly id: string;
  readonly name: string;
  readonly endMs: number;
  readonly durationS: number;
}

function explained(call: GenAiCall, book: PriceBook, place: Place): ExplainedCall {
  const { dialect, operation, billable } = call;
  const head = { id: place.id, name: place.name.slice(0, 80), dialect, operation, billable };
  if (!billable) return { ...head, note: noteOf(call), cost: undefined };
  const cost = explainCost(book, {
    provider: call.provider,
    requestModel: String(call.requestModel),
    responseModel: String(call.responseModel),
    usage: { ...call.usage },
    usageRule: call.usageRule,
    usageConsistent: call.usageConsistent,
    serviceTier: call.serviceTier,
    endMs: place.endMs > 0 ? place.endMs : Date.now(),
    durationS: place.durationS,
    reportedCostUsd: call.reportedCostUsd,
  });
  return { ...head, note: '', cost };
}

function noteOf(call: GenAiCall): string {
  if (call.cachedAnswer) return 'not paid for: the answer came out of a cache';
  if (!call.modelCall) return 'not paid for: it adds up, or repeats, calls that other spans tell of';
  if (!call.hasUsage) return call.failed ? 'not paid for: the call failed' : 'not priced: the span tells no usage';
  return 'not paid for here: another span tells of the same call';
}

function formatCall(call: ExplainedCall): string {
  const title = `${call.name || 'call'} ${call.id}  (${[call.dialect, call.operation].filter((word) => word !== '').join(', ')})`;
  return `${title}\n${call.cost === undefined ? `  ${call.note}` : formatCostExplanation(call.cost).trimEnd()}`;
}
