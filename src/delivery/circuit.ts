/** `closed`: sending as usual. `open`: the backend fails, waiting for the next probe. `half_open`: one probe is on its way. */
export type CircuitState = 'closed' | 'open' | 'half_open';

/** Values of the gauge `assay_exporter_circuit_state`. */
export const CIRCUIT_VALUES: Readonly<Record<CircuitState, number>> = { closed: 0, half_open: 1, open: 2 };

/** Failures in a row that open the circuit: a lost connection or two is weather, five are an outage. */
const OPEN_AFTER = 5;

/**
 * Whether a backend answers at all. While open, one request at a time is tried (the oldest whose delay has passed) and no
 * new one is taken from the queue; the first success closes it. Refusals count as failures to people (`failures`), but do
 * not open it: a backend that refuses is there, and waiting does not help.
 */
export class Circuit {
  #open = false;
  #failures = 0;
  #lastSuccessAtMs: number | undefined;
  #lastFailure: string | undefined;

  state(inFlight: number): CircuitState {
    if (!this.#open) return 'closed';
    return inFlight > 0 ? 'half_open' : 'open';
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Failed attempts since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Epoch milliseconds, or undefined before the first. */
  get lastSuccessAtMs(): number | undefined {
    return this.#lastSuccessAtMs;
  }

  /** The code of the last failed attempt since the last success. */
  get lastFailure(): string | undefined {
    return this.#lastFailure;
  }

  /** True when this closed an open circuit. */
  success(nowMs: number): boolean {
    const recovered = this.#open;
    this.#open = false;
    this.#failures = 0;
    this.#lastFailure = undefined;
    this.#lastSuccessAtMs = nowMs;
    return recovered;
  }

  /** An attempt that may succeed later. True when this opened the circuit. */
  failure(code: string): boolean {
    this.#failures++;
    this.#lastFailure = code;
    if (this.#open || this.#failures < OPEN_AFTER) return false;
    this.#open = true;
    return true;
  }

  /** An attempt that was refused for good: the backend is there. True when this closed an open circuit. */
  refusal(code: string): boolean {
    const recovered = this.#open;
    this.#open = false;
    this.#failures++;
    this.#lastFailure = code;
    return recovered;
  }
}
