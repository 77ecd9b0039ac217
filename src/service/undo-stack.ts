type Undo = () => void | Promise<void>;

/** Steps back, run in reverse when a change of several steps cannot be completed. */
export class UndoStack {
  readonly #steps: Undo[] = [];

  push(undo: Undo): void {
    this.#steps.push(undo);
  }

  /** Runs all steps, the last first; one that fails keeps no other from running. */
  async run(failed: (error: unknown) => void): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failed(error);
      }
    }
  }
}
