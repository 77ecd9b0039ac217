import { internKey } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { ResourceView } from '../../otlp/views/resource.ts';
import { ValueView } from '../../otlp/views/values.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { anyValueText } from './any-value-text.ts';
import { labelName } from './names.ts';

/** Labels that come from resource and scope, the same for all points below them. */
export interface ContextLabels {
  /** Differs for each content; part of the key by which points find their series. */
  readonly id: number;
  readonly labels: readonly (readonly [string, string])[];
  /** `job` and `instance` and the other attributes, for target_info; undefined on scopes and unnamed resources. */
  readonly target: ReadonlyMap<string, string> | undefined;
}

const SERVICE_NAME = internKey('service.name');
const SERVICE_NAMESPACE = internKey('service.namespace');
const SERVICE_INSTANCE = internKey('service.instance.id');
const IDENTITY: readonly string[] = [SERVICE_NAME.name, SERVICE_NAMESPACE.name, SERVICE_INSTANCE.name];

/** Contents remembered; more than one process ever sends at a time. */
const REMEMBERED = 1024;
/** A resource or scope larger than this is read anew each time rather than remembered. */
const MAX_KEY_BYTES = 16_384;

const value = new ValueView();

/** Reads labels of resources and scopes, remembered by their bytes. */
export class ContextReader {
  readonly #resources: ByteMap<ContextLabels> = new ByteMap(REMEMBERED);
  readonly #scopes: ByteMap<ContextLabels> = new ByteMap(REMEMBERED);
  readonly #isConstant: (key: string) => boolean;
  readonly #scopeInfo: boolean;
  #ids = 0;

  /** `isConstant` says which resource attributes become labels of every series. */
  constructor(isConstant: (key: string) => boolean, scopeInfo: boolean) {
    this.#isConstant = isConstant;
    this.#scopeInfo = scopeInfo;
  }

  read(view: ResourceView): ContextLabels {
    const { buf, start, end } = view.message;
    const small = end - start <= MAX_KEY_BYTES;
    const memory = view.isScope ? this.#scopes : this.#resources;
    const known = small ? memory.get(buf, start, end) : undefined;
    if (known !== undefined) return known;
    const made = view.isScope ? this.#scope(view) : this.#resource(view);
    if (small) memory.set(buf, start, end, made);
    return made;
  }

  #resource(view: ResourceView): ContextLabels {
    const { attributes } = view;
    const labels: [string, string][] = [];
    const target = new Map<string, string>();
    const name = textOf(attributes, SERVICE_NAME);
    const namespace = textOf(attributes, SERVICE_NAMESPACE);
    const instance = textOf(attributes, SERVICE_INSTANCE);
    if (name !== '') labels.push(['job', namespace === '' ? name : `${namespace}/${name}`]);
    if (instance !== '') labels.push(['instance', instance]);
    const named = labels.length > 0;
    for (const [label, text] of labels) target.set(label, text);
    for (let row = 0; row < attributes.size; row++) {
      const key = attributes.keyText(row);
      const isIdentity = IDENTITY.includes(key);
      const isConstant = this.#isConstant(key);
      if (isIdentity && !isConstant) continue;
      const label = labelName(key);
      const text = anyValueText(attributes.value(row, value));
      if (isConstant) labels.push([label, text]);
      if (!isIdentity) target.set(label, target.has(label) ? `${target.get(label) ?? ''};${text}` : text);
    }
    return { id: this.#ids++, labels, target: named ? target : undefined };
  }

  #scope(view: ResourceView): ContextLabels {
    const labels: [string, string][] = [];
    if (this.#scopeInfo) {
      labels.push(['otel_scope_name', view.name()], ['otel_scope_version', view.version()]);
      for (let row = 0; row < view.attributes.size; row++) {
        labels.push([labelName(`otel_scope_${view.attributes.keyText(row)}`), anyValueText(view.attributes.value(row, value))]);
      }
    }
    return { id: this.#ids++, labels: labels.filter(([, text]) => text !== ''), target: undefined };
  }
}

function textOf(attributes: AttributesView, key: ReturnType<typeof internKey>): string {
  const row = attributes.find(key);
  return row === -1 ? '' : anyValueText(attributes.value(row, value));
}
