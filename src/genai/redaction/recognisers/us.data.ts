import type { NumberRow } from '../recogniser.ts';

/** Numbers of the US authorities for persons. */
export const US_PERSON_ROWS: readonly NumberRow[] = [
  {
    kind: 'number',
    id: 'us-ssn',
    entity: 'US_SSN',
    evidence: 'SSA: area not 000, 666 or 900 to 999; group not 00; serial not 0000 (20 CFR 422.103 and SSA randomisation notice, 2011)',
    validator: 'ssn',
    loose: { grouping: 'same', score: 0.45 },
    forms: [
      { shape: '3 2 4', joints: '-', score: 0.85 },
      { shape: '3 2 4', joints: ' ', score: 0.5 },
      { shape: '3 2 4', joints: './_+', score: 0.3 },
      { shape: '9', joints: '', score: 0.05 },
    ],
    examples: [
      'SSN [[078-05-1121]]',
      'her number is [[536 22 7841]]',
      'social security number [[536227841]]',
      'ssn: [[536.22.7841]]',
      '/find?ssn=[[536+22+7841]]&page=1',
      'SSN [[536 - 22 - 7841]]',
    ],
    counterExamples: ['000-12-3456', '666-12-3456', '123-00-4567', '123-45-0000', '2024-11-12', 'part 123-45-6789-001', 'build 536227841'],
  },
  {
    kind: 'number',
    id: 'us-ssn-900',
    entity: 'US_SSN',
    evidence: 'Area 900 to 999 is never issued as an SSN but people write it; counts next to a word for it',
    validator: 'ssn900',
    loose: { grouping: 'same', score: 0.3 },
    forms: [{ shape: '3 2 4', joints: '- +', score: 0.3 }],
    examples: ['My SSN is [[987-65-4321]]'],
    counterExamples: ['ref 987-65-4321'],
  },
  {
    kind: 'number',
    id: 'us-itin',
    entity: 'US_ITIN',
    evidence: 'IRS: 9xx, fourth and fifth digit 50 to 65, 70 to 88, 90 to 92, 94 to 99',
    validator: 'itin',
    loose: { grouping: 'same', score: 0.45 },
    forms: [
      { shape: '3 2 4', joints: '-', score: 0.6 },
      { shape: '3 2 4', joints: ' ', score: 0.45 },
      { shape: '3 2 4', joints: '+', score: 0.3 },
      { shape: '9', joints: '', score: 0.05 },
    ],
    examples: ['ITIN [[912-71-1234]]', 'taxpayer identification [[912 94 1234]]', 'itin [[912711234]]'],
    counterExamples: ['912-69-1234', '912-93-1234', 'call 912711234 items'],
  },
];
