/**
 * Keys that vendors print in their documentation and sample projects, so that they are in thousands of repositories: the
 * first eight bytes of the SHA-256, because a key-like text in this repository would itself set off scanners.
 * The Google keys are those that gitleaks (MIT) does not report either.
 */
export const PUBLIC_SAMPLES: ReadonlySet<string> = new Set([
  'f56e323494a6ffc2',
  '2037abcaffb2b777',
  '3f370c9dd8225c63',
  'e4a5542bb7fd7b67',
  'a19f89ab3555eac1',
  '0b476bdf9acf2123',
  'eb540d2b6ee2a0a4',
  '37f8f09bdf12c2f2',
  '8731261cb72d8626',
  '49f777db995e8260',
  '27a9a42931dff7eb',
  'dc0fcf046c61640c',
  '4c98242dcadc8b29',
  'ea9bb1082cf95663',
  '3a8b61d0f636b007',
  'a6c814bc555ae62c',
]);
