import type { Redactor } from '../../genai/redaction/redactor.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import { AttributeBlock, NO_DOUBLES } from '../../otlp/views/attribute-block.ts';
import { encodeValue } from '../../otlp/views/values.ts';

const COUNT = internKey('assay.redaction.count');
const ENTITIES = internKey('assay.redaction.entities');
const POLICY = internKey('assay.redaction.policy');

/** Different summaries remembered; most items have one of a few. */
const MOST = 1024;

interface Remembered {
  readonly counts: Uint32Array;
  readonly block: AttributeBlock;
}

/** Writes what was found in an item on it, as far as the policy wants it said: encoded once for each combination of findings. */
export class SummaryWriter {
  readonly #field: number;
  readonly #redactor: Redactor;
  readonly #known = new Map<number, Remembered>();

  /** `field`: number of the attributes in the items' message. */
  constructor(field: number, redactor: Redactor) {
    this.#field = field;
    this.#redactor = redactor;
  }

  /** An earlier pass's summary stays. */
  write(attributes: AttributesEdit): void {
    const redactor = this.#redactor;
    if (redactor.policy.summary === 'off' || redactor.itemTotal === 0 || attributes.find(COUNT) !== -1) return;
    attributes.setBlock(this.#block(redactor.itemCounts), NO_DOUBLES, true);
  }

  #block(counts: Uint32Array): AttributeBlock {
    let hash = 0;
    for (let entity = 0; entity < counts.length; entity++) hash = Math.imul(hash ^ counts[entity]!, 0x0100_0193) ^ entity;
    const known = this.#known.get(hash);
    if (known !== undefined && equal(known.counts, counts)) return known.block;
    const block = this.#make(counts);
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(hash, { counts: counts.slice(), block });
    return block;
  }

  #make(counts: Uint32Array): AttributeBlock {
    const { policy, itemTotal } = this.#redactor;
    const entries: (readonly [Key, Uint8Array])[] = [[COUNT, encodeValue(itemTotal, 'int')]];
    if (policy.summary === 'types') {
      const types: string[] = [];
      for (const [entity, count] of counts.entries()) if (count > 0) types.push(`${this.#redactor.entityName(entity)}:${count}`);
      entries.push([ENTITIES, encodeValue(types.sort())]);
    }
    entries.push([POLICY, encodeValue(policy.name)]);
    return new AttributeBlock(this.#field, entries);
  }
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
