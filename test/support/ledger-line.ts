/** One pipeline's account as the last line of the log tells it. */
export interface LedgerLine {
  readonly received: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly failed: number;
  readonly inFlight: number;
}

/** Reads the account of `pipeline` from a log; throws when there is none, or when it does not balance. */
export function ledgerOf(log: string, pipeline: string): LedgerLine {
  const line = log.split('\n').findLast((text) => text.includes('stopped; '));
  const pattern = new RegExp(
    `[; ]${pipeline}: received (\\d+)(?:, copied (\\d+))?, delivered (\\d+), dropped (\\d+)(?: \\([^)]*\\))?, failed (\\d+)(?: \\([^)]*\\))?, in flight (\\d+)`,
  );
  const match = pattern.exec(line ?? '');
  if (match === null) throw new Error(`no ledger of ${pipeline} in the log:\n${log}`);
  const [received, copied, delivered, dropped, failed, inFlight] = match.slice(1).map((text) => Number(text ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const sum = delivered + dropped + failed + inFlight;
  if (received + copied !== sum) throw new Error(`the ledger does not balance: ${match[0]}`);
  return { received, delivered, dropped, failed, inFlight };
}
