import type { Admission } from '../../transport/body/admission.ts';
import type { FairAccount } from '../../transport/body/fair-account.ts';

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
