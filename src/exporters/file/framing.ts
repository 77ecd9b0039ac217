import { protoToJson } from '../../otlp/json/index.ts';
import type { Batch } from '../../otlp/batch.ts';

/** How requests follow each other in a file. */
export interface Framing {
  /** One request as it stands in the file. */
  frame(batch: Batch): Uint8Array;
}

const NEWLINE = 0x0a;

/** One OTLP/JSON request a line, as the Collector's file exporter and its otlpjsonfile receiver have it. */
export const JSON_LINES: Framing = {
  frame(batch) {
    const json = protoToJson(batch.signal, batch.bytes);
    const line = new Uint8Array(json.length + 1);
    line.set(json);
    line[json.length] = NEWLINE;
    return line;
  },
};

/**
 * Length-delimited protobuf, byte for byte as the Collector 0.155 writes it with `format: proto` (seen in its output):
 *
 *     | length: uint32 big-endian | ExportRequest |
 */
export const LENGTH_DELIMITED: Framing = {
  frame(batch) {
    const { bytes } = batch;
    const framed = new Uint8Array(bytes.length + 4);
    new DataView(framed.buffer).setUint32(0, bytes.length);
    framed.set(bytes, 4);
    return framed;
  },
};
