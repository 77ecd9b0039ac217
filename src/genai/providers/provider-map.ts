import { ByteMap } from '../../wire/byte-map.ts';
import { ownValue } from '../../wire/own-value.ts';
import { decodeText } from '../../wire/text.ts';
import { MODEL_PREFIX, NOT_A_PROVIDER, PROVIDER_EXACT, PROVIDER_PREFIX } from './providers.data.ts';

const LONGEST = 96;
const frameworks: ReadonlySet<string> = new Set(NOT_A_PROVIDER);
const modelPrefixes: readonly (readonly [string, string])[] = Object.entries(MODEL_PREFIX).sort((a, b) => b[0].length - a[0].length);

/**
 * The conventions' provider for what an emitter wrote: exact spelling, then `<prefix>.<api>`, else the text itself in
 * lower case. '' for names of frameworks and routers.
 */
export function providerOf(text: string): string {
  const folded = text.trim().toLowerCase();
  const exact = ownValue(PROVIDER_EXACT, folded);
  if (exact !== undefined) return exact;
  if (frameworks.has(folded)) return '';
  for (let dot = folded.lastIndexOf('.'); dot > 0; dot = folded.lastIndexOf('.', dot - 1)) {
    const prefix = ownValue(PROVIDER_PREFIX, folded.slice(0, dot));
    if (prefix !== undefined) return prefix;
  }
  return folded;
}

/** The provider whose own API serves a model of this name, '' when that cannot be said. */
export function providerOfModel(model: string): string {
  const folded = model.trim().toLowerCase();
  for (const [prefix, provider] of modelPrefixes) if (folded.startsWith(prefix)) return provider;
  return '';
}

/** Both questions by bytes, answers remembered (bounded); strings are made for texts not seen before. */
export class ProviderMap {
  readonly #spelled = new ByteMap<string>(512);
  readonly #ofModel = new ByteMap<string>(4096);

  spelled(buf: Uint8Array, start: number, end: number): string {
    return ask(this.#spelled, providerOf, buf, start, end);
  }

  ofModel(buf: Uint8Array, start: number, end: number): string {
    return ask(this.#ofModel, providerOfModel, buf, start, end);
  }
}

function ask(known: ByteMap<string>, find: (text: string) => string, buf: Uint8Array, start: number, end: number): string {
  if (end - start > LONGEST || start === end) return '';
  let answer = known.get(buf, start, end);
  if (answer === undefined) {
    answer = find(decodeText(buf, start, end));
    known.set(buf, start, end, answer);
  }
  return answer;
}
