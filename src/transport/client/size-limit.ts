import { SIZE_LIMIT_MESSAGES } from './size-limits.data.ts';

/** The limit in bytes that a server's message names, -1 when it speaks of a size but names none, undefined when it speaks of something else. */
export function sizeLimitIn(message: string): number | undefined {
  for (const { pattern, limit } of SIZE_LIMIT_MESSAGES) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const bytes = limit === 0 ? Number.NaN : Number(match[limit]);
    return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : -1;
  }
  return undefined;
}
