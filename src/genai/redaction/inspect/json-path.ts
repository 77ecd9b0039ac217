import { looksJson, numberEnd, StringEnd } from '../engine/json-syntax.ts';
import { unescapeJson } from '../text/decode.ts';
import { Frame } from '../text/frame.ts';

/** How deep a path is followed into JSON inside strings. */
const MOST_NESTED = 8;

/** Makes a key fit to be shown; the caller's, because a key may itself be private. */
export type ShowKey = (key: string) => string;

/**
 * Path of the place `offset` inside the JSON text `bytes[start..end)`, or '' when the text is no JSON or ends before.
 * Cold: reads from the start each time.
 */
export function jsonPathAt(bytes: Uint8Array, start: number, end: number, offset: number, showKey: ShowKey): string {
  const frame = new Frame((size) => Buffer.alloc(size));
  frame.root(bytes, start, end);
  return looksJson(bytes, start, end) ? pathIn(frame, offset, showKey, 0) : '';
}

interface Level {
  readonly array: boolean;
  index: number;
  key: string;
}

function pathIn(frame: Frame, offset: number, showKey: ShowKey, nested: number): string {
  const { bytes, end } = frame;
  const strings = new StringEnd();
  const stack: Level[] = [];
  let expectKey = false;
  for (let i = frame.start; i < end && i <= offset; ) {
    const sign = bytes[i]!;
    if (sign === 0x22) {
      const close = strings.find(bytes, i + 1, end);
      const stop = close < 0 ? ~close : close;
      const level = stack.at(-1);
      if (expectKey && level !== undefined) {
        level.key = Buffer.from(bytes.buffer, bytes.byteOffset + i + 1, stop - i - 1).toString('utf8');
        if (offset <= stop) return `${written(stack, showKey)}(key)`;
        expectKey = false;
      } else if (offset <= stop) return written(stack, showKey) + inside(frame, i + 1, stop, offset, showKey, nested);
      i = stop + 1;
      continue;
    }
    if (sign === 0x7b || sign === 0x5b) {
      stack.push({ array: sign === 0x5b, index: 0, key: '' });
      expectKey = sign === 0x7b;
    } else if (sign === 0x7d || sign === 0x5d) {
      stack.pop();
      expectKey = false;
    } else if (sign === 0x2c) {
      const level = stack.at(-1);
      if (level?.array === true) level.index++;
      expectKey = level?.array === false;
    } else {
      const stop = numberEnd(bytes, i, end);
      if (stop > i) {
        if (offset < stop) break;
        i = stop;
        continue;
      }
    }
    i++;
  }
  return written(stack, showKey);
}

/** ` -> ` and the path inside, when the string holds JSON itself. */
function inside(frame: Frame, start: number, end: number, offset: number, showKey: ShowKey, nested: number): string {
  if (nested >= MOST_NESTED) return '';
  const inner = new Frame((size) => Buffer.alloc(size));
  unescapeJson(inner, frame, start, end);
  if (!looksJson(inner.bytes, inner.start, inner.end)) return '';
  let at = inner.start;
  while (at < inner.end && originIn(inner, frame, at + 1) <= offset) at++;
  return ` -> ${pathIn(inner, at, showKey, nested + 1)}`;
}

/** Where the inner position comes from in the frame that holds the string. */
function originIn(inner: Frame, outer: Frame, at: number): number {
  const parent = outer.parent;
  outer.parent = undefined;
  const origin = at >= inner.end ? Number.POSITIVE_INFINITY : inner.originStart(at);
  outer.parent = parent;
  return origin;
}

function written(stack: readonly Level[], showKey: ShowKey): string {
  return `$${stack.map((level) => (level.array ? `[${level.index}]` : level.key === '' ? '' : step(showKey(level.key)))).join('')}`;
}

function step(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
