import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Clock } from '../kernel/host.ts';

/** Time between two looks at a file of credentials. */
export const FOLLOW_EVERY_MS = 5000;
/** Tokens and passwords of thousands of users; what is larger is another file. */
const MAX_BYTES = 1024 * 1024;

export interface FollowedFileSettings {
  readonly path: string;
  readonly clock: Clock;
  /** Gets the text whenever it is another one; throws when it is of no use, and the one before stays in force. */
  readonly onText: (text: string) => void;
  /** Told once for each new trouble: the file is gone, unreadable, or of no use. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * A small text file that may change while we run, compared by content: Kubernetes swaps a symlink, and some tools keep the
 * time. Polled, since notifications miss both.
 */
export class FollowedFile {
  readonly #s: FollowedFileSettings;
  #text: string;
  #trouble: string | undefined;
  #busy = false;
  #cancel: (() => void) | undefined;

  /** Reads the file once; throws the error of the system, or what `onText` throws. */
  constructor(settings: FollowedFileSettings) {
    this.#s = settings;
    this.#text = readFileSync(settings.path, 'utf8');
    if (this.#text.length > MAX_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    settings.onText(this.#text);
  }

  start(): void {
    this.#cancel ??= this.#s.clock.every(FOLLOW_EVERY_MS, () => void this.look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** One look; a second one asked for meanwhile does nothing. */
  async look(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const text = await readSmallText(this.#s.path);
      if (text !== this.#text) {
        this.#s.onText(text);
        this.#text = text;
      }
      this.#trouble = undefined;
    } catch (error) {
      const code = String((error as { code?: unknown }).code);
      if (code !== this.#trouble) this.#s.onTrouble(error);
      this.#trouble = code;
    } finally {
      this.#busy = false;
    }
  }
}

async function readSmallText(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES) throw Object.assign(new Error('too large'), { code: 'EFBIG' });
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
