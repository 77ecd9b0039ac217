import { NIBBLE_GROUPS, RUN_ABOVE } from './event-bytes.ts';
import { GATE_SIMD } from './gate-simd.gen.ts';
import { EVENTS_AT, INPUT_AT, RUNS_AT, SIMD_BLOCK, SIMD_CHUNK, STATE_AT, TABLES_AT } from './simd-layout.ts';

/** The part of the WebAssembly API in use; the language's own library does not declare it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const api: WasmApi | undefined = (globalThis as { WebAssembly?: WasmApi }).WebAssembly;

/**
 * The SIMD module with its memory. Sixty-four bytes a step against one (bench: redaction).
 * One instance a scanner; a call never yields.
 */
export class SimdScan {
  readonly #scan: (length: number) => void;
  readonly #memory: Uint8Array;
  readonly #state: Int32Array;
  /** Offsets of events in the chunk. */
  readonly events: Uint16Array;
  /** Offsets of the blocks in which a run of sixteen bytes above RUN_ABOVE is, or ends. */
  readonly runs: Int32Array;

  constructor(instance: { readonly exports: unknown }) {
    const { memory, scan } = instance.exports as { memory: { buffer: ArrayBuffer }; scan: (length: number) => void };
    this.#scan = scan;
    this.#memory = new Uint8Array(memory.buffer);
    this.#state = new Int32Array(memory.buffer, STATE_AT, 4);
    for (const [bit, group] of NIBBLE_GROUPS.entries()) {
      for (const nibble of group.low) this.#memory[TABLES_AT + nibble]! |= 1 << bit;
      for (const nibble of group.high) this.#memory[TABLES_AT + 16 + nibble]! |= 1 << bit;
    }
    this.#memory.fill(0x0f, TABLES_AT + 32, TABLES_AT + 48);
    this.#memory.fill(RUN_ABOVE, TABLES_AT + 48, TABLES_AT + 64);
    this.events = new Uint16Array(memory.buffer, EVENTS_AT, SIMD_CHUNK);
    this.runs = new Int32Array(memory.buffer, RUNS_AT, (memory.buffer.byteLength - RUNS_AT) >> 2);
  }

  /** Forgets the text before. */
  begin(): void {
    this.#state[0] = 0;
    this.#state[1] = 0;
  }

  /** Scans `bytes[from..to)`, at most SIMD_CHUNK bytes, as the continuation of the chunk before. */
  chunk(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    Buffer.prototype.copy.call(bytes, this.#memory, INPUT_AT, from, to);
    this.#memory.fill(0, INPUT_AT + length, INPUT_AT + length + SIMD_BLOCK);
    this.#scan(length);
  }

  get eventCount(): number {
    return this.#state[2]!;
  }

  get runCount(): number {
    return this.#state[3]!;
  }
}

let compiled: object | undefined;
let tried = false;

/** A scan in SIMD, or undefined where WebAssembly with SIMD is not to be had; then the loop does it all. */
export function makeSimdScan(): SimdScan | undefined {
  if (api === undefined) return undefined;
  if (!tried) {
    tried = true;
    try {
      compiled = new api.Module(Buffer.from(GATE_SIMD, 'base64'));
    } catch {
      compiled = undefined;
    }
  }
  return compiled === undefined ? undefined : new SimdScan(new api.Instance(compiled));
}
