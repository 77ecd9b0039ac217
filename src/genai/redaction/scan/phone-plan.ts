import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';

/** Possible lengths of national numbers as bits, by country calling code; 0 for no such code. */
const lengthsByCode = new Uint32Array(1000);
let loaded = false;

/** Reads the numbering plans once, when a policy first wants phones (about 20 ms). */
export function loadPhonePlans(): void {
  if (loaded) return;
  loaded = true;
  const metadata = new Metadata();
  for (const country of getCountries()) {
    metadata.selectNumberingPlan(country);
    const code = Number(getCountryCallingCode(country));
    for (const length of metadata.numberingPlan?.possibleLengths() ?? []) lengthsByCode[code]! |= 1 << length;
  }
}

/**
 * Whether `count` digits (values 0 to 9) are a calling code and a national number of a possible length. Codes are prefix
 * free: at most one of one, two or three digits fits.
 */
export function isPossibleInternational(digits: Uint8Array, count: number): boolean {
  let code = 0;
  for (let width = 1; width <= 3 && width < count; width++) {
    code = code * 10 + digits[width - 1]!;
    const lengths = lengthsByCode[code]!;
    if (lengths !== 0) return (lengths & (1 << (count - width))) !== 0;
  }
  return false;
}

/** Whether a region id is one of the metadata's. */
export function isPhoneRegion(region: string): boolean {
  return isSupportedCountry(region);
}

/** Whether `text` is a valid number of `region`, as it is dialled there. */
export function isValidIn(text: string, region: string): boolean {
  return parsePhoneNumberFromString(text, region as CountryCode)?.isValid() ?? false;
}
