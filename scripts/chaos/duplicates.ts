/** One time that a span reached a backend. */
export interface Arrival {
  readonly atMs: number;
  /** When the OK to it was passed to the sender's side in full; NaN when it never was. */
  readonly answeredAtMs: number;
}

/**
 * Spans that came again, by what the sender could know of the times before. At-least-once must send again what was taken
 * without an answer; whatever else comes again is the sender's own doing.
 */
export interface Duplicates {
  /** No earlier time was answered: the backend cut the connection, kept its answer back, or was too late. */
  unanswered: number;
  /** An earlier time was answered with OK, and the sender was killed before the span came again. */
  killed: number;
  /** An earlier time was answered with OK, and the sender lived on or stopped by itself. */
  unexplained: number;
}

/** Counts the further times of one span into `counts`. `killsMs` are the moments of kills, in order. */
export function countDuplicates(counts: Duplicates, arrivals: readonly Arrival[], killsMs: readonly number[]): void {
  for (const [i, { atMs }] of arrivals.entries()) {
    if (i === 0) continue;
    // An answer that came when the next time was under way already told nobody anything.
    const answers = arrivals.slice(0, i).flatMap(({ answeredAtMs }) => (answeredAtMs <= atMs ? [answeredAtMs] : []));
    if (answers.length === 0) counts.unanswered++;
    else if (killsMs.some((killMs) => killMs >= Math.max(...answers) && killMs <= atMs)) counts.killed++;
    else counts.unexplained++;
  }
}

/** Whether a span that was acknowledged at `acknowledgedMs` was still owed to a backend at `momentMs`: no OK for it had come back. */
export function isOwed(acknowledgedMs: number, arrivals: readonly Arrival[], momentMs: number): boolean {
  return acknowledgedMs <= momentMs && !arrivals.some(({ answeredAtMs }) => answeredAtMs <= momentMs);
}
