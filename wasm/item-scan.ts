// The fast half of the scan at the edge, in AssemblyScript (compiled by scripts/wasm.ts into src/otlp/scan/item-scan.gen.ts).
// It checks and indexes spans and log records of the shape nearly every exporter writes, with sixteen-byte loads; at
// anything else it stops, and the scanner in TypeScript (src/otlp/scan/scanner.ts), which decides what is valid, takes over
// for that one item. A differential test holds that both say the same.
//
// Memory:   0x0100 actions by tag for spans, 0x0180 for log records
//           0x1000 gate bits (KeyTable.gate)     0x2000 hash slots: key id or -1
//           0x6000 per key id: address, length   0xA000 per key id: marks     0xB000 key bytes
//           0x20000 the batch, then items, then rows (addresses by `place`)

const GATE: usize = 0x1000;
const SLOTS: usize = 0x2000;
const SLOT_MASK: u32 = 4095;
const KEYS: usize = 0x6000;
const MARKS: usize = 0xa000;
const INPUT: usize = 0x20000;

// Actions, as in shapes.ts and fast-scan.ts.
const ATTRIBUTE: u8 = 1;
const TAKE_VARINT: u8 = 2;
const TAKE_64: u8 = 3;
const TAKE_32: u8 = 4;
const TAKE_TEXT: u8 = 5;
const TAKE_TRACE_ID: u8 = 6;
const TAKE_SPAN_ID: u8 = 7;
const TAKE_STATUS: u8 = 9;
const TAKE_VALUE: u8 = 10;

/** Bit of an item's mask: its attributes stand one after the other (ItemIndex). */
const TOGETHER: i32 = 0x100;

let items: usize = 0;
let rows: usize = 0;
let itemLimit: i32 = 0;
let rowLimit: i32 = 0;
let itemCount: i32 = 0;
let rowCount: i32 = 0;
let trusted: bool = false;
let full: bool = false;
/** End of the varint read last. */
let after: usize = 0;

/** Where the index goes, and how much fits. */
export function place(itemsAt: usize, maxItems: i32, rowsAt: usize, maxRows: i32, isTrusted: bool): void {
  items = itemsAt;
  itemLimit = maxItems;
  rows = rowsAt;
  rowLimit = maxRows;
  trusted = isTrusted;
  full = false;
}

/** Counts as the caller has them; it may have added items itself. */
export function resume(atItem: i32, atRow: i32): void {
  itemCount = atItem;
  rowCount = atRow;
}

export function counted(): i32 {
  return itemCount;
}

export function countedRows(): i32 {
  return rowCount;
}

/** True when the index had no room; the caller scans the batch in its own memory instead. */
export function isFull(): bool {
  return full;
}

/**
 * Scans the field-2 items of a ScopeSpans or ScopeLogs from `from` to `to` (offsets in the batch). Returns `to`, or the
 * offset of the first field it leaves to the caller; nothing of that field is in the index then.
 */
export function scan(from: i32, to: i32, actions: usize, attributeTag: i32, isSpan: bool): i32 {
  let pos = INPUT + <usize>from;
  const end = INPUT + <usize>to;
  while (pos < end) {
    if (load<u8>(pos) != 0x12) break;
    const length = varint(pos + 1, end);
    const start = after;
    if (length < 0 || start + <usize>length > end) break;
    const stop = start + <usize>length;
    const keptRows = rowCount;
    if (itemCount + 1 >= itemLimit) {
      full = true;
      break;
    }
    const at = items + <usize>(itemCount * 12);
    store<i32>(at, <i32>(start - INPUT));
    store<i32>(at, keptRows, 4);
    store<i32>(at, 0, 8);
    if (!item(start, stop, actions, <u8>attributeTag, isSpan, at)) {
      rowCount = keptRows;
      store<i32>(at, keptRows, 4);
      break;
    }
    itemCount++;
    store<i32>(at, rowCount, 16);
    pos = stop;
  }
  return <i32>(pos - INPUT);
}

