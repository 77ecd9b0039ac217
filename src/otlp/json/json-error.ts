/** A body that is no OTLP/JSON. Holds a position and a field path, never content. */
export interface JsonError {
  readonly code: 'ASSAY_OTLP_JSON' | 'ASSAY_OTLP_DEPTH' | 'ASSAY_OTLP_UTF8';
  /** Byte offset in the body. */
  readonly offset: number;
  readonly path: string;
  readonly message: string;
}

/** Thrown inside the transcoder only, and turned into a `JsonError` at its border: a cold path that must leave deep recursion. */
export class JsonFault extends Error {
  readonly offset: number;
  readonly code: JsonError['code'];

  constructor(offset: number, message: string, code: JsonError['code'] = 'ASSAY_OTLP_JSON') {
    super(message);
    this.offset = offset;
    this.code = code;
  }
}
