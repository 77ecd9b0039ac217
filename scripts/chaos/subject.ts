/** A collector that is tried: the same addresses and the same folder in each of its lives. */
export interface Subject {
  readonly name: string;
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Begins the next life; resolves when it takes data. */
  restart(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when the process is gone, `killed` when it had to be killed after its grace. */
  terminate(): Promise<'ended' | 'killed'>;
  /** SIGHUP with another config; resolves when that is in force. Undefined where this is not tried. */
  reload?(): Promise<void>;
  /** Throws when its own account does not add up, where it keeps one. */
  checkAccount(): Promise<void>;
}
