import type { ScannerRow } from '../recogniser.ts';

export const NETWORK_ROWS: readonly ScannerRow[] = [
  {
    kind: 'scanner', scanner: 'ipv4', id: 'ipv4', entity: 'IP_ADDRESS', score: 0.6,
    evidence: 'RFC 791: four groups of 0 to 255; versions of four parts collide',
    examples: ['from [[192.168.100.200]] to [[10.0.0.1]]:8080', 'host [[8.8.8.8]].'],
    counterExamples: ['1.2.3', '1.2.3.4.5', '256.1.1.1', 'v1.2.3.4', '01.2.3.4'],
  },
  {
    kind: 'scanner', scanner: 'ipv6', id: 'ipv6', entity: 'IP_ADDRESS', score: 0.6,
    evidence: 'RFC 4291, held to node:net isIPv6',
    examples: ['at [[2001:db8:85a3::8a2e:370:7334]].', '[[fe80::1]]', '[[::1]]'],
    counterExamples: ['10:20:30', 'std::vector', 'a:b', '12:34'],
  },
  {
    kind: 'scanner', scanner: 'mac', id: 'mac', entity: 'MAC_ADDRESS', score: 0.8,
    evidence: 'IEEE 802: six pairs of hexadecimal digits',
    examples: ['[[00:1A:2B:3C:4D:5E]]', 'mac [[00-1a-2b-3c-4d-5e]]'],
    counterExamples: ['00:1A:2B:3C:4D', '00:1A:2B:3C:4D:5E:6F'],
  },
  {
    kind: 'scanner', scanner: 'url', id: 'url', entity: 'URL', score: 0.8,
    evidence: 'RFC 3986, as written in text: trailing punctuation belongs to the sentence',
    examples: ['see [[https://www.example.com/a?b=c#d]].', '([[http://x.test/a_(b)]])', 'go to [[www.example.org]]!', '<[[ftp://files.test/x]]>'],
    counterExamples: ['a://b', 'http:', 'www.', 'xhttp://no.test/abc'],
  },
  {
    kind: 'scanner', scanner: 'crypto', id: 'crypto', entity: 'CRYPTO', score: 1,
    evidence: 'Base58Check, BIP 173 and BIP 350; Ethereum by form (0x and 40 hexadecimal digits)',
    examples: ['send to [[1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2]]', '[[bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq]]', '[[0x52908400098527886E0F7030069857D2E4169EE7]]'],
    counterExamples: ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx', '0x5290840009852788'],
  },
  {
    kind: 'scanner', scanner: 'birth-date', id: 'birth-date', entity: 'DATE_OF_BIRTH', score: 0.2,
    evidence: 'A date counts only next to a word for birth',
    examples: ['born on [[12/03/1985]]', 'DOB: [[1985-03-12]]', 'geboren am [[12. März 1985]]', 'birthday [[March 12, 1985]]'],
    counterExamples: ['meeting on 2024-11-12', 'since March 2021'],
  },
];
