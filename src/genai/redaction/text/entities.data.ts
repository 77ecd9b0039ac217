/** Letters of names, U+00C0 to U+00FF in order. */
const LATIN_1 =
  'Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve ' +
  'Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring ' +
  'aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ' +
  'ugrave uacute ucirc uuml yacute thorn yuml';

/**
 * HTML character references that can hide a sign of an address or a number, or a letter of a name (HTML living standard,
 * named character references).
 */
export const HTML_REFERENCES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(LATIN_1.split(' ').map((name, offset) => [name, 0xc0 + offset])),
  amp: 0x26,
  commat: 0x40,
  period: 0x2e,
  hyphen: 0x2d,
  dash: 0x2d,
  lowbar: 0x5f,
  UnderBar: 0x5f,
  plus: 0x2b,
  sol: 0x2f,
  colon: 0x3a,
  equals: 0x3d,
  num: 0x23,
  percnt: 0x25,
  nbsp: 0x20,
  lpar: 0x28,
  rpar: 0x29,
  quot: 0x22,
  apos: 0x27,
  lt: 0x3c,
  gt: 0x3e,
  Tab: 0x09,
  NewLine: 0x0a,
  shy: 0xad,
  zwj: 0x200d,
  zwnj: 0x200c,
  bsol: 0x5c,
  semi: 0x3b,
  comma: 0x2c,
};
