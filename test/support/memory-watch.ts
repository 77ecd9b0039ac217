/** Samples the memory of a process every 20 ms; `stop` gives by how many MiB it rose above the start, NaN without /proc. */
export class MemoryWatch {
  readonly #read: () => number;
  readonly #start: number;
  readonly #timer: NodeJS.Timeout;
  #peak: number;

  constructor(readMib: () => number) {
    this.#read = readMib;
    this.#start = this.#peak = readMib();
    this.#timer = setInterval(() => this.#sample(), 20);
  }

  stop(): number {
    clearInterval(this.#timer);
    this.#sample();
    return this.#peak - this.#start;
  }

  #sample(): void {
    this.#peak = Math.max(this.#peak, this.#read());
  }
}
