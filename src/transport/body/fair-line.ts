/** Those who wait, by connection: each connection's first in turn, so that a long line of one keeps nobody else waiting for it. */
export class FairLine {
  readonly #lines = new Map<object, (() => void)[]>();

  /** Resolves when `next` has come to it. */
  wait(connection: object): Promise<void> {
    return new Promise((resolve) => {
      const line = this.#lines.get(connection);
      if (line === undefined) this.#lines.set(connection, [resolve]);
      else line.push(resolve);
    });
  }

  /** Lets the next one go; false when nobody waits. */
  next(): boolean {
    for (const [connection, line] of this.#lines) {
      this.#lines.delete(connection);
      const first = line.shift();
      if (line.length > 0) this.#lines.set(connection, line);
      if (first === undefined) continue;
      first();
      return true;
    }
    return false;
  }
}
