import { writeFileSync } from 'node:fs';
import { TOKEN_RUN_BYTES } from '../../src/genai/redaction/gate/event-bytes.ts';
import { EVENTS_AT, INPUT_AT, RUNS_AT, STATE_AT, TABLES_AT } from '../../src/genai/redaction/gate/simd-layout.ts';
import { Code, type Locals, OP, SIMD, wasmModule } from './wasm-writer.ts';

const TARGET = new URL('../../src/genai/redaction/gate/gate-simd.gen.ts', import.meta.url);

// Parameter and locals.
const LENGTH = 0;
const I = 1;
const EVENT = 2;
const RUN_OUT = 3;
const RUN = 4;
const COUNT = 5;
const DIGIT = 6;
const EVENTS = 7;
const DIGITS = 8;
const TOKENS = 9;
const HITS = 10;
const VECTOR = 11;
const CLASS = 12;
const LOW_TABLE = 13;
const HIGH_TABLE = 14;
const NIBBLE = 15;
const ABOVE = 16;
const ZERO = 17;
const LOCALS: Locals = { i32: 5, i64: 5, v128: 7 };

/** Events written without a question in each block; more are rare. */
const UNASKED = 4;

/**
 * The function `scan(length)`, over blocks of 64 bytes as four vectors:
 *
 *     class  = lowTable[byte & 15] & highTable[byte >> 4]          (two swizzles)
 *     events = bytes with a class, but of digits only those with no digit before
 *     the first four offsets are written without asking whether they are there, the count says how many count
 *     tokens = bytes above RUN_ABOVE, signed: all that can be part of a key, and few that blanks and quotes are not among
 *     a block with sixteen in a row, or with the end of sixteen begun before, is noted for a closer look
 *
 * State before and after (at STATE_AT): 1 when the byte before is a digit; length of the run that is open; both counts.
 */
function scan(): Code {
  const c = new Code();
  const table = (index: number): Code => c.i32(TABLES_AT).simdLoad(index * 16);
  c.i32(STATE_AT).memory(OP.i32Load, 2, 0).op(OP.extend).set(DIGIT);
  c.i32(STATE_AT).memory(OP.i32Load, 2, 4).set(RUN);
  // From memory rather than as constants: the engine makes constants anew in each round of the loop.
  table(0).set(LOW_TABLE);
  table(1).set(HIGH_TABLE);
  table(2).set(NIBBLE);
  table(3).set(ABOVE);
  table(4).set(ZERO);
  c.i32(EVENTS_AT).set(EVENT);
  c.i32(RUNS_AT).set(RUN_OUT);
  c.block(OP.block).block(OP.loop);
  c.get(I).get(LENGTH).op(OP.ltU, OP.eqz).op(OP.brIf, 1);
  for (let part = 0; part < 4; part++) {
    const gather = (mask: number): void => {
      c.simd(SIMD.bitmask).op(OP.extend);
      if (part > 0)
        c.i64(part * 16)
          .op(OP.shl64)
          .get(mask)
          .op(OP.or64);
      c.set(mask);
    };
    c.get(I)
      .simdLoad(INPUT_AT + part * 16)
      .set(VECTOR);
    c.get(LOW_TABLE).get(VECTOR).get(NIBBLE).simd(SIMD.and).simd(SIMD.swizzle);
    c.get(HIGH_TABLE).get(VECTOR).i32(4).simd(SIMD.shrU16).get(NIBBLE).simd(SIMD.and).simd(SIMD.swizzle);
    c.simd(SIMD.and).tee(CLASS).get(ZERO).simd(SIMD.ne);
    gather(EVENTS);
    // Bit 0 of the class marks digits; shifted to the top it becomes the sign that bitmask reads.
    c.get(CLASS).i32(7).simd(SIMD.shl16);
    gather(DIGITS);
    c.get(VECTOR).get(ABOVE).simd(SIMD.gtS);
    gather(TOKENS);
  }
  // Of a row of digits only the first.
  c.get(DIGITS)
    .i64(1)
    .op(OP.shl64)
    .get(DIGIT)
    .op(OP.or64)
    .get(DIGITS)
    .op(OP.and64)
    .i64(-1)
    .op(OP.xor64)
    .get(EVENTS)
    .op(OP.and64)
    .set(EVENTS);
  c.get(DIGITS).i64(63).op(OP.shrU64).set(DIGIT);
  c.get(EVENTS).op(OP.popcnt64, OP.wrap).set(COUNT);
  const write = (index: number): void => {
    c.get(EVENT)
      .get(I)
      .op(OP.extend)
      .get(EVENTS)
      .op(OP.ctz64, OP.add64)
      .memory(OP.i64Store16, 1, index * 2);
    c.get(EVENTS).get(EVENTS).i64(1).op(OP.sub64, OP.and64).set(EVENTS);
  };
  for (let index = 0; index < UNASKED; index++) write(index);
  c.get(COUNT).i32(UNASKED).op(OP.gtU).block(OP.if);
  c.block(OP.block).block(OP.loop);
  c.get(EVENTS).op(OP.eqz64).op(OP.brIf, 1);
  // EVENT is moved on by one at a time here, and put right below.
  write(UNASKED);
  c.get(EVENT).i32(2).op(OP.add).set(EVENT);
  c.op(OP.br, 0).end().end();
  c.get(EVENT).get(COUNT).i32(UNASKED).op(OP.sub).i32(1).op(OP.shl, OP.sub).set(EVENT);
  c.end();
  c.get(EVENT).get(COUNT).i32(1).op(OP.shl, OP.add).set(EVENT);
  // Sixteen in a row: halve by and-ing with itself shifted.
  c.get(TOKENS).set(HITS);
  for (const shift of [1, 2, 4, 8]) c.get(HITS).get(HITS).i64(shift).op(OP.shrU64, OP.and64).set(HITS);
  c.get(HITS).i64(0).op(OP.ne64);
  c.get(RUN).get(TOKENS).i64(-1).op(OP.xor64, OP.ctz64, OP.wrap, OP.add).i32(TOKEN_RUN_BYTES).op(OP.geU, OP.or).block(OP.if);
  c.get(RUN_OUT).get(I).memory(OP.i32Store, 2, 0);
  c.get(RUN_OUT).i32(4).op(OP.add).set(RUN_OUT).end();
  c.get(TOKENS).i64(-1).op(OP.xor64, OP.clz64, OP.wrap).set(RUN);
  c.get(I).i32(64).op(OP.add).set(I);
  c.op(OP.br, 0).end().end();
  c.i32(STATE_AT).get(DIGIT).op(OP.wrap).memory(OP.i32Store, 2, 0);
  c.i32(STATE_AT).get(RUN).memory(OP.i32Store, 2, 4);
  c.i32(STATE_AT).get(EVENT).i32(EVENTS_AT).op(OP.sub).i32(1).op(OP.shrU).memory(OP.i32Store, 2, 8);
  c.i32(STATE_AT).get(RUN_OUT).i32(RUNS_AT).op(OP.sub).i32(2).op(OP.shrU).memory(OP.i32Store, 2, 12);
  return c;
}

/** The module's bytes; a test holds that the generated file has the same. */
export function gateModule(): Uint8Array {
  return wasmModule(1, LOCALS, scan());
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].replaceAll('\\', '/').replace(/^\.\//, ''))) {
  const text = Buffer.from(gateModule()).toString('base64');
  writeFileSync(
    TARGET,
    `/** Made by scripts/redaction/build-gate-simd.ts; do not edit. */\nexport const GATE_SIMD: string =\n  '${text}';\n`,
  );
}
