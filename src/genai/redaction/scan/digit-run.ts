import { CLASS, DIGIT } from '../text/byte-class.ts';

/** Most bytes between two groups of one number: `) `, ` - `, ` / `. */
export const JOINT_BYTES = 3;

/** Joint code of a gap of several different bytes. */
export const MIXED = 1;
/** Joint code of a dash between blanks: what comes after may be another number, or the next group of this one. */
export const SPACED_DASH = 2;

/**
 * End of the joint that starts at `at`: where the next digit stands, or -1 when no digit follows within three joint
 * bytes. `joints` says by byte what may stand between groups.
 */
export function jointEnd(bytes: Uint8Array, hi: number, at: number, joints: Uint8Array): number {
  let i = at;
  while (i < hi && i - at < JOINT_BYTES && joints[bytes[i]!] !== 0) i++;
  return i > at && i < hi && (CLASS[bytes[i]!]! & DIGIT) !== 0 ? i : -1;
}

function jointCode(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!;
  if (first !== 0x20) return MIXED;
  if (end - start === 2 && bytes[start + 1] === 0x20) return 0x20;
  return end - start === 3 && bytes[start + 1] === 0x2d && bytes[start + 2] === 0x20 ? SPACED_DASH : MIXED;
}

/**
 * Groups of digits that belong together by their separators:
 *
 *     4111 1111 1111 1111 / 12-27
 *     ^0   ^1   ^2   ^3     ^4 ^5      joints: ' ' ' ' ' ' MIXED '-'
 */
export class DigitRun {
  groups = 0;
  starts: Int32Array = new Int32Array(32);
  ends: Int32Array = new Int32Array(32);
  /** What stands between group i and i + 1: the byte when it is one, or two blanks, `SPACED_DASH` or `MIXED`. */
  joints: Uint8Array = new Uint8Array(32);

  /** Reads the run whose first digit is at `at`; returns its end. */
  read(bytes: Uint8Array, hi: number, at: number, joints: Uint8Array): number {
    this.groups = 0;
    let i = at;
    for (;;) {
      const start = i;
      while (i < hi && (CLASS[bytes[i]!]! & DIGIT) !== 0) i++;
      this.#push(start, i);
      const next = jointEnd(bytes, hi, i, joints);
      if (next === -1) return i;
      this.joints[this.groups - 1] = next - i === 1 ? bytes[i]! : jointCode(bytes, i, next);
      i = next;
    }
  }

  #push(start: number, end: number): void {
    if (this.groups === this.starts.length) {
      const length = this.groups * 2;
      const starts = new Int32Array(length);
      starts.set(this.starts);
      this.starts = starts;
      const ends = new Int32Array(length);
      ends.set(this.ends);
      this.ends = ends;
      const joints = new Uint8Array(length);
      joints.set(this.joints);
      this.joints = joints;
    }
    this.starts[this.groups] = start;
    this.ends[this.groups] = end;
    this.groups++;
  }
}