function item(start: usize, end: usize, actions: usize, attributeTag: u8, isSpan: bool, at: usize): bool {
  let pos = start;
  let ids = 0;
  let mask = 0;
  let single = false;
  let runs = 0;
  let runEnd: usize = 0;
  while (pos < end) {
    const tag = load<u8>(pos);
    if (tag >= 0x80) {
      // Span.flags, the only field of spans with a two-byte tag.
      if (!isSpan || load<u16>(pos) != 0x0185) return false;
      pos += 6;
      if (pos > end) return false;
      continue;
    }
    const action = load<u8>(actions + tag);
    if (action == ATTRIBUTE) {
      const bits = attribute(pos, end);
      if (bits < 0) return false;
      mask |= bits;
      runs += i32(pos != runEnd);
      pos = entryEnd;
      runEnd = pos;
    } else if (action == TAKE_64) pos += 9;
    else if (action == TAKE_32) pos += 5;
    else if (action == TAKE_VARINT) {
      if (varint(pos + 1, end) < 0) return false;
      pos = after;
    } else if (action == TAKE_TRACE_ID) {
      if (load<u8>(pos, 1) != 16 || pos + 18 > end) return false;
      if ((load<u64>(pos, 2) | load<u64>(pos, 10)) != 0) ids |= tag >>> 3;
      pos += 18;
    } else if (action == TAKE_SPAN_ID) {
      if (load<u8>(pos, 1) != 8 || pos + 10 > end) return false;
      if (tag == 0x12 && load<u64>(pos, 2) != 0) ids |= 2;
      pos += 10;
    } else if (action == TAKE_TEXT || action == TAKE_STATUS || action == TAKE_VALUE) {
      const length = varint(pos + 1, end);
      const from = after;
      const to = from + <usize>length;
      if (length < 0 || to > end) return false;
      if (action == TAKE_TEXT) {
        if (!text(from, to)) return false;
      } else {
        // A second status or body is legal but must be merged: not here.
        if (single) return false;
        single = true;
        if (action == TAKE_STATUS ? !status(from, to) : !value(from, to)) return false;
      }
      pos = to;
    } else return false;
  }
  if (pos != end || (isSpan && ids != 3)) return false;
  store<i32>(at, runs == 1 ? mask | TOGETHER : mask, 8);
  return true;
}

/** End of the attribute read last. */
let entryEnd: usize = 0;

/** One attribute from its tag: checks it, writes its row, returns the marks of its key; -1 leaves it to the caller. */
function attribute(pos: usize, limit: usize): i32 {
  const length = varint(pos + 1, limit);
  const start = after;
  const end = start + <usize>length;
  if (length < 4 || end > limit || load<u8>(start) != 0x0a) return -1;
  const keyLength = <i32>load<u8>(start, 1);
  const keyEnd = start + 2 + <usize>keyLength;
  if (keyLength >= 0x80 || keyEnd + 2 > end || load<u8>(keyEnd) != 0x12) return -1;
  const valueLength = varint(keyEnd + 1, end);
  const valueStart = after;
  if (valueLength < 0 || valueStart + <usize>valueLength != end) return -1;
  const id = lookup(start + 2, keyLength);
  if (!trusted) {
    if (id < 0 && !text(start + 2, keyEnd)) return -1;
    if (!value(valueStart, end)) return -1;
  }
  if (rowCount >= rowLimit) {
    full = true;
    return -1;
  }
  const row = rows + <usize>(rowCount * 28);
  store<i32>(row, <i32>(start + 2 - INPUT));
  store<i32>(row, <i32>(keyEnd - INPUT), 4);
  store<i32>(row, <i32>(valueStart - INPUT), 8);
  store<i32>(row, <i32>(end - INPUT), 12);
  store<i32>(row, <i32>(pos - INPUT), 16);
  store<i32>(row, <i32>(end - INPUT), 20);
  store<i32>(row, id, 24);
  rowCount++;
  entryEnd = end;
  return id < 0 ? 0 : <i32>load<u8>(MARKS + <usize>id);
}

/** An AnyValue with one member that is surely in order: a scalar, bytes, or an array of texts. */
function value(start: usize, end: usize): bool {
  if (start == end) return true;
  const member = load<u8>(start);
  if (member == 0x0a || member == 0x3a || member == 0x2a) {
    const length = varint(start + 1, end);
    const from = after;
    if (length < 0 || from + <usize>length != end) return false;
    if (member == 0x0a) return text(from, end);
    return member == 0x3a ? true : texts(from, end);
  }
  if (member == 0x18 || member == 0x10) return varint(start + 1, end) >= 0 && after == end;
  return member == 0x21 && end - start == 9;
}

