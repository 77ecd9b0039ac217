/** Cases of h2spec 2.2 that the gRPC port is known to fail, and why. `whose`: node = a bare node:http2 server fails it,
 * too (Node 24.21, nghttp2 1.70); case = it asks for what a gRPC server has no reason to do. */
export interface KnownCase {
  readonly section: string;
  readonly name: string;
  readonly whose: 'node' | 'case';
  readonly why: string;
}

const FORGOTTEN = 'frames of a stream that is closed and forgotten are ignored (RFC 9113 5.1 allows it for a while after RST_STREAM)';
const PRIORITY = 'PRIORITY frames are not looked at any more (RFC 9113 5.3.2 deprecates them)';
const STRICTER = 'the whole connection is closed, where the case expects less';
const NO_BODY = 'the case waits for a DATA frame; the answer to what is no gRPC request (415) has none';

export const KNOWN: readonly KnownCase[] = [
  { section: 'generic/2', name: 'Sends a WINDOW_UPDATE frame on half-closed (remote) stream', whose: 'case', why: NO_BODY },
  { section: 'generic/2', name: 'Sends a PRIORITY frame on half-closed (remote) stream', whose: 'case', why: NO_BODY },
  { section: 'http2/5.1', name: 'closed: Sends a DATA frame after sending RST_STREAM frame', whose: 'node', why: FORGOTTEN },
  { section: 'http2/5.1', name: 'closed: Sends a HEADERS frame after sending RST_STREAM frame', whose: 'node', why: FORGOTTEN },
  { section: 'http2/5.1', name: 'closed: Sends a DATA frame', whose: 'node', why: FORGOTTEN },
  { section: 'http2/5.1', name: 'closed: Sends a HEADERS frame', whose: 'node', why: FORGOTTEN },
  { section: 'http2/5.1.1', name: 'Sends stream identifier that is numerically smaller than previous', whose: 'node', why: FORGOTTEN },
  {
    section: 'http2/5.1.2',
    name: 'Sends HEADERS frames that causes their advertised concurrent stream limit to be exceeded',
    whose: 'case',
    why: 'each stream is answered and closed at once, so the limit is never reached',
  },
  { section: 'http2/5.3.1', name: 'Sends PRIORITY frame that depend on itself', whose: 'node', why: PRIORITY },
  { section: 'http2/6.3', name: 'Sends a PRIORITY frame with 0x0 stream identifier', whose: 'node', why: PRIORITY },
  { section: 'http2/6.7', name: 'Sends a PING frame with ACK', whose: 'node', why: STRICTER },
  {
    section: 'http2/6.9.1',
    name: 'Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1 on a stream',
    whose: 'node',
    why: STRICTER,
  },
];
