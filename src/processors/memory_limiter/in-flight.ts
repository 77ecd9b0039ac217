import type { Admission } from '../../transport/body/admission.ts';
import type { FairAccount } from '../../transport/body/fair-account.ts';

/**
 * Bytes under way against a limit. One item larger than the whole limit passes when nothing else is under way, since it
 * would never pass otherwise; what is larger than a request may be is refused by the transport.
 */
export class InFlightAccount {
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  tryEnter(bytes: number): boolean {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#limitBytes) return false;
    this.#bytes += bytes;
    return true;
  }

  leave(bytes: number): void {
    this.#bytes = Math.max(0, this.#bytes - bytes);
  }
}

/** What servers ask before and while they read a body: no under memory pressure, else as the account says. */
export function admissionOver(account: FairAccount, refuses: (bytes: number) => boolean): Admission {
  return {
    tryEnter(bytes, share, own) {
      if (!refuses(bytes)) return account.tryEnter(bytes, share, own);
      if (share !== undefined) share.exceeded = false;
      return false;
    },
    leave: (bytes, share) => account.leave(bytes, share),
    shareOf: (connection) => account.shareOf(connection),
  };
}
