/** SSA rules for nine digits whose area is not 9xx. */
export function ssn(digits: Uint8Array): boolean {
  const area = digits[0]! * 100 + digits[1]! * 10 + digits[2]!;
  return area !== 0 && area !== 666 && area < 900 && restOfSsn(digits);
}

/** As an SSN, with the area 900 to 999 that is never issued. */
export function ssn900(digits: Uint8Array): boolean {
  return digits[0] === 9 && restOfSsn(digits);
}

function restOfSsn(digits: Uint8Array): boolean {
  const group = digits[3]! * 10 + digits[4]!;
  const serial = digits[5]! + digits[6]! + digits[7]! + digits[8]!;
  return group !== 0 && serial !== 0;
}

/** IRS rules for an ITIN. */
export function itin(digits: Uint8Array): boolean {
  if (digits[0] !== 9) return false;
  const group = digits[3]! * 10 + digits[4]!;
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group <= 92) || group >= 94;
}
