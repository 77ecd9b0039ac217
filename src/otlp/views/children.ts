import { Cursor } from '../../wire/cursor.ts';
import type { Writer } from '../../wire/writer.ts';
import type { Layout } from './layouts.ts';
import { MessageView } from './message.ts';

const cursor = new Cursor(new Uint8Array(0));

/**
 * The children of one repeated field (events, links, exemplars) of a message, one flyweight moved from child to child:
 *
 *     for (let more = list.first(); more; more = list.next()) { list.view.attributes ... }
 *
 * Edits of a child are committed to the parent when the list moves on (`next` returning false included), so a loop that
 * edits runs to its end, or calls `commit`.
 */
export class ChildList {
  readonly view: MessageView;
  readonly #parent: MessageView;
  readonly #field: number;
  readonly #scratch: Writer;
  #tagAt = 0;
  #next = 0;
  #override = -1;
  #loaded = false;

  constructor(parent: MessageView, field: number, layout: Layout, scratch: Writer) {
    this.#parent = parent;
    this.#field = field;
    this.#scratch = scratch;
    this.view = new MessageView(layout, scratch);
  }

  /** Forgets the place; called when the parent moves. */
  reset(): void {
    this.#loaded = false;
  }

  /** Moves to the first child; false when there is none. */
  first(): boolean {
    this.commit();
    if (!this.#parent.has(this.#field)) return false;
    this.#next = this.#parent.start;
    return this.next();
  }

  next(): boolean {
    this.commit();
    const { buf, end } = this.#parent;
    const c = cursor.at(buf, this.#next);
    while (c.pos < end) {
      const tagAt = c.pos;
      const tag = c.varint();
      if (tag !== this.#field * 8 + 2) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      const from = c.pos;
      this.#next = from + length;
      this.#tagAt = tagAt;
      this.#override = this.#parent.findOverride(tagAt);
      if (this.#override === -1) this.view.load(buf, from, this.#next);
      else if (!this.#loadScratch()) {
        c.pos = this.#next;
        continue;
      }
      this.#loaded = true;
      return true;
    }
    return false;
  }

  /** Takes the child out. */
  remove(): void {
    this.#put(0, 0);
    this.#loaded = false;
  }

  /** Hands the edits of the current child to the parent. */
  commit(): void {
    if (!this.#loaded) return;
    this.#loaded = false;
    if (!this.view.changed) return;
    const from = this.#scratch.pos;
    this.view.write(this.#scratch, this.#field * 8 + 2);
    this.#put(from, this.#scratch.pos);
  }

  #put(from: number, to: number): void {
    if (this.#override === -1) this.#parent.replaceRange(this.#tagAt, this.#next, from, to);
    else this.#parent.reviseOverride(this.#override, from, to);
  }

  /** Loads the edited form of the child; false when it was removed. */
  #loadScratch(): boolean {
    const from = this.#parent.overrideFrom(this.#override);
    const to = this.#parent.overrideTo(this.#override);
    if (from === to) return false;
    const c = new Cursor(this.#scratch.buf, from);
    c.varint();
    c.varint();
    this.view.load(this.#scratch.buf, c.pos, to);
    return true;
  }
}
