import { KEEP, type SpanStage, type Verdict, type WalkContext } from '../../kernel/stage.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import { type Counter, type Histogram, makeInstruments } from './instrument.ts';
import { type BucketSet, COMMON_LABELS, type CounterName, type HistogramName } from './instruments.data.ts';
import { LabelKey } from './label-key.ts';
import { type Dimension, LabelSource } from './label-source.ts';
import { observeCall } from './observe-call.ts';
import { hasRedactions, observeRedactions, observeSelection } from './observe-marks.ts';
import { observeAgent, observeTool } from './observe-steps.ts';
import { SeriesTable } from './series-table.ts';

export interface RecorderSettings {
  readonly dimensions: readonly Dimension[];
  readonly semconv: 'current' | 'v1.41' | 'both';
  readonly bounds: Readonly<Record<BucketSet, readonly number[]>>;
  readonly limit: number;
  readonly exemplars: boolean;
}

/** The stage: looks at each span at the end of the walk and adds to its series. Changes nothing, allocates only for new series. */
export class Recorder implements SpanStage {
  readonly table: SeriesTable;
  readonly counters: Readonly<Record<CounterName, Counter>>;
  readonly histograms: Readonly<Record<HistogramName, Histogram>>;
  /** Scratch for free labels of the series at hand. */
  readonly free: LabelKey = new LabelKey(2);
  readonly current: boolean;
  readonly v141: boolean;
  readonly #labels: LabelSource;
  readonly #common: LabelKey;

  constructor(settings: RecorderSettings) {
    const labels = [...COMMON_LABELS, ...settings.dimensions.map((dimension) => dimension.name)];
    this.table = new SeriesTable({ labels, limit: settings.limit, exemplars: settings.exemplars });
    const instruments = makeInstruments(settings.bounds);
    this.counters = instruments.counters;
    this.histograms = instruments.histograms;
    this.current = settings.semconv !== 'v1.41';
    this.v141 = settings.semconv !== 'current';
    this.#labels = new LabelSource(settings.dimensions);
    this.#common = new LabelKey(labels.length);
  }

  span(span: SpanView, _edit: SpanEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.read(span);
    const redacted = hasRedactions(span.attributes);
    if (call === undefined && !redacted) return KEEP;
    this.#labels.common(this.#common, span, call);
    const group = this.table.group(this.#common);
    if (redacted) observeRedactions(this, group, span.attributes);
    if (call === undefined) return KEEP;
    if (call.operation === 'execute_tool') observeTool(this, group, span, call);
    else if (call.operation === 'invoke_agent') observeAgent(this, group, span, call);
    if (call.modelCall) observeCall(this, group, span, call);
    observeSelection(this, group, span.attributes);
    return KEEP;
  }
}
