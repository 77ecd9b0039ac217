import type { Key, KeyTable } from '../keys.ts';
import { probe } from '../keys.ts';
import type { ItemIndex } from './item-index.ts';
import { ITEM_SCAN_WASM } from './item-scan.gen.ts';
import { GENERAL, type Shape, TAKE_MESSAGE } from './shapes.ts';

/** The compiled functions of wasm/item-scan.ts. */
interface Exports {
  place(itemsAt: number, maxItems: number, rowsAt: number, maxRows: number, trusted: number): void;
  resume(item: number, row: number): void;
  counted(): number;
  countedRows(): number;
  isFull(): number;
  scan(from: number, to: number, actions: number, attributeTag: number, isSpan: number): number;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the WebAssembly API that is used; its types come with the DOM, which Node programs leave out. */
interface WasmApi {
  Memory: new (descriptor: { initial: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

// Addresses and sizes as in wasm/item-scan.ts.
const SPAN_ACTIONS = 0x0100;
const LOG_ACTIONS = 0x0180;
const GATE = 0x1000;
const SLOTS = 0x2000;
const SLOT_COUNT = 4096;
const KEYS = 0x6000;
const MARKS = 0xa000;
const KEY_BYTES = 0xb000;
const INPUT = 0x20000;
const TAKE_STATUS = 9;
const TAKE_VALUE = 10;

/** Half the slots, so that chains stay short; real tables have a few hundred keys. */
const MAX_KEYS = 2000;
/** Larger batches are scanned in place, so that the copy's memory stays bounded. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** Smaller ones cost more to copy and enter than they save (bench: validate). */
const MIN_BATCH_BYTES = 512;
const PAGE = 65_536;
/** Room for padding behind the batch: sixteen-byte loads may look past its end. */
const PADDING = 64;

/**
 * Spans and log records of ordinary shape by a small WebAssembly module with sixteen-byte loads; what it leaves out, the
 * scanner does. Measured: the whole scan at the edge takes half the time it takes without it (bench: validate).
 */
export class FastScan {
  readonly #memory: WasmMemory = new Memory({ initial: 4 });
  readonly #wasm: Exports;
  #bytes: Uint8Array;
  #keys = -1;
  #usable = true;

  constructor() {
    const module = new Module(Buffer.from(ITEM_SCAN_WASM, 'base64'));
    const instance = new Instance(module, { env: { memory: this.#memory, abort: () => undefined } });
    this.#wasm = instance.exports as unknown as Exports;
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }

  /** Takes in a batch and points the index at this module's memory; false when the batch is none for the fast scan. */
  begin(bytes: Uint8Array, keys: KeyTable, index: ItemIndex, trusted: boolean): boolean {
    const length = bytes.length;
    if (length > MAX_BATCH_BYTES || length < MIN_BATCH_BYTES) return false;
    // A span takes 28 bytes at least, an attribute hardly under 16; whoever sends denser ones is scanned in place.
    const maxItems = Math.floor(length / 28) + 2;
    const maxRows = (length >> 4) + 64;
    const itemsAt = (INPUT + length + PADDING + 7) & ~7;
    const rowsAt = itemsAt + ((maxItems * 12 + 7) & ~7);
    this.#grow(rowsAt + maxRows * 28);
    if (this.#keys !== keys.size) this.#loadKeys(keys);
    if (!this.#usable) return false;
    this.#bytes.set(bytes, INPUT);
    this.#wasm.place(itemsAt, maxItems, rowsAt, maxRows, trusted ? 1 : 0);
    const { buffer } = this.#memory;
    index.begin(bytes, new Int32Array(buffer, itemsAt, maxItems * 3), new Int32Array(buffer, rowsAt, maxRows * 7));
    return true;
  }

  /** Scans items of a ScopeX from offset `from`; returns `to`, or where the scanner must look itself. */
  scan(shape: Shape, from: number, to: number, index: ItemIndex): number {
    const wasm = this.#wasm;
    wasm.resume(index.count, index.rowCount);
    const next = wasm.scan(from, to, shape.isSpan ? SPAN_ACTIONS : LOG_ACTIONS, shape.attributesTag, shape.isSpan ? 1 : 0);
    index.count = wasm.counted();
    index.rowCount = wasm.countedRows();
    return next;
  }

  /** True when the index ran out of room: the batch must be scanned in place. */
  get full(): boolean {
    return this.#wasm.isFull() !== 0;
  }

  /** Copies a shape's actions by tag. Status and body, messages of their own, have actions that only this scan knows. */
  actions(shape: Shape): void {
    const at = shape.isSpan ? SPAN_ACTIONS : LOG_ACTIONS;
    for (let tag = 0; tag < 128; tag++) {
      const action = shape.byTag[tag]!;
      this.#bytes[at + tag] = action !== TAKE_MESSAGE ? action : tag === 0x7a ? TAKE_STATUS : tag === 0x2a ? TAKE_VALUE : GENERAL;
    }
  }

  #grow(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / PAGE));
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }

  #loadKeys(keys: KeyTable): void {
    this.#keys = keys.size;
    const all = Array.from({ length: keys.size }, (_, id) => keys.key(id)!);
    const size = all.reduce((sum, key) => sum + key.bytes.length, 0);
    this.#usable = all.length <= MAX_KEYS && KEY_BYTES + size + PADDING <= INPUT;
    if (!this.#usable) return;
    const { buffer } = this.#memory;
    new Uint32Array(buffer, GATE, keys.gate.length).set(keys.gate);
    new Uint8Array(buffer, MARKS, all.length).set(keys.marks.subarray(0, all.length));
    const slots = new Int32Array(buffer, SLOTS, SLOT_COUNT).fill(-1);
    const table = new Uint32Array(buffer, KEYS, all.length * 2);
    let address = KEY_BYTES;
    for (const key of all) {
      table[key.id * 2] = address;
      table[key.id * 2 + 1] = key.bytes.length;
      this.#bytes.set(key.bytes, address);
      address += key.bytes.length;
      placeKey(slots, key);
    }
  }
}

function placeKey(slots: Int32Array, key: Key): void {
  if (key.bytes.length === 0 || key.bytes.length >= 128) return;
  let slot = probe(key.bytes, 0, key.bytes.length) & (SLOT_COUNT - 1);
  while (slots[slot] !== -1) slot = (slot + 1) & (SLOT_COUNT - 1);
  slots[slot] = key.id;
}
