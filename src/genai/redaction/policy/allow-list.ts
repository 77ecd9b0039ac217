import type { RE2JS } from 're2js';

interface AllowPattern {
  readonly entity: string | undefined;
  readonly pattern: RE2JS;
}

/** Values and patterns that are never touched. Asked only about findings, so it may be slow. */
export class AllowList {
  readonly #values: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #patterns: readonly AllowPattern[];

  /** `values`: by entity, '' for all; compared in lower case. Patterns must match the whole finding. */
  constructor(values: ReadonlyMap<string, ReadonlySet<string>>, patterns: readonly AllowPattern[]) {
    this.#values = values;
    this.#patterns = patterns;
  }

  allows(entity: string, bytes: Uint8Array, start: number, end: number): boolean {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    const lowered = text.toLowerCase();
    if (this.#values.get('')?.has(lowered) === true || this.#values.get(entity)?.has(lowered) === true) return true;
    const family = entity.indexOf('/');
    if (family > 0 && this.#values.get(entity.slice(0, family))?.has(lowered) === true) return true;
    for (const { entity: only, pattern } of this.#patterns) {
      if ((only === undefined || only === entity || entity.startsWith(`${only}/`)) && pattern.matches(text)) return true;
    }
    return false;
  }
}
