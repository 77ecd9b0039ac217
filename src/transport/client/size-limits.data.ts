/**
 * Words in which servers say that a request is too large. `limit` is the group of the pattern that holds the limit in bytes, 0
 * when the message names none. Looked at for gRPC RESOURCE_EXHAUSTED, OUT_OF_RANGE and CANCELLED, and for HTTP 400, 413, 500.
 */
export interface SizeLimitMessage {
  readonly pattern: RegExp;
  readonly limit: number;
  readonly evidence: string;
}

export const SIZE_LIMIT_MESSAGES: readonly SizeLimitMessage[] = [
  { pattern: /message larger than max \((\d+) bytes/, limit: 1, evidence: 'Assay, body/body-reader.ts' },
  {
    pattern: /message (?:after decompression )?larger than max \(\d+ vs\.? (\d+)\)/i,
    limit: 1,
    evidence:
      'grpc-go rpc_util.go recvAndDecompress; C core message_size_filter.cc ("SERVER: Received message larger than max (n vs. m)"); grpc-js stream-decoder.ts ("n vs m")',
  },
  {
    pattern: /message after decompression larger than max (\d+)/i,
    limit: 1,
    evidence: 'grpc-go rpc_util.go decompress, since 1.70',
  },
  { pattern: /decompresses to a size larger than (\d+)/i, limit: 1, evidence: 'grpc-js server-interceptors.ts decompressMessage' },
  {
    pattern: /send message (?:larger than max \(\d+ vs\. |with a size larger than )(\d+)/i,
    limit: 1,
    evidence: 'own side: grpc-go prepareMsg, grpc-js compression-filter.ts',
  },
  {
    pattern: /message exceeds maximum size (\d+)/i,
    limit: 1,
    evidence: 'grpc-java MessageDeframer.java ("gRPC message exceeds maximum size n: m", also Decompressed)',
  },
  {
    pattern: /message length too large: found \d+ bytes, the limit is: (\d+)/i,
    limit: 1,
    evidence: 'tonic codec/decode.rs, status OUT_OF_RANGE',
  },
  {
    pattern: /request body too large/i,
    limit: 0,
    evidence: 'Go net/http MaxBytesReader; the Collector answers 400 with it (opentelemetry-collector issue 15177)',
  },
  {
    pattern: /(?:payload|entity|content|body) (?:is )?too large/i,
    limit: 0,
    evidence: 'RFC 9110 15.5.14 reason phrases; Express body-parser, nginx',
  },
  { pattern: /body exceeded (\d+) ?(?:mb|bytes)? ?limit/i, limit: 0, evidence: 'Next.js API routes ("Body exceeded 1mb limit")' },
];
