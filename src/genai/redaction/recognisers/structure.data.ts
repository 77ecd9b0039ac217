import type { ScannerRow } from '../recogniser.ts';

/** Secrets recognised by their structure rather than by a vendor's prefix. */
export const STRUCTURE_ROWS: readonly ScannerRow[] = [
  {
    kind: 'scanner', scanner: 'jwt', id: 'jwt', entity: 'SECRET/JWT', score: 1,
    evidence: 'RFC 7519: base64url of a JSON header, a payload, a signature; RFC 7516 has five parts',
    examples: [], counterExamples: ['eyJ is how they begin', 'eyJhbGciOiJIUzI1NiJ9'],
  },
  {
    kind: 'scanner', scanner: 'armour', id: 'private-key', entity: 'SECRET/PRIVATE_KEY', score: 1,
    evidence: 'RFC 7468 labels with PRIVATE KEY; OpenPGP armour',
    examples: ['key: [[-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----]] done', '[[-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk]]'],
    counterExamples: ['-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----', '-----BEGIN', '----- BEGIN -----', '-----BEGIN PRIVATE KEY-----\nanything\n-----END PRIVATE KEY-----'],
  },
  {
    kind: 'scanner', scanner: 'url-credentials', id: 'url-credentials', entity: 'SECRET/URL_CREDENTIALS', score: 1,
    evidence: 'RFC 3986 section 3.2.1: user information of a URL, connection strings of databases and brokers',
    examples: ['postgres://[[app:s3cr3t]]@db.internal:5432/x', 'https://[[bob:p@ss]]@host/x', 'amqp://[[guest:guest]]@mq', 'https://[[0123456789abcdef0123]]@github.com/x.git'],
    counterExamples: ['https://example.com/@user', 'see http://a.b/c d@e', 'ssh://git@example.test/x'],
  },
  {
    kind: 'scanner', scanner: 'azure-secret', id: 'azure-ad-secret', entity: 'SECRET/AZURE', score: 1,
    evidence: 'learn.microsoft.com: client secrets of Entra ID, digit and Q~ in the fourth to sixth place',
    examples: [], counterExamples: ['aaa1Q~short', 'foo~bar'],
  },
  {
    kind: 'scanner', scanner: 'blob', id: 'blob', entity: 'BLOB', score: 1,
    evidence: 'Images and files inside prompts cannot be scanned as text; policy `blobs`',
    examples: [], counterExamples: ['short QUJD'],
  },
  {
    kind: 'scanner', scanner: 'linked', id: 'linked-identity', entity: 'LINKED_IDENTITY', score: 0.9,
    evidence: 'Values of identity attributes of the same span or resource, found again in its content',
    examples: [], counterExamples: [],
  },
  {
    kind: 'scanner', scanner: 'oversize', id: 'oversize', entity: 'UNSCANNED_OVERSIZE', score: 1,
    evidence: 'What was not looked at is not passed on', examples: [], counterExamples: [],
  },
];
