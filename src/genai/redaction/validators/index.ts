import { card } from './card.ts';
import { DIGIT_ID_CHECKS } from './digit-ids.ts';
import { luhn } from './luhn.ts';
import { TEXT_ID_CHECKS } from './text-ids.ts';
import { itin, ssn, ssn900 } from './us.ts';

/** A check over digit values 0 to 9; `count` of them count. Never throws, reads nothing beyond. */
export type DigitCheck = (digits: Uint8Array, count: number) => boolean;

/** A check over an identifier without separators, in upper case, whose pattern already fits. */
export type TextCheck = (text: string) => boolean;

/** Checks that number rows name. */
export const DIGIT_CHECKS: Readonly<Record<string, DigitCheck>> = { card, luhn, ssn, ssn900, itin, ...DIGIT_ID_CHECKS };

/** Checks that word rows name. */
export const TEXT_CHECKS: Readonly<Record<string, TextCheck>> = TEXT_ID_CHECKS;
