import { ownValue } from '../../wire/own-value.ts';
import { encodeValue } from '../../otlp/views/values.ts';
import type { FinishClass } from '../../genai/call.ts';
import { FINISH_WORDS, type Generation, OLD_PROVIDERS } from '../../genai/semconv/generations.data.ts';

const MOST = 1024;

/** Words of small vocabularies encoded as attribute values, once each; bounded, since providers may be anything. */
export class EncodedWords {
  readonly #words = new Map<string, Uint8Array>();

  of(word: string): Uint8Array {
    let encoded = this.#words.get(word);
    if (encoded === undefined) {
      if (this.#words.size >= MOST) this.#words.clear();
      encoded = encodeValue(word);
      this.#words.set(word, encoded);
    }
    return encoded;
  }
}

/** How one generation spells providers and lists of finish reasons. */
export class Vocabulary {
  readonly #generation: Generation;
  readonly #providers = new EncodedWords();
  readonly #single: ReadonlyMap<FinishClass, Uint8Array>;

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#single = new Map(Object.entries(FINISH_WORDS[generation]).map(([name, word]) => [name as FinishClass, encodeValue([word])]));
  }

  provider(name: string): Uint8Array {
    return this.#providers.of(this.#generation === 'v1.36' ? (ownValue(OLD_PROVIDERS, name) ?? name) : name);
  }

  /** The list with this one reason; undefined for classes that have no word. */
  single(name: FinishClass): Uint8Array | undefined {
    return this.#single.get(name);
  }

  word(name: FinishClass): string | undefined {
    return FINISH_WORDS[this.#generation][name];
  }
}
