import type { Plan } from '../../genai/reader/plans.ts';
import { AT_ATTR, MS_TO_S, type Source } from '../../genai/reader/source.ts';
import { FIELD_NAMES } from '../../genai/semconv/fields.data.ts';
import { attributeOf, type Generation } from '../../genai/semconv/generations.data.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { BOOL, INT, STRING, ValueView } from '../../otlp/views/values.ts';
import { equalBytes } from '../../wire/bytes.ts';
import { numberOfValue } from '../../genai/reader/fetcher.ts';

interface Alias {
  readonly key: Key;
  readonly target: Key;
  readonly source: Source;
}

/** Attributes that mean something by themselves and are never taken away: those of the conventions, ours, and general ones. */
const KEPT: ReadonlySet<string> = new Set([...FIELD_NAMES, 'session.id', 'user.id', 'service.name', 'error', 'model', 'name']);

/** Takes away the emitter's own attributes whose value now stands, without loss, under the conventions' name. */
export class OriginalRemover {
  readonly #generation: Generation;
  readonly #byPlan = new Map<Plan, readonly Alias[]>();
  readonly #a = new ValueView();
  readonly #b = new ValueView();

  constructor(generation: Generation) {
    this.#generation = generation;
  }

  remove(plan: Plan, attributes: AttributesEdit): void {
    const aliases = this.#aliases(plan);
    for (let i = 0; i < aliases.length; i++) {
      const { key, target, source } = aliases[i]!;
      const row = attributes.find(key);
      const kept = row === -1 ? -1 : attributes.find(target);
      if (kept === -1) continue;
      attributes.value(row, this.#a);
      attributes.value(kept, this.#b);
      if (isSame(this.#a, this.#b, source)) attributes.delete(key);
    }
  }

  #aliases(plan: Plan): readonly Alias[] {
    const known = this.#byPlan.get(plan);
    if (known !== undefined) return known;
    if (this.#byPlan.size > 512) this.#byPlan.clear();
    const aliases: Alias[] = [];
    for (const field of [...plan.program.fields, ...plan.rest().fields]) {
      const name = attributeOf(field.name, this.#generation);
      if (name === undefined || field.kind === 'messages') continue;
      const target = internKey(name);
      for (const source of field.sources) {
        const { key } = source;
        if (source.kind !== AT_ATTR || key === undefined || key.id === target.id || key.name.startsWith('assay.')) continue;
        if (KEPT.has(key.name) && isOfGeneration(key.name, this.#generation)) continue;
        aliases.push({ key, target, source });
      }
    }
    this.#byPlan.set(plan, aliases);
    return aliases;
  }
}

/** Whether the generation itself uses the name. */
function isOfGeneration(name: string, generation: Generation): boolean {
  return FIELD_NAMES.some((field) => attributeOf(field, generation) === name) || !name.startsWith('gen_ai.');
}

/** The same text, number or flag; a number written as text, and milliseconds for seconds, are the same number. */
function isSame(alias: ValueView, kept: ValueView, source: Source): boolean {
  if (alias.kind === STRING && kept.kind === STRING) {
    const length = alias.end - alias.start;
    return length === kept.end - kept.start && equalBytes(alias.buf, alias.start, kept.buf, kept.start, length);
  }
  if (kept.kind === BOOL) return alias.kind === BOOL ? alias.bool() === kept.bool() : alias.text().toLowerCase() === String(kept.bool());
  const scale = (source.ops & MS_TO_S) === 0 ? 1 : 1000;
  const value = kept.kind === INT ? kept.int() : kept.double();
  if (!Number.isNaN(value)) return numberOfValue(alias) / scale === value;
  const length = alias.end - alias.start;
  return alias.kind === kept.kind && length === kept.end - kept.start && equalBytes(alias.buf, alias.start, kept.buf, kept.start, length);
}
