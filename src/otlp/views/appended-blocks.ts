import type { Writer } from '../../wire/writer.ts';
import type { AttributeBlock } from './attribute-block.ts';

/** Bounds the memory of runs: about 4 MB. With more combinations than that it starts again from none. */
const MOST_RUNS = 4096;

/**
 * Blocks that were set one after the other, as one piece of bytes. The same stages set the same few blocks on span after
 * span, so each run is joined once and appended by one copy (bench: four stages). A tree: `then` gives the run with one more.
 */
class BlockRun {
  static #first = new Map<AttributeBlock, BlockRun>();
  static #made = 0;

  readonly bytes: Uint8Array;
  /** Offsets of all double slots. */
  readonly slots: Int32Array;
  readonly #next = new Map<AttributeBlock, BlockRun>();
  #lastBlock: AttributeBlock | undefined;
  #last: BlockRun | undefined;

  private constructor(bytes: Uint8Array, slots: Int32Array) {
    this.bytes = bytes;
    this.slots = slots;
  }

  static startingWith(block: AttributeBlock): BlockRun {
    let run = BlockRun.#first.get(block);
    if (run === undefined) {
      run = BlockRun.#make(block.bytes, block.slots);
      BlockRun.#first.set(block, run);
    }
    return run;
  }

  static #make(bytes: Uint8Array, slots: Int32Array): BlockRun {
    if (BlockRun.#made++ === MOST_RUNS) {
      BlockRun.#first = new Map();
      BlockRun.#made = 0;
    }
    return new BlockRun(bytes, slots);
  }

  then(block: AttributeBlock): BlockRun {
    if (this.#lastBlock === block) return this.#last!;
    let run = this.#next.get(block);
    if (run === undefined) {
      const bytes = Buffer.concat([this.bytes, block.bytes]);
      const slots = Int32Array.from([...this.slots, ...block.slots.map((slot) => slot + this.bytes.length)]);
      run = BlockRun.#make(bytes, slots);
      this.#next.set(block, run);
    }
    this.#lastBlock = block;
    this.#last = run;
    return run;
  }
}

/** The blocks at the end of one attribute list and the doubles for their slots. Refilled for each message. */
export class AppendedBlocks {
  count = 0;
  readonly blocks: AttributeBlock[] = [];
  #run: BlockRun | undefined;
  #doubles = new Float64Array(32);
  #used = 0;

  clear(): void {
    this.count = 0;
    this.#used = 0;
  }

  /** Takes the doubles for the block's slots from the front of `doubles`. */
  add(block: AttributeBlock, doubles: Float64Array): void {
    this.#run = this.count === 0 ? BlockRun.startingWith(block) : this.#run!.then(block);
    this.blocks[this.count++] = block;
    const { length } = block.slots;
    if (this.#used + length > this.#doubles.length) {
      const grown = new Float64Array(this.#doubles.length * 2 + length);
      grown.set(this.#doubles);
      this.#doubles = grown;
    }
    for (let i = 0; i < length; i++) this.#doubles[this.#used++] = doubles[i]!;
  }

  /** Bytes of all blocks together. */
  get length(): number {
    return this.count === 0 ? 0 : this.#run!.bytes.length;
  }

  write(out: Writer): void {
    if (this.count === 0) return;
    const { bytes, slots } = this.#run!;
    const base = out.pos;
    out.bytes(bytes, 0, bytes.length);
    for (let i = 0; i < slots.length; i++) out.doubleAt(base + slots[i]!, this.#doubles[i]!);
  }
}
