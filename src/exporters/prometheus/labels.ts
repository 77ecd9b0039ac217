import { anyValueText } from './any-value-text.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { ValueView } from '../../otlp/views/values.ts';
import { labelName } from './names.ts';
import { escapeLabel } from './text.ts';

/** Labels that no attribute of a point may take: it then becomes `exported_<name>`, as a scraping Prometheus would do it. */
export type FixedLabels = ReadonlyMap<string, string>;

/** Most labels of a series. Prometheus' own default limits are far below. */
export const MAX_LABELS = 128;

/** Longest label text of a series, in characters. */
export const MAX_LABEL_TEXT = 16_384;

const value = new ValueView();

/**
 * `a="b",c="d"` of the fixed labels and a point's attributes; undefined when they are too many or too long. Attributes
 * whose names become one after translation are joined by `;`, as the Collector does. Empty values are left out: in
 * Prometheus they are the same as absent ones. `reserved` is `le` or `quantile` where the type writes that itself.
 */
export function labelText(fixed: FixedLabels, attributes: AttributesView, reserved: string): string | undefined {
  const labels = new Map<string, string>();
  if (attributes.size + fixed.size > MAX_LABELS) return undefined;
  for (let row = 0; row < attributes.size; row++) {
    if (attributes.kind(row) === -1) continue;
    const text = anyValueText(attributes.value(row, value));
    if (text === '') continue;
    const plain = labelName(attributes.keyText(row));
    const name = fixed.has(plain) || plain === reserved ? `exported_${plain}` : plain;
    const before = labels.get(name);
    labels.set(name, before === undefined ? text : `${before};${text}`);
  }
  return join([...fixed, ...labels]);
}

/** Labels as text; undefined when it is too long. */
export function join(labels: Iterable<readonly [string, string]>): string | undefined {
  let text = '';
  for (const [name, labelValue] of labels) {
    if (labelValue === '') continue;
    text += `${text === '' ? '' : ','}${name}="${escapeLabel(labelValue)}"`;
    if (text.length > MAX_LABEL_TEXT) return undefined;
  }
  return text;
}
