import type { ScannerRow } from '../recogniser.ts';

export const EMAIL_ROWS: readonly ScannerRow[] = [
  {
    kind: 'scanner',
    scanner: 'email',
    id: 'email',
    entity: 'EMAIL_ADDRESS',
    score: 1,
    evidence: 'RFC 5322 dot-atom without / = ? & (which would swallow a URL in front), RFC 6531 for other scripts, RFC 1035 labels',
    examples: [
      'mail [[jane.roe+1@example-mail.com]] today',
      '<[[a@b.co]]>',
      'https://x.test/?to=[[bob@example.org]]&x=1',
      '[[müller@bücher.example]]',
      'mailto:[[x_y@sub.example.co.uk]]?subject=hi',
      "Write to [[o'hara@example.ie]].",
      '请联系[[wang@example.cn]]谢谢',
      '[[bob@example.com]].',
      '[[user@xn--bcher-kva.example]]',
    ],
    counterExamples: [
      '@scope/pkg@1.2.3',
      'user@host',
      '@mention hello',
      'a@b',
      'foo@1.2',
      'git@github.com:org/repo.git',
      'see @types/node and pkg@latest',
    ],
  },
  {
    kind: 'scanner',
    scanner: 'spoken-email',
    id: 'email-spoken',
    entity: 'EMAIL_ADDRESS',
    score: 0.9,
    evidence: 'Spelling against address harvesters: (at), [dot]; preset strict only',
    examples: ['[[jane (at) example (dot) com]]', '[[bob[at]example.org]]', '[[jane at example dot com]]'],
    counterExamples: ['meet me at noon', 'look at example one'],
  },
];
