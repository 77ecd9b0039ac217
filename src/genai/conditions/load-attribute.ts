import type { Key } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { BOOL, DOUBLE, INT, NONE, STRING, ValueView } from '../../otlp/views/values.ts';
import type { Slot } from './slot.ts';

const view = new ValueView();

/** Fills the slot with the first attribute of this key; nil when there is none or it is empty. Makes no string. */
export function loadAttribute(attributes: AttributesView, key: Key, into: Slot): void {
  const row = attributes.find(key);
  if (row === -1) {
    into.setNil();
    return;
  }
  attributes.value(row, view);
  switch (view.kind) {
    case STRING:
      into.setBytes(view.buf, view.start, view.end);
      break;
    case INT:
      into.setInt(view.int());
      break;
    case DOUBLE:
      into.setNumber(view.double());
      break;
    case BOOL:
      into.setBool(view.bool());
      break;
    case NONE:
      into.setNil();
      break;
    default:
      into.setOther();
  }
}
