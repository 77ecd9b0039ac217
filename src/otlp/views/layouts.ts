import {
  EVENT,
  EXEMPLAR,
  EXP_HISTOGRAM_POINT,
  HISTOGRAM_POINT,
  LINK,
  LOG_RECORD,
  METRIC,
  NUMBER_POINT,
  RESOURCE,
  SCOPE,
  SPAN,
  STATUS,
  SUMMARY_POINT,
} from '../fields.ts';

/** What a view must know of a message: its name, where its attributes are, and the highest field it looks at. */
export interface Layout {
  readonly name: string;
  /** Field number of the repeated KeyValue, 0 when the message has none. */
  readonly attributes: number;
  readonly maxField: number;
}

function layout(name: string, fields: Readonly<Record<string, number>>, attributes: number = 0): Layout {
  return { name, attributes, maxField: Math.max(...Object.values(fields)) };
}

export const SPAN_LAYOUT: Layout = layout('span', SPAN, SPAN.attributes);
export const EVENT_LAYOUT: Layout = layout('event', EVENT, EVENT.attributes);
export const LINK_LAYOUT: Layout = layout('link', LINK, LINK.attributes);
export const STATUS_LAYOUT: Layout = layout('status', STATUS);
export const RESOURCE_LAYOUT: Layout = layout('resource', RESOURCE, RESOURCE.attributes);
export const SCOPE_LAYOUT: Layout = layout('scope', SCOPE, SCOPE.attributes);
export const LOG_LAYOUT: Layout = layout('log_record', LOG_RECORD, LOG_RECORD.attributes);
export const METRIC_LAYOUT: Layout = layout('metric', METRIC, METRIC.metadata);
export const EXEMPLAR_LAYOUT: Layout = layout('exemplar', EXEMPLAR, EXEMPLAR.filteredAttributes);

/** Data point layouts by the Metric field that holds them: gauge 5, sum 7, histogram 9, exponential histogram 10, summary 11. */
export const POINT_LAYOUTS: Readonly<Record<number, Layout>> = {
  5: layout('data_point', NUMBER_POINT, NUMBER_POINT.attributes),
  7: layout('data_point', NUMBER_POINT, NUMBER_POINT.attributes),
  9: layout('histogram_point', HISTOGRAM_POINT, HISTOGRAM_POINT.attributes),
  10: layout('exponential_histogram_point', EXP_HISTOGRAM_POINT, EXP_HISTOGRAM_POINT.attributes),
  11: layout('summary_point', SUMMARY_POINT, SUMMARY_POINT.attributes),
};
