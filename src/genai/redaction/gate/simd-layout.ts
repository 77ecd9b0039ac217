/*
 * The one page of memory of the SIMD module:
 *
 *     0      state: digit before, open run, event count, run count (four i32)
 *     64     tables: classes by low nibble, by high nibble, 0x0f, RUN_ABOVE, 0 (sixteen bytes each)
 *     1024   input, SIMD_CHUNK bytes and a block of zeros
 *     20480  offsets of events, 16 bits each, four more than there are bytes
 *     53760  offsets of blocks in which a long run is, 32 bits each
 */
export const STATE_AT = 0;
export const TABLES_AT = 64;
export const INPUT_AT = 1024;
export const EVENTS_AT = 20_480;
export const RUNS_AT = 53_760;

/** Bytes looked at in one round. */
export const SIMD_BLOCK = 64;
/** Bytes given to one call. Every byte may be an event. */
export const SIMD_CHUNK = 16_384;
