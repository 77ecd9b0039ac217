import type { Logger } from '../../kernel/host.ts';

/** A log that nobody reads: for clients of commands, which say themselves what went wrong. */
export const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
