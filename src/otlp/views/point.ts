import { Cursor } from '../../wire/cursor.ts';
import type { Writer } from '../../wire/writer.ts';
import { EXP_HISTOGRAM_POINT, HISTOGRAM_POINT, METRIC, METRIC_DATA, NUMBER_POINT } from '../fields.ts';
import type { ItemIndex } from '../scan/item-index.ts';
import type { AttributesEdit, AttributesView } from './attributes-view.ts';
import { ChildList } from './children.ts';
import { EXEMPLAR_LAYOUT, METRIC_LAYOUT, POINT_LAYOUTS } from './layouts.ts';
import { MessageView } from './message.ts';
import type { ResourceView } from './resource.ts';

/** The Metric field that holds the data, which is also the metric's type. */
export type MetricType = 5 | 7 | 9 | 10 | 11;
export const GAUGE = 5;
export const SUM = 7;
export const HISTOGRAM = 9;
export const EXP_HISTOGRAM = 10;
export const SUMMARY = 11;
export const METRIC_TYPES: readonly MetricType[] = [5, 7, 9, 10, 11];

/** The data point a walk stands on, with the metric around it. `message` has the layout of the metric's type. */
export interface PointView {
  readonly serial: number;
  readonly resource: ResourceView;
  readonly scope: ResourceView;
  /** The enclosing metric: name, description, unit. Read only. */
  readonly metric: MessageView;
  readonly type: MetricType;
  /** 0 unspecified, 1 delta, 2 cumulative. */
  readonly temporality: number;
  readonly monotonic: boolean;
  readonly attributes: AttributesView;
  readonly message: MessageView;
  metricName(): string;
  unit(): string;
  readonly exemplars: ChildList;
}

export interface PointEdit {
  readonly attributes: AttributesEdit;
  readonly message: MessageView;
  readonly exemplars: ChildList;
}

const EXEMPLAR_FIELDS: Readonly<Record<MetricType, number>> = {
  5: NUMBER_POINT.exemplars,
  7: NUMBER_POINT.exemplars,
  9: HISTOGRAM_POINT.exemplars,
  10: EXP_HISTOGRAM_POINT.exemplars,
  11: 0,
};

const cursor = new Cursor(new Uint8Array(0));

interface Shape {
  readonly message: MessageView;
  readonly exemplars: ChildList;
}

export class PointCursor implements PointView, PointEdit {
  readonly metric: MessageView;
  readonly resource: ResourceView;
  readonly scope: ResourceView;
  serial = 0;
  type: MetricType = GAUGE;
  temporality = 0;
  monotonic = false;
  readonly #shapes: Readonly<Record<MetricType, Shape>>;

  constructor(scratch: Writer, resource: ResourceView, scope: ResourceView) {
    this.metric = new MessageView(METRIC_LAYOUT, scratch);
    this.resource = resource;
    this.scope = scope;
    const shape = (type: MetricType): Shape => {
      const message = new MessageView(POINT_LAYOUTS[type]!, scratch);
      return { message, exemplars: new ChildList(message, EXEMPLAR_FIELDS[type], EXEMPLAR_LAYOUT, scratch) };
    };
    this.#shapes = { 5: shape(5), 7: shape(7), 9: shape(9), 10: shape(10), 11: shape(11) };
  }

  load(buf: Uint8Array, start: number, end: number, _index?: ItemIndex, _item?: number): void {
    this.serial++;
    const shape = this.#shapes[this.type];
    shape.message.load(buf, start, end);
    shape.exemplars.reset();
  }

  /** Back to the bytes as they came: forgets all edits of the point. */
  reload(): void {
    const { buf, start, end } = this.message;
    this.load(buf, start, end);
  }

  /** Reads temporality and monotonicity of the metric's data message. */
  loadData(buf: Uint8Array, start: number, end: number): void {
    this.temporality = 0;
    this.monotonic = false;
    const c = cursor.at(buf, start);
    while (c.pos < end) {
      const tag = c.varint();
      if (tag === METRIC_DATA.aggregationTemporality * 8) this.temporality = c.varint();
      else if (tag === METRIC_DATA.isMonotonic * 8) this.monotonic = c.varint() !== 0;
      else c.skip(tag & 7);
    }
  }

  commit(): void {
    this.exemplars.commit();
  }

  get message(): MessageView {
    return this.#shapes[this.type].message;
  }

  get exemplars(): ChildList {
    return this.#shapes[this.type].exemplars;
  }

  get attributes(): AttributesEdit {
    return this.message.attributes;
  }

  metricName(): string {
    return this.metric.text(METRIC.name);
  }

  unit(): string {
    return this.metric.text(METRIC.unit);
  }
}
