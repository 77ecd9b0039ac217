/** One row of `docs/errors.md`: a stable code, what causes it and what to do about it. */
export interface ErrorSpec {
  readonly code: ErrorCode;
  readonly cause: string;
  readonly cure: string;
}

/** `ASSAY_<AREA>_<WHAT>`; stable, documented in `docs/errors.md`. */
export type ErrorCode = `ASSAY_${string}`;

/**
 * An error of Assay: a stable code and a message without telemetry content.
 * Thrown only on cold paths (start, config, I/O); the data plane passes `Outcome` values instead.
 */
export class AssayError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AssayError';
    this.code = code;
  }
}
