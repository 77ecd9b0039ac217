import {
  ARMOUR,
  AT,
  BASE64,
  BLOB,
  type CandidateList,
  COLON,
  HIDDEN,
  IBAN,
  KEYED,
  NUMBER,
  TILDE,
  TOKEN_RUN,
  WORD,
} from '../../../../src/genai/redaction/gate/candidates.ts';
import type { CandidateSource } from '../../../../src/genai/redaction/engine/engine.ts';
import type { Policy } from '../../../../src/genai/redaction/policy/policy.ts';
import { base64End, looksBase64 } from '../../../../src/genai/redaction/scan/base64.ts';
import { DigitRun } from '../../../../src/genai/redaction/scan/digit-run.ts';

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isRun = (byte: number | undefined): boolean => byte !== undefined && /[A-Za-z0-9_+/-]/.test(String.fromCharCode(byte));

/** The gate's oracle: names every place there is and always asks for the resolved form. Slow and simple. */
export function everywhere(policy: Policy): CandidateSource {
  const run = new DigitRun();
  return {
    scan(bytes: Uint8Array, lo: number, hi: number, _mode: number, mask: number, out: CandidateList): void {
      const add = (at: number, kind: number): void => {
        if ((kind & mask & policy.gate.kinds) !== 0) out.add(at, kind);
      };
      out.add(lo, HIDDEN);
      let digitsEnd = lo;
      let runEnd = lo;
      let blobEnd = lo;
      for (let i = lo; i < hi; i++) {
        const byte = bytes[i]!;
        out.add(i, HIDDEN);
        if (byte === 0x40) add(i, AT);
        if (byte === 0x3a || byte === 0x3d || byte === 0xef) add(i, KEYED);
        if (byte === 0x3a || byte === 0x2d) add(i, COLON);
        if (byte === 0x7e) add(i, TILDE);
        if (byte === 0x2d && Buffer.from(bytes.buffer, bytes.byteOffset + i, Math.min(10, hi - i)).toString('latin1') === '-----BEGIN')
          add(i, ARMOUR);
        if (i + 4 <= hi) add(i, IBAN);
        if (isDigit(byte) && !(i > lo && isDigit(bytes[i - 1]))) add(i, WORD);
        if (i >= digitsEnd && isDigit(byte)) {
          digitsEnd = run.read(bytes, hi, i, policy.gate.joints);
          add(i, NUMBER);
        }
        if (i >= runEnd && isRun(byte)) {
          runEnd = i;
          while (runEnd < hi && isRun(bytes[runEnd])) runEnd++;
          if (runEnd - i >= 16) {
            add(i, TOKEN_RUN);
            if (i + 20 <= hi) add(i, BASE64);
            if (i >= blobEnd) {
              blobEnd = base64End(bytes, hi, i);
              if (blobEnd - i >= policy.gate.blobMinBytes && looksBase64(bytes, i, blobEnd)) add(i, BLOB);
            }
          }
        }
      }
    },
  };
}
