/** One source may be this long (a config of a thousand components is about 200 KiB). */
export const MAX_SOURCE_CHARS = 1_048_576;

/** `--config` may be given this often, as in the Collector. */
export const MAX_SOURCES = 100;

/** Values of one source, aliases counted each time they are used: the bound against alias bombs. */
export const MAX_NODES = 100_000;

/** Text in all values of one source, aliases counted each time they are used. */
export const MAX_TEXT_CHARS: number = 8 * 1_048_576;

/** Maps and lists within each other. */
export const MAX_DEPTH = 100;

/** Substitutions within substitutions. The Collector stops after 1000 steps; nobody needs more than a few. */
export const MAX_SUBSTITUTION_DEPTH = 16;

/** Substitutions in one load. */
export const MAX_SUBSTITUTIONS = 10_000;

/** Syntax errors shown of one source: after the first few they are echoes. */
export const MAX_SYNTAX_ERRORS = 10;

/** Keys that reach JavaScript's prototypes when they become properties. No setting has such a name. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
