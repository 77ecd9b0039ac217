import { IBAN, NUMBER, WORD } from '../gate/candidates.ts';

/** Candidate kinds that remain for ids, counts and times. */
export const withoutNumbers: number = ~(NUMBER | WORD | IBAN);
