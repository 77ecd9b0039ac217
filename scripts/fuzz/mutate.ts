import type { Random } from '../support/random.ts';

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

function at(bytes: Buffer, random: Random): number {
  return random.between(0, Math.max(0, bytes.length - 1));
}

const TEMPTING = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x22, 0x5b, 0x7b, 0x5c];

/** What can happen to bytes: each keeps most of them, so that a parser gets deep before it meets the damage. */
const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(copy, random)]! ^= 1 << random.between(0, 7);
    return copy;
  },
  function setByte(bytes, random) {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[at(copy, random)] = random.pick(TEMPTING);
    return copy;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, at(bytes, random));
  },
  function insert(bytes, random) {
    const place = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, place), random.bytes(random.between(1, 12)), bytes.subarray(place)]);
  },
  function remove(bytes, random) {
    const place = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(Math.min(bytes.length, place + random.between(1, 12)))]);
  },
  function repeatSlice(bytes, random) {
    const place = at(bytes, random);
    const slice = bytes.subarray(place, place + random.between(1, 64));
    return Buffer.concat([bytes.subarray(0, place), ...Array.from({ length: random.between(2, 20) }, () => slice), bytes.subarray(place)]);
  },
  function crossOver(bytes, random, other) {
    return Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(at(other, random))]);
  },
  function growVarint(bytes, random) {
    const place = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, place), Buffer.alloc(random.between(1, 11), 0xff), bytes.subarray(place + 1)]);
  },
];

/** `bytes` with one to four things done to it; now and then none. `other` lends slices. */
export function mutate(bytes: Buffer, other: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let left = random.between(0, 4); left > 0; left--) result = random.pick(MUTATIONS)(result, random, other);
  return result;
}
