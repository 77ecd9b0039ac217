import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { ARRAY, BOOL, BYTES, DOUBLE, INT, KVLIST, NONE, STRING, ValueView } from '../../otlp/views/values.ts';
import { cutText, safeText } from '../../telemetry/log/safe-text.ts';
import { HIDDEN_PREFIX, SHOWN_KEYS, SHOWN_PREFIX } from './shown-keys.data.ts';
import { Cursor } from '../../wire/cursor.ts';

/** Longest text shown, in UTF-16 units. */
const MAX_SHOWN = 64;
const MAX_CONTENT = 2048;
/** Numbers this large can be card, account or phone numbers; counts, codes and durations are smaller. */
const MAX_NUMBER = 1e9;

/** Whether a value of this key may be shown though content is not. */
function isShown(key: string): boolean {
  return SHOWN_KEYS.has(key) || (key.startsWith(SHOWN_PREFIX) && !key.startsWith(HIDDEN_PREFIX));
}

const element = new ValueView();

/** The texts of an array; elements of other kinds as their kind. */
export function arrayTexts(value: ValueView): string[] {
  const texts: string[] = [];
  const c = new Cursor(value.buf, value.start);
  while (c.pos < value.end) {
    const tag = c.varint();
    if (tag !== 0x0a) {
      c.skip(tag & 7);
      continue;
    }
    const length = c.varint();
    element.load(value.buf, c.pos, c.pos + length);
    c.pos += length;
    texts.push(element.kind === STRING ? element.text() : scalarText(element));
  }
  return texts;
}

function scalarText(value: ValueView): string {
  switch (value.kind) {
    case BOOL:
      return String(value.bool());
    case INT:
      return String(value.int());
    case DOUBLE:
      return String(value.double());
    case KVLIST:
      return `<map ${value.end - value.start} B>`;
    case ARRAY:
      return `<array ${value.end - value.start} B>`;
    case BYTES:
      return `<bytes ${value.end - value.start} B>`;
    case NONE:
      return '<empty>';
    default:
      return value.text();
  }
}

/** A text for one terminal line: as it is when content is shown, else its length. */
export function textOrLength(text: string, content: boolean): string {
  return content ? safeText(cutText(text, MAX_CONTENT)) : `<text ${Buffer.byteLength(text)} B>`;
}

/** A value as text. Without `content`: words of known keys, booleans and small numbers; of all else only kind and length. */
export function valueText(value: ValueView, key: string, content: boolean): string {
  const shown = content || isShown(key);
  const limit = content ? MAX_CONTENT : MAX_SHOWN;
  switch (value.kind) {
    case STRING:
      return shown ? safeText(cutText(value.text(), limit)) : `<text ${value.end - value.start} B>`;
    case ARRAY:
      return shown ? safeText(cutText(`[${arrayTexts(value).join(', ')}]`, limit)) : scalarText(value);
    case INT:
      return shown || Math.abs(value.int()) < MAX_NUMBER ? scalarText(value) : '<int>';
    case DOUBLE:
      return shown || Math.abs(value.double()) < MAX_NUMBER ? scalarText(value) : '<double>';
    default:
      return scalarText(value);
  }
}

const view = new ValueView();

/** The attributes that are there, as key and text. Keys are shown, cut and neutralised. */
export function attributeTexts(attributes: AttributesView, content: boolean): (readonly [key: string, value: string])[] {
  const texts: (readonly [string, string])[] = [];
  for (let row = 0; row < attributes.size; row++) {
    if (attributes.kind(row) === -1) continue;
    const key = attributes.keyText(row);
    texts.push([safeText(cutText(key, 128)), valueText(attributes.value(row, view), key, content)]);
  }
  return texts;
}
