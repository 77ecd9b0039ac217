/** What the name of an attribute says about its value. */
export type KeyClass = 0 | 1 | 2 | 3;
/** Scanned in full; also every unknown name. */
export const PLAIN = 0;
/** Prompts, answers, tool arguments: scanned in full, removed by `content: drop`, searched for linked identities. */
export const CONTENT = 1;
/** Names a person or account: its own action. */
export const IDENTITY = 2;
/** Ids, counts, times, model names: never touched by number recognisers. */
export const STRUCTURAL = 3;

/** What is known of one attribute key; made once per key and kept. */
export interface KeyInfo {
  readonly keyClass: KeyClass;
  /** Recogniser of the keyed row whose name this key is, -1 for none. */
  readonly keyed: number;
  /** Context topics the words of the key are about. */
  readonly topics: ReadonlySet<number>;
  /** For messages and `inspect`; never telemetry content beyond the key itself. */
  readonly name: string;
}

export const NO_KEY: KeyInfo = Object.freeze({ keyClass: PLAIN, keyed: -1, topics: new Set<number>(), name: '' });
