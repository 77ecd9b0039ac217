/** The few WebAssembly instructions the gate needs, by their opcodes (core specification 2.0 with SIMD, section 5.4). */
export const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Load: 0x28,
  i32Store: 0x36,
  i64Store16: 0x3d,
  i32Const: 0x41,
  i64Const: 0x42,
  eqz: 0x45,
  ltU: 0x49,
  gtU: 0x4b,
  geU: 0x4f,
  eqz64: 0x50,
  ne64: 0x52,
  add: 0x6a,
  sub: 0x6b,
  and: 0x71,
  or: 0x72,
  shl: 0x74,
  shrU: 0x76,
  clz64: 0x79,
  ctz64: 0x7a,
  popcnt64: 0x7b,
  add64: 0x7c,
  sub64: 0x7d,
  and64: 0x83,
  or64: 0x84,
  xor64: 0x85,
  shl64: 0x86,
  shrU64: 0x88,
  wrap: 0xa7,
  extend: 0xad,
} as const;

/** Operands after the prefix 0xfd. */
export const SIMD = { load: 0x00, swizzle: 0x0e, ne: 0x24, gtS: 0x27, and: 0x4e, bitmask: 0x64, shl16: 0x8b, shrU16: 0x8d } as const;

const EMPTY_BLOCK = 0x40;

/** Code of one function, instruction by instruction. */
export class Code {
  readonly bytes: number[] = [];

  op(...opcodes: number[]): this {
    this.bytes.push(...opcodes);
    return this;
  }

  get(local: number): this {
    return this.op(OP.localGet, ...unsigned(local));
  }

  set(local: number): this {
    return this.op(OP.localSet, ...unsigned(local));
  }

  tee(local: number): this {
    return this.op(OP.localTee, ...unsigned(local));
  }

  i32(value: number): this {
    return this.op(OP.i32Const, ...signed(value));
  }

  i64(value: number): this {
    return this.op(OP.i64Const, ...signed(value));
  }

  memory(opcode: number, align: number, offset: number): this {
    return this.op(opcode, ...unsigned(align), ...unsigned(offset));
  }

  simd(opcode: number): this {
    return this.op(0xfd, ...unsigned(opcode));
  }

  simdLoad(offset: number): this {
    return this.simd(SIMD.load).op(...unsigned(0), ...unsigned(offset));
  }

  block(kind: number): this {
    return this.op(kind, EMPTY_BLOCK);
  }

  end(): this {
    return this.op(OP.end);
  }
}

export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    out.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return out;
}

export function signed(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      out.push(low);
      return out;
    }
    out.push(low | 0x80);
  }
}

/** How many locals of each type a function has, in this order. */
export interface Locals {
  readonly i32: number;
  readonly i64: number;
  readonly v128: number;
}

/** A module with one function `scan` of `parameters` i32 and no result, and one page of memory. */
export function wasmModule(parameters: number, locals: Locals, code: Code): Uint8Array {
  const I32 = 0x7f;
  const I64 = 0x7e;
  const V128 = 0x7b;
  const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
  const name = (text: string): number[] => [...unsigned(text.length), ...Buffer.from(text)];
  const body = [3, ...unsigned(locals.i32), I32, ...unsigned(locals.i64), I64, ...unsigned(locals.v128), V128, ...code.bytes, OP.end];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    0x01,
    0x00,
    0x00,
    0x00,
    ...section(1, [1, 0x60, parameters, ...new Array<number>(parameters).fill(I32), 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0x01, 1, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('scan'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
