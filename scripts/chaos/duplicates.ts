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
  /** No earlier time was answered: the backend cut the connection, or kept its answer back. */
  unanswered: number;
  /** An earlier time was answered, but so late that the sender may have given the attempt up. */
  late: number;
  /** An earlier time was answered with OK in time, and the sender was killed before the span came again. */
  killed: number;
  /** An earlier time was answered with OK in time, and the sender lived on or stopped by itself. */
  unexplained: number;
}

export const NO_DUPLICATES: Duplicates = Object.freeze({ unanswered: 0, late: 0, killed: 0, unexplained: 0 });

/** What senders are given for an attempt. */
export const ATTEMPT_MS = 1000;
/** The sender's clock runs since it began to send: connection and request may have taken as much again as the answer. */
const IN_TIME_MS = ATTEMPT_MS / 2;

/** Counts the further times of one span into `counts`. `killsMs` are the moments of kills, in order. */
export function countDuplicates(counts: Duplicates, arrivals: readonly Arrival[], killsMs: readonly number[]): void {
  for (const [i, { atMs }] of arrivals.entries()) {
    if (i === 0) continue;
    // An answer that came when the next time was under way already told nobody anything.
    const answered = arrivals.slice(0, i).filter(({ answeredAtMs }) => answeredAtMs <= atMs);
    const inTime = answered.filter((earlier) => earlier.answeredAtMs - earlier.atMs < IN_TIME_MS).map(({ answeredAtMs }) => answeredAtMs);
    if (answered.length === 0) counts.unanswered++;
    else if (inTime.length === 0) counts.late++;
    else if (killsMs.some((killMs) => killMs >= Math.max(...inTime) && killMs <= atMs)) counts.killed++;
    else counts.unexplained++;
  }
}

/** Whether a span that was acknowledged at `acknowledgedMs` was still owed to a backend at `momentMs`: no OK for it had come back. */
export function isOwed(acknowledgedMs: number, arrivals: readonly Arrival[], momentMs: number): boolean {
  return acknowledgedMs <= momentMs && !arrivals.some(({ answeredAtMs }) => answeredAtMs <= momentMs);
}
