import { EVENT, SPAN } from '../../otlp/fields.ts';
import type { ValueView } from '../../otlp/views/values.ts';
import { equalBytes } from '../../wire/bytes.ts';
import type { Item } from './item.ts';
import type { Program } from './program.ts';

const MOST = 32;
const EMPTY: Uint8Array = new Uint8Array(0);

/**
 * What the wanted events of one span say: first time and first value of each want. Filled by one pass over the events,
 * only when a source asks. Moves the span's event list, as everybody does who reads events.
 */
export class EventAnswers {
  serial = -1;
  program: Program | undefined;
  readonly #times = new Float64Array(MOST);
  readonly #bufs: Uint8Array[] = new Array(MOST).fill(EMPTY);
  readonly #starts = new Int32Array(MOST).fill(-1);
  readonly #ends = new Int32Array(MOST);

  collect(item: Item, program: Program): void {
    this.serial = item.serial;
    this.program = program;
    this.#times.fill(0);
    this.#starts.fill(-1);
    const { span } = item;
    if (span === undefined || !item.message.has(SPAN.events)) return;
    const { events } = span;
    const { view } = events;
    for (let more = events.first(); more; more = events.next()) {
      if (!view.has(EVENT.name)) continue;
      const buf = view.source(EVENT.name);
      const start = view.fieldStart(EVENT.name);
      const length = view.fieldEnd(EVENT.name) - start;
      for (let i = 0; i < program.events.length && i < MOST; i++) {
        const want = program.events[i]!;
        if (want.name.length !== length || !equalBytes(want.name, 0, buf, start, length)) continue;
        if (this.#times[i] === 0) this.#times[i] = view.fixed64(EVENT.timeUnixNano);
        if (want.key === undefined || this.#starts[i] !== -1) continue;
        const row = view.attributes.find(want.key);
        if (row === -1) continue;
        this.#bufs[i] = view.attributes.source(row);
        this.#starts[i] = view.attributes.valueStart(row);
        this.#ends[i] = view.attributes.valueEnd(row);
      }
    }
  }

  /** Nanoseconds, 0 when there was no such event. */
  timeOf(slot: number): number {
    return slot < MOST ? this.#times[slot]! : 0;
  }

  valueOf(slot: number, into: ValueView): boolean {
    if (slot >= MOST || this.#starts[slot] === -1) return false;
    into.load(this.#bufs[slot]!, this.#starts[slot]!, this.#ends[slot]!);
    return true;
  }
}