/** The content of an ArrayValue whose elements are all texts, such as finish reasons. */
function texts(start: usize, end: usize): bool {
  let pos = start;
  while (pos < end) {
    if (load<u8>(pos) != 0x0a) return false;
    const length = varint(pos + 1, end);
    const from = after;
    const to = from + <usize>length;
    if (length < 0 || to > end || (length > 0 && load<u8>(from) != 0x0a)) return false;
    if (length > 0) {
      const size = varint(from + 1, to);
      if (size < 0 || after + <usize>size != to || !text(after, to)) return false;
    }
    pos = to;
  }
  return true;
}

/** Status: at most one message and one code. */
function status(start: usize, end: usize): bool {
  let pos = start;
  while (pos < end) {
    const tag = load<u8>(pos);
    const number = varint(pos + 1, end);
    if (number < 0) return false;
    if (tag == 0x18) pos = after;
    else if (tag == 0x12) {
      pos = after + <usize>number;
      if (pos > end || !text(after, pos)) return false;
    } else return false;
  }
  return true;
}

/** A varint below 2^31 in at most ten bytes; larger ones are cut to a non-negative number that only numbers use. -1 when it is none. */
function varint(at: usize, end: usize): i32 {
  if (at >= end) return -1;
  const first = <i32>load<u8>(at);
  if (first < 0x80) {
    after = at + 1;
    return first;
  }
  let result = first & 0x7f;
  let shift = 7;
  let pos = at + 1;
  for (let i = 1; i < 10; i++) {
    if (pos >= end) return -1;
    const byte = <i32>load<u8>(pos++);
    if (shift < 28) result |= (byte & 0x7f) << shift;
    else if ((byte & 0x7f) != 0) result = 0x7fff_ffff;
    shift += 7;
    if (byte < 0x80) {
      after = pos;
      return result;
    }
  }
  return -1;
}

/** Key id, or -1. The same hash as KeyTable. */
function lookup(at: usize, length: i32): i32 {
  if (length == 0) return -1;
  const gate = (<u32>length << 8) | <u32>load<u8>(at);
  if ((load<u32>(GATE + <usize>((gate >>> 5) << 2)) & (1 << (gate & 31))) == 0) return -1;
  const a =
    <u32>load<u8>(at + <usize>length - 1) |
    (<u32>load<u8>(at + <usize>(length >> 1)) << 8) |
    (<u32>load<u8>(at + <usize>((length * 3) >> 2)) << 16) |
    (<u32>load<u8>(at + <usize>(length >> 2)) << 24);
  let hash = (a ^ (<u32>length * 0x9e37_79b1)) * 0x85eb_ca6b;
  hash = (hash ^ (hash >>> 15)) & SLOT_MASK;
  let id = load<i32>(SLOTS + <usize>(hash << 2));
  while (id >= 0) {
    const key = KEYS + <usize>(id << 3);
    if (load<i32>(key, 4) == length && same(load<u32>(key), at, length)) return id;
    hash = (hash + 1) & SLOT_MASK;
    id = load<i32>(SLOTS + <usize>(hash << 2));
  }
  return -1;
}

function same(a: usize, b: usize, length: i32): bool {
  if (length >= 8) {
    const last = <usize>(length - 8);
    for (let i: usize = 0; i < last; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
    return load<u64>(a + last) == load<u64>(b + last);
  }
  for (let i: usize = 0; i < <usize>length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** UTF-8, sixteen ASCII bytes at a time. Reads up to fifteen bytes past the end, which are padding. */
function text(start: usize, end: usize): bool {
  if (trusted) return true;
  let pos = start;
  while (pos + 16 <= end) {
    if (i8x16.bitmask(v128.load(pos)) != 0) return utf8(pos, end);
    pos += 16;
  }
  const rest = <i32>(end - pos);
  return (i8x16.bitmask(v128.load(pos)) & ((1 << rest) - 1)) == 0 || utf8(pos, end);
}

/** UTF-8 by the table of RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF. */
function utf8(start: usize, end: usize): bool {
  let pos = start;
  while (pos < end) {
    const first = load<u8>(pos);
    if (first < 0x80) {
      pos++;
      while (pos + 16 <= end && i8x16.bitmask(v128.load(pos)) == 0) pos += 16;
      continue;
    }
    if (first < 0xc2 || first > 0xf4) return false;
    const size: usize = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (pos + size > end) return false;
    const second = load<u8>(pos, 1);
    const low: u8 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const high: u8 = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high) return false;
    for (let i: usize = 2; i < size; i++) if ((load<u8>(pos + i) & 0xc0) != 0x80) return false;
    pos += size;
  }
  return true;
}
