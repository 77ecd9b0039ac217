import { type Client, type experimental, Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { compress } from '../body/compress.ts';
import { encodingOf } from '../body/encodings.ts';

type Filter = experimental.Filter;

/** Flag and length in front of each message (gRPC over HTTP/2, "Length-Prefixed-Message"). */
const FRAME_BYTES = 5;
const COMPRESSED = 1;
const PLAIN = 0;
const ZSTD = encodingOf('zstd')!;

/**
 * Compresses the messages of a call, and reads answers: grpc-go answers with what it was asked with. It comes after grpc-js's own
 * compression filter, which is to compress nothing: that one has put a message into its frame, and gets answers in plain frames.
 */
function zstdFilter(maxAnswerBytes: number): Filter {
  let packedAnswer = false;
  return {
    async sendMetadata(metadata) {
      const sent = await metadata;
      sent.set('grpc-encoding', 'zstd');
      return sent;
    },
    async sendMessage(written) {
      const { message, ...rest } = await written;
      return { ...rest, message: frame(COMPRESSED, await compress('zstd', message.subarray(FRAME_BYTES))) };
    },
    receiveMetadata(metadata) {
      packedAnswer = metadata.get('grpc-encoding')[0] === 'zstd';
      if (packedAnswer) metadata.remove('grpc-encoding');
      return metadata;
    },
    async receiveMessage(received) {
      const message = await received;
      if (!packedAnswer || message[0] !== COMPRESSED) return message;
      return frame(PLAIN, unpacked(message.subarray(FRAME_BYTES), maxAnswerBytes));
    },
    receiveTrailers: (status) => status,
  };
}

function frame(flag: number, content: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(FRAME_BYTES + content.length);
  framed.writeUInt8(flag, 0);
  framed.writeUInt32BE(content.length, 1);
  framed.set(content, FRAME_BYTES);
  return framed;
}

/** Throws a status, which is how a filter of grpc-js ends its call. */
function unpacked(packed: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return packed.length === 0 ? packed : ZSTD.atOnce(packed, maxBytes);
  } catch {
    const failed: StatusObject = { code: status.INTERNAL, details: 'the answer cannot be decompressed', metadata: new Metadata() };
    throw failed;
  }
}

/** What is used of a channel beyond the published interface (`InternalChannel.filterStackFactory.factories`, 1.14.7). */
interface InnerChannel {
  readonly internalChannel?: { readonly filterStackFactory?: { readonly factories?: { createFilter(): Filter }[] } };
}

/**
 * Makes `client` send zstd, with answers of `maxAnswerBytes` at most, which grpc-js cannot by itself (its `compressionAlgorithms` are identity, deflate and gzip). False, and
 * nothing changed, where a later version of grpc-js has its filters elsewhere.
 */
export function sendZstd(client: Client, maxAnswerBytes: number): boolean {
  const factories = (client.getChannel() as unknown as InnerChannel).internalChannel?.filterStackFactory?.factories;
  if (!Array.isArray(factories)) return false;
  // Its own `push` would put the filter before that which makes the frames.
  factories.push({ createFilter: () => zstdFilter(maxAnswerBytes) });
  return true;
}
