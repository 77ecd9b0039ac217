import type { Writer } from '../../wire/writer.ts';
import { SCOPE } from '../fields.ts';
import type { AttributesEdit, AttributesView } from './attributes-view.ts';
import { RESOURCE_LAYOUT, SCOPE_LAYOUT } from './layouts.ts';
import { MessageView } from './message.ts';

/** A resource, or a scope, of the item a walk stands on. Absent ones read as empty. */
export interface ResourceView {
  /** Changes whenever the walk enters another resource or scope; for memos. */
  readonly serial: number;
  readonly isScope: boolean;
  readonly attributes: AttributesView;
  readonly message: MessageView;
  /** Scope name and version; '' for a resource. */
  nameStart(): number;
  nameEnd(): number;
  nameSource(): Uint8Array;
  name(): string;
  version(): string;
}

/** Edits of a resource or scope; done once, before its items are walked. */
export interface ResourceEdit {
  readonly attributes: AttributesEdit;
  /** Only on scopes. */
  setName(name: string): void;
  setVersion(version: string): void;
}

/** Flyweight for both: they differ in where the attributes are and in name and version. */
export class ContextView implements ResourceView, ResourceEdit {
  readonly message: MessageView;
  readonly isScope: boolean;
  serial = 0;
  /** Source position of the field's tag in its parent, -1 when the field is absent. */
  tagAt = -1;

  constructor(isScope: boolean, scratch: Writer) {
    this.isScope = isScope;
    this.message = new MessageView(isScope ? SCOPE_LAYOUT : RESOURCE_LAYOUT, scratch);
  }

  load(buf: Uint8Array, tagAt: number, start: number, end: number): void {
    this.serial++;
    this.tagAt = tagAt;
    this.message.load(buf, start, end);
  }

  get attributes(): AttributesEdit {
    return this.message.attributes;
  }

  nameStart(): number {
    return this.isScope ? this.message.fieldStart(SCOPE.name) : -1;
  }

  nameEnd(): number {
    return this.isScope ? this.message.fieldEnd(SCOPE.name) : -1;
  }

  nameSource(): Uint8Array {
    return this.message.source(SCOPE.name);
  }

  name(): string {
    return this.isScope ? this.message.text(SCOPE.name) : '';
  }

  version(): string {
    return this.isScope ? this.message.text(SCOPE.version) : '';
  }

  setName(name: string): void {
    if (this.isScope) this.message.setText(SCOPE.name, name);
  }

  setVersion(version: string): void {
    if (this.isScope) this.message.setText(SCOPE.version, version);
  }
}
