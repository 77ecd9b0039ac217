import type { GenAiCall } from '../../genai/call.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import { LOG_RECORD, SPAN } from '../../otlp/fields.ts';
import { AttributeBlock } from '../../otlp/views/attribute-block.ts';
import { encodeValue } from '../../otlp/views/values.ts';

const DIALECT = internKey('assay.dialect');
const BILLABLE = internKey('assay.billable');
const USAGE_RULE = internKey('assay.usage.rule');
const MOST = 1024;

interface Marks {
  readonly dialect: string;
  readonly billable: boolean;
  readonly rule: string | undefined;
  readonly block: AttributeBlock;
}

/** The attributes that say what was recognised, encoded once for each combination. */
export class MarkBlocks {
  readonly #field: number;
  readonly #byName = new Map<string, Marks>();
  #last: Marks | undefined;

  constructor(signal: 'spans' | 'logs') {
    this.#field = signal === 'spans' ? SPAN.attributes : LOG_RECORD.attributes;
  }

  of(call: GenAiCall): AttributeBlock {
    const { dialect, billable } = call;
    const rule = call.hasUsage ? call.usageRule : undefined;
    const last = this.#last;
    if (last !== undefined && last.dialect === dialect && last.billable === billable && last.rule === rule) return last.block;
    const name = `${dialect} ${billable} ${rule ?? ''}`;
    let marks = this.#byName.get(name);
    if (marks === undefined) {
      if (this.#byName.size >= MOST) this.#byName.clear();
      const entries: (readonly [Key, Uint8Array])[] = [
        [DIALECT, encodeValue(dialect)],
        [BILLABLE, encodeValue(billable)],
      ];
      if (rule !== undefined) entries.push([USAGE_RULE, encodeValue(rule)]);
      marks = { dialect, billable, rule, block: new AttributeBlock(this.#field, entries) };
      this.#byName.set(name, marks);
    }
    this.#last = marks;
    return marks.block;
  }
}
