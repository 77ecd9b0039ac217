import type { RecogniserRow } from '../recogniser.ts';
import { CARD_ROWS } from './card.data.ts';
import { EMAIL_ROWS } from './email.data.ts';
import { IBAN_ROWS } from './iban.data.ts';
import { KEYED_ROWS } from './keyed.data.ts';
import { NATIONAL_ROWS } from './national.data.ts';
import { NETWORK_ROWS } from './network.data.ts';
import { PHONE_ROWS } from './phone.data.ts';
import { NEWER_SECRET_ROWS } from './newer-secrets.data.ts';
import { SECRET_ROWS } from './secrets.data.ts';
import { STRUCTURE_ROWS } from './structure.data.ts';
import { US_PERSON_ROWS } from './us.data.ts';

/** Every built-in recogniser; a policy takes those whose entity it wants. */
export const RECOGNISERS: readonly RecogniserRow[] = [
  ...SECRET_ROWS,
  ...NEWER_SECRET_ROWS,
  ...STRUCTURE_ROWS,
  ...KEYED_ROWS,
  ...EMAIL_ROWS,
  ...CARD_ROWS,
  ...IBAN_ROWS,
  ...US_PERSON_ROWS,
  ...PHONE_ROWS,
  ...NETWORK_ROWS,
  ...NATIONAL_ROWS,
];
